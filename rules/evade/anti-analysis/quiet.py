import ctypes
import os

import psutil


def report():
    names = [p.name() for p in psutil.process_iter()]
    return {"virtual": "vmtoolsd" in names, "container": os.path.exists("/.dockerenv")}


print(report())
