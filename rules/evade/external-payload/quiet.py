import json
import subprocess
import webbrowser

import requests

settings = requests.get("https://example.com/settings.json").json()
with open("settings.json", "w") as f:
    json.dump(settings, f)
subprocess.call(["git", "status"])
webbrowser.open(settings["home"])
