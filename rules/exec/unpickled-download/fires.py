import pickle
import socket

import requests

settings = pickle.loads(requests.get("https://example.com/settings").content)  # expect

s = socket.socket()
s.connect(("192.0.2.1", 4000))
job = pickle.loads(s.recv(4096))  # expect
