import os
import subprocess


def upload(path, url):
    return subprocess.call(["curl", "-T", path, url])


os.system("whoami")
subprocess.call(["curl", "--version"])
