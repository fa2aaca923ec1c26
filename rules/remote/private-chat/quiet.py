# Clients whose user gives the secret, and a notice that holds nothing of its user.
import os

import requests


def notify(token, chat, text):
    return requests.post(f"https://api.telegram.org/bot{token}/sendMessage", data={"chat_id": chat, "text": text})


def hook(text):
    return requests.post(os.environ["DISCORD_WEBHOOK"], json={"content": text})
