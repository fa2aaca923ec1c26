import base64
import os

from PIL import Image


def logo():
    image = Image.open(os.path.join(os.path.dirname(__file__), "logo.png"))
    return list(image.getdata())


def read_settings(path):
    return base64.b64decode(open(path).read())
