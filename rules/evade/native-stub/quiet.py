import ctypes
import ctypes.util
import os

libc = ctypes.CDLL(ctypes.util.find_library("c"))
own = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "_fast.so"))
