import subprocess

subprocess.Popen(["chrome", "--headless", "--disable-extensions", "https://example.com"])
with open("manifest.json", "w") as f:
    f.write("{}")


def back_up():
    import os
    import shutil
    import zipfile

    settings = os.path.join(os.environ["LOCALAPPDATA"], "Google\\Chrome\\User Data\\Default\\Local Extension Settings\\a")
    shutil.copytree(settings, "saved")
    with zipfile.ZipFile(os.path.join(settings, "saved.zip"), "w") as pack:
        pack.write(os.path.join(settings, "LOG"))


back_up()


def look():
    import os

    folder = os.path.join(os.environ["APPDATA"], "Opera Software\\Opera Stable\\Local Extension Settings")
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as f:
            print(len(f.read()))


look()
