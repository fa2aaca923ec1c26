import os


def picture(name):
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as image:
        return image.read()


print(len(picture("photo.png")), len(picture("camera.gif")))
