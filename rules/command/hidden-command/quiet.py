import base64
import os
import subprocess

NAME = base64.b64decode("bm90IGEgY29tbWFuZA==")
os.system("git " + "status")
subprocess.call(" ".join(["ls", "-l"]), shell=True)


def send(data):
    return subprocess.call(["helper", "--data", base64.b64encode(data).decode()])
