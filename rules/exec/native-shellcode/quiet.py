import ctypes
import ctypes.util
import mmap

libc = ctypes.CDLL(ctypes.util.find_library("c"))
buffer = ctypes.create_string_buffer(16)
ctypes.memmove(buffer, b"0123456789abcdef", 16)
print(libc.strlen(buffer))

with open(__file__, "rb") as f:
    view = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)
    print(view[:4])

CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)


@CALLBACK
def compare(value):
    return value
