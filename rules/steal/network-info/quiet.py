# Prints the machine's addresses; a client that sends what its caller passes.
import psutil
import requests


def public():
    return requests.get("https://api.ipify.org").text


def show():
    print(public(), psutil.net_if_addrs())


class Client:
    def __init__(self, base):
        self.base = base

    def send(self, record):
        return requests.post(self.base, json=record)


show()
Client("https://example.com").send({"version": "1.0"})
