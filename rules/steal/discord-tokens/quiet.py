# A bot library: the token comes from who runs the bot.
import os

import requests


class Client:
    def __init__(self, token=None):
        self.token = token or os.environ["DISCORD_TOKEN"]

    def me(self):
        return requests.get("https://discord.com/api/v9/users/@me", headers={"Authorization": self.token}).json()


def notify(webhook, text):
    requests.post(webhook, json={"content": text})


def cache_size():
    folder = os.path.join(os.environ["APPDATA"], "discord", "Cache")
    return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))


print(cache_size())
print(Client().me())
