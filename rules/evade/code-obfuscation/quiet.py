import base64
import json
import os

import requests

ICON = base64.b64decode("bm90IHJlYWxseSBhbiBpY29u")
requests.post("https://example.com/upload", data=base64.b64encode(ICON))
requests.get("https://example.com/items?" + "&".join(["a=1", "b=2"]))
os.system(" ".join(["git", "status"]))
print(json.loads("[1, 2]"), "abc"[::-1])
