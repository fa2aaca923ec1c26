# A launcher: lists the profiles of the game, and fetches mods that the user names.
import json
import os

import requests

PROFILES = os.path.join(os.getenv("APPDATA"), ".minecraft", "launcher_profiles.json")


def profiles():
    with open(PROFILES) as f:
        return list(json.load(f)["profiles"])


def mod(name):
    return requests.get("https://example.com/mods/" + name).content


print(profiles())
