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
