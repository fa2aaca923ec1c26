# An SSH client: the key's path goes to the library, nothing of the key to the network. A check of it prints.
import os

import paramiko
import requests

KEY = os.path.expanduser("~/.ssh/id_rsa")


def connect(host, user):
    client = paramiko.SSHClient()
    client.connect(host, username=user, key_filename=KEY)
    return client


def run(client, command):
    return client.exec_command(command)[1].read()


def check():
    with open(KEY) as f:
        if "ENCRYPTED" not in f.read():
            print("the key has no passphrase")


def backup(target):
    with open(KEY) as f, open(target, "w") as g:
        g.write(f.read())


def newer_version():
    check()
    return requests.get("https://example.com/version").json()


check()
print(newer_version())
