import os
import urllib.request

import requests


def dataset(path):
    urllib.request.urlretrieve("https://example.com/data.csv", path)


def write_report(path, text):
    with open(path, "w") as f:
        f.write(text)


def launcher(path):
    with open("run.sh", "w") as f:
        f.write("#!/bin/sh\nexec python -m gadget\n")
    os.chmod("run.sh", 0o755)


dataset("data.csv")
write_report("report.txt", requests.get("https://example.com/report").text)
launcher(".")


def keep_private(url, path, mode):
    import os

    import requests

    with open(path, "wb") as f:
        f.write(requests.get(url).content)
    os.chmod(path, mode & 0o7777)
    with open("notes.txt", "wb") as f:
        f.write(requests.get("https://example.com/notes.txt").content)
    os.chmod("notes.txt", 0o600)


def write_notes():
    import os

    with open(os.path.join(os.environ["TEMP"], "notes.txt"), "w") as f:
        f.write("start with tool.exe")


write_notes()
