import json
import pickle
import socket
import struct
from multiprocessing.connection import Client


def read_exactly(sock, count):
    parts = []
    while count:
        part = sock.recv(min(count, 65536))
        if not part:
            raise EOFError("the other end is gone")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


class RemoteCalls:
    """Calls by name, answers as JSON, each with its length before it."""

    def __init__(self, host, port):
        self.sock = socket.create_connection((host, port))

    def call(self, name, **arguments):
        body = json.dumps({"name": name, "arguments": arguments}).encode()
        self.sock.sendall(struct.pack(">I", len(body)) + body)
        (size,) = struct.unpack(">I", self.sock.recv(4))
        return json.loads(read_exactly(self.sock, size))


class Worker:
    """A process of our own sends functions over a socket of our own."""

    def __init__(self, port):
        self.sock = socket.create_connection(("127.0.0.1", port))

    def run(self):
        while True:
            (size,) = struct.unpack("!Q", self.sock.recv(8))
            function, arguments = pickle.loads(self.sock.recv(size))
            result = pickle.dumps(function(*arguments))
            self.sock.sendall(struct.pack("!Q", len(result)) + result)


def ask(address, question):
    with Client(address, authkey=b"shared by both") as connection:
        connection.send(question)
        return connection.recv()


def save_upload(sock, path):
    (size,) = struct.unpack(">I", sock.recv(4))
    with open(path, "wb") as out:
        out.write(sock.recv(size))


def calculate(sock):
    formulas = {"double": "2 * x", "square": "x * x"}
    name = sock.recv(16).decode()
    return eval(formulas.get(name, "x"), {"x": 2})


calls = RemoteCalls("rpc.example.com", 7000)
print(calls.call("version"))
Worker(7001).run()
