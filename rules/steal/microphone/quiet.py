# A recorder: writes a file; a player fetches songs.
import requests
import sounddevice


def record(path):
    with open(path, "wb") as f:
        f.write(sounddevice.rec(44100).tobytes())


def song(name):
    return requests.get("https://example.com/songs/" + name).content


record("mine.wav")
print(len(song("a")))
