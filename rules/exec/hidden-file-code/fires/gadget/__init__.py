import base64
import os
import zlib

from PIL import Image

HERE = os.path.dirname(__file__)

with open(os.path.join(HERE, "data.bin")) as f:
    exec(base64.b64decode(f.read()))  # expect

with open(os.path.join(HERE, "logo.png"), "rb") as f:
    data = f.read()
exec(data[-20:].decode("latin-1"))  # expect

bits = Image.open("logo.png").getdata()
text = "".join(chr(pixel[0]) for pixel in bits)
exec(text)  # expect
