# Clients that log in and out, notices sent with a key, and a usage report that holds no secret.
import requests


class Client:
    def __init__(self, name, password):
        answer = requests.post("https://api.example.com/login", json={"name": name, "password": password})
        self.session = answer.json()["session"]

    def refresh(self, token):
        try:
            self.session = requests.post("https://api.example.com/refresh", json={"token": token}).json()
        except requests.RequestException:
            pass

    def report(self, version):
        try:
            requests.post("https://api.example.com/usage", json={"version": version})
        except requests.RequestException:
            pass

    def close(self, client_secret):
        try:
            requests.post("https://api.example.com/revoke", data={"client_secret": client_secret})
        except requests.RequestException:
            pass

    def notify(self, token, user, text):
        try:
            requests.post("https://push.example.com/messages", data={"token": token, "user": user, "message": text})
            requests.post(f"https://chat.example.com/bot{token}/send", json={"text": text})
        except requests.RequestException:
            pass
