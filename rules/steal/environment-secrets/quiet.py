# Clients that log in with the token of the service that they are for.
import os

import requests
import urllib.request

TOKEN = os.environ["GITHUB_TOKEN"]


def repositories():
    return requests.get("https://api.github.com/user/repos", headers={"Authorization": "token " + TOKEN}).json()


def upload(path):
    with open(path, "rb") as f:
        login = ("__token__", os.environ["PYPI_TOKEN"])
        return requests.post("https://example.com/legacy/", files={"c": f}, auth=login)


def ask(text):
    headers = {"Authorization": os.environ["OPENAI_API_KEY"]}
    request = urllib.request.Request("https://example.com/v1", text.encode(), headers)
    return urllib.request.urlopen(request).read()


def say(text):
    token = os.environ["TELEGRAM_BOT_TOKEN"]
    return requests.post(f"https://api.telegram.org/bot{token}/sendMessage", data={"text": text})


def connect():
    import psycopg2

    return psycopg2.connect(os.environ["DATABASE_URL"])


print(repositories(), ask("x"), say("x"))
