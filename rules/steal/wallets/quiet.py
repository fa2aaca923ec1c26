# A wallet: opens its own file, signs here, sends the signed transaction.
import hashlib
import os

import requests

FILE = os.path.expanduser("~/.electrum/wallets/default")


def backup(target):
    with open(FILE, "rb") as f, open(target, "wb") as g:
        g.write(f.read())


def broadcast(signed):
    return requests.post("https://example.com/tx", json={"raw": signed})


def balance(address):
    return requests.get("https://example.com/balance/" + address).json()
