# Looks names up in /etc/passwd, and a password manager that opens its own vault and checks for updates.
import json
import os

import requests

VAULT = os.path.expanduser("~/.local/share/sample/vault.kdbx")


def users():
    with open("/etc/passwd") as f:
        return [line.split(":")[0] for line in f]


def open_vault(password):
    with open(VAULT, "rb") as f:
        return decrypt(f.read(), password)


def decrypt(data, password):
    return json.loads(bytes(a ^ b for a, b in zip(data, password)))


def update():
    return requests.get("https://example.com/latest").json()


print(users(), open_vault(b"x"), update())
