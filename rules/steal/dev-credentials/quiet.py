# A publishing tool: reads .pypirc to log in to the index, and sends the package that it is given.
import configparser
import netrc
import os

import requests


def login(index):
    parser = configparser.ConfigParser()
    parser.read(os.path.expanduser("~/.pypirc"))
    return parser[index]["username"], parser[index]["password"]


def upload(index, url, path):
    with open(path, "rb") as f:
        return requests.post(url, files={"content": f}, auth=login(index))


def fetch(url, host):
    user, _, password = netrc.netrc(os.path.expanduser("~/.netrc")).authenticators(host)
    return requests.get(url, auth=(user, password))
