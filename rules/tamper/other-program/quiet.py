import os

local = os.environ["LOCALAPPDATA"]
path = os.path.join(local, "Discord", "app-1.0", "modules", "discord_desktop_core", "index.js")
if os.path.exists(path):
    with open(path) as f:
        print(len(f.read()))
with open("index.js", "w") as f:
    f.write("console.log(1)")
