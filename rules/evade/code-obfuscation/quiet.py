import base64
import json
import os

import requests

ICON = base64.b64decode("bm90IHJlYWxseSBhbiBpY29u")
requests.post("https://example.com/upload", data=base64.b64encode(ICON))
requests.get("https://example.com/items?" + "&".join(["a=1", "b=2"]))
os.system(" ".join(["git", "status"]))
print(json.loads("[1, 2]"), "abc"[::-1])

import pickle
import subprocess
import urllib.request
import zlib

print(pickle.loads(zlib.decompress(b"x\x9c\xd3\xc8)0\xe0\xf24\xe4J\xf44\x02bc\xaeD=\x00(\x97\x04\x1f")))
subprocess.run(["python", "-c", "import sys; print(sys.version)"])
urllib.request.urlopen(urllib.request.Request("https://example.com/data"), data=base64.b64encode(ICON))
with open("icon.txt", "wb") as f:
    f.write(ICON + b"\n")
with open("helper.py", "w") as f:
    f.write("import os\nos.system('echo 1')\n")
