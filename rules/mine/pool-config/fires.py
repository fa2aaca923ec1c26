import json
import socket

with open("config.json", "w") as f:
    f.write('{"pools": [{"url": "stratum+tcp://pool.invalid:3333"}], "donate-level": 1}')  # expect

s = socket.socket()
s.connect(("pool.invalid", 3333))
s.sendall(b'{"method": "mining.subscribe", "params": []}')  # expect
s.sendall(json.dumps({"method": "mining.authorize", "params": ["w", "x"]}).encode())  # expect
