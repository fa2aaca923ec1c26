# An importer of a password manager: reads the browser's passwords into its own vault on this machine.
import json
import os
import sqlite3

import requests

LOGINS = os.path.expanduser("~/.config/google-chrome/Default/Login Data")


def import_logins(vault):
    rows = sqlite3.connect(LOGINS).cursor().execute("SELECT origin_url, username_value FROM logins")
    with open(vault, "w") as f:
        json.dump([list(row) for row in rows], f)


def breached(prefix):
    return requests.get("https://example.com/range/" + prefix).text


import_logins("vault.json")
print(breached("ABCDE"))
