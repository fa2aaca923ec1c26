import os
import socket
import subprocess

os.system("nc -z 192.0.2.1 22")
s = socket.create_connection(("example.com", 80))
s.sendall(b"GET / HTTP/1.0\r\n\r\n")
subprocess.call(["ssh", "example.com", "uptime"])
