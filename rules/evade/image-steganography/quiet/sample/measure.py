import subprocess

from PIL import Image

image = Image.open("logo.png")
average = sum(p[0] for p in image.getdata())
subprocess.call(["convert", "logo.png", "-resize", "50%", "small.png"])
print(average)
