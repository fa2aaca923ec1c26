# Uploads a folder that the caller names; backs the documents up to another drive.
import os
import shutil
import zipfile

import requests


def upload(folder, url):
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as f:
            requests.post(url, files={"f": f})


def backup(target):
    with zipfile.ZipFile(target, "w") as archive:
        for folder, _, names in os.walk(os.path.expanduser("~/Documents")):
            for name in names:
                archive.write(os.path.join(folder, name))


def news():
    return requests.get("https://example.com/news").text


backup("/media/backup/documents.zip")
print(news())


def publish(url):
    for name in os.listdir():
        with open(name, "rb") as f:
            requests.post(url, files={"f": f})


for name in os.listdir("."):
    print(name, os.path.getsize(name))
