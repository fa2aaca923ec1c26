# A client of a job server that gets data, a console on another machine, a program that is talked to over pipes.
import json
import socket
import subprocess

import paramiko


def work(host, port):
    s = socket.create_connection((host, port))
    while True:
        job = json.loads(s.recv(4096))
        s.send(json.dumps({"sum": sum(job["numbers"])}).encode())


def remote(host, command):
    client = paramiko.SSHClient()
    client.connect(host)
    return client.exec_command(command)


def local(text):
    p = subprocess.Popen(["bc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    return p.communicate(text.encode())[0]


def version():
    return subprocess.check_output(["git", "--version"])


print(version(), local("1+1"))
work("127.0.0.1", 9999)


def attach(connection, argv):
    return subprocess.Popen(argv, stdin=connection.fileno(), stdout=connection.fileno())
