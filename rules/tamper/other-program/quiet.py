import os

local = os.environ["LOCALAPPDATA"]
path = os.path.join(local, "Discord", "app-1.0", "modules", "discord_desktop_core", "index.js")
if os.path.exists(path):
    with open(path) as f:
        print(len(f.read()))
with open("index.js", "w") as f:
    f.write("console.log(1)")


def pack(build):
    import os

    with open(os.path.join(build, "resources", "app.asar"), "wb") as f:
        f.write(b"packed")
    with open(os.path.join(os.environ["LOCALAPPDATA"], "sample", "resources", "app.asar"), "rb") as f:
        print(len(f.read()))


pack("out")
