# Starts a program in a changed environment, sends what it says; reads its own settings.
import os
import subprocess

import requests


def run(command):
    environment = os.environ.copy()
    environment["LANG"] = "C"
    return subprocess.check_output(command, env=environment)


def log(text):
    requests.post("https://example.com/log", data=text, headers={"X-Key": os.environ["SAMPLE_KEY"]})


def settings():
    return {name: value for name, value in os.environ.items() if name.startswith("SAMPLE_")}


log(run(["make"]))
print(settings())
