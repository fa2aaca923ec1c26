# A client of a chat service whose user gives the token, and an encoded address of a named host.
import base64

import requests

API = "https://api.telegram.org/bot{}/sendMessage"
ICON = base64.b64decode("aHR0cHM6Ly9leGFtcGxlLmNvbS9pY29u").decode()


class Bot:
    def __init__(self, token):
        self.token = token

    def send(self, chat, text):
        return requests.post(API.format(self.token), data={"chat_id": chat, "text": text})


def icon():
    return requests.get(ICON).content
