# Counts what the camera sees, on this machine, and fetches a model.
import cv2
import requests


def count():
    ok, picture = cv2.VideoCapture(0).read()
    cv2.imwrite("last.jpg", picture)
    return picture.sum()


def model():
    return requests.get("https://example.com/model").content


print(count(), len(model()))
