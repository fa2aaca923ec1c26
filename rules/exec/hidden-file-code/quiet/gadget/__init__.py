import base64
import os

from PIL import Image


def logo():
    image = Image.open(os.path.join(os.path.dirname(__file__), "logo.png"))
    return list(image.getdata())


def read_settings(path):
    return base64.b64decode(open(path).read())


def load_cached(folder, name):
    import marshal
    import os

    with open(os.path.join(folder, name + "-cache.pyc"), "rb") as f:
        f.read(16)
        code = marshal.load(f)
    exec(code, {})
