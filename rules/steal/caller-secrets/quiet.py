# Clients that log in, and a usage report that holds no secret.
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
