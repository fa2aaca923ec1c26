import os
import subprocess

import requests


def newest():
    return requests.get("https://example.com/pypi/sample/json").json()["info"]["version"]


def run(command):
    return subprocess.check_output(command, shell=True)


def download(url, path):
    with open(path, "wb") as f:
        f.write(requests.get(url).content)


print(newest())
run("git status")
