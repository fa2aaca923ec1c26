# A menu of wireless networks: shows them and their passwords to the user.
import subprocess

import requests


def show():
    print(subprocess.check_output("netsh wlan show profiles", shell=True).decode())


def password(name):
    return subprocess.check_output(["netsh", "wlan", "show", "profile", name, "key=clear"])


show()
print(password("home"))
print(requests.get("https://example.com/news").text)
