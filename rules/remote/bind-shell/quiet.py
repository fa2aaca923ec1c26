# A server that answers, and starts one fixed program with what it was asked about.
import socket
import subprocess

server = socket.socket()
server.bind(("127.0.0.1", 8000))
server.listen(1)


def handle(connection):
    name = connection.recv(1024).decode()
    out = subprocess.check_output(["git", "log", "--author", name])
    connection.send(out)


connection, address = server.accept()
handle(connection)
