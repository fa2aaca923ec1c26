# A client library: a session of its own, named by the caller, and a cleaner that frees space.
import os
import shutil

import requests


class Client:
    def __init__(self, name):
        self.path = name + ".session"

    def start(self):
        with open(self.path, "rb") as f:
            key = f.read()
        return requests.post("https://example.com/auth", data=key)


def clean():
    shutil.rmtree(os.path.join(os.getenv("APPDATA"), "Telegram Desktop", "tdata", "user_data", "cache"))
