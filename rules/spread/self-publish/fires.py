# file: setup.py
import os
import subprocess
import sys
import requests
from setuptools import setup
from setuptools.command.install import install


class Install(install):
    def run(self):
        install.run(self)
        subprocess.call("twine upload dist/*", shell=True)  # expect
        with open("dist/sample-1.1.tar.gz", "rb") as f:
            requests.post("https://upload.pypi.org/legacy/", files={"content": f})  # expect


setup(name="sample", cmdclass={"install": Install})
