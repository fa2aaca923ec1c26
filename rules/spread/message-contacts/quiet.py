# A bot that writes to a channel with the token that it was given, and a mailer that writes to whom it is told.
import os
import smtplib

import requests


def say(token, channel, text):
    url = f"https://discord.com/api/v9/channels/{channel}/messages"
    return requests.post(url, headers={"Authorization": token}, json={"content": text})


def mail(to, text):
    smtplib.SMTP("mail.example.com").sendmail("me@example.com", to, text)


say(os.environ["DISCORD_TOKEN"], 1, "hello")
mail("you@example.com", "hello")
