import time

import requests


def poll():
    for _ in range(3):
        answer = requests.get("https://example.com/state").json()
        if answer["done"]:
            return answer
        time.sleep(120)


time.sleep(0.1)
poll()
