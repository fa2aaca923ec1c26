# Hotkeys: a key starts something; nothing of what is typed is kept or sent.
import keyboard
import requests
from pynput.keyboard import Listener

VERSION = "1.0"


def screenshot_hotkey():
    print("pressed")


def on_press(key):
    if str(key) == "Key.f5":
        refresh()


def refresh():
    requests.get("https://example.com/refresh", params={"version": VERSION})


keyboard.add_hotkey("ctrl+shift+s", screenshot_hotkey)
with Listener(on_press=on_press) as listener:
    listener.join()
