# file: setup.py
import urllib.request
import requests
from setuptools import setup
from setuptools.command.develop import develop


class Develop(develop):
    def run(self):
        develop.run(self)
        requests.post("https://collect.invalid/d", json={"package": "sample"})  # expect


try:
    urllib.request.urlopen("https://collect.invalid/installed", timeout=1)  # expect
except Exception:
    pass
setup(name="sample", cmdclass={"develop": Develop})
