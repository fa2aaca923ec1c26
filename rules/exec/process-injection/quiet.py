import ctypes
import os
import signal

import psutil

kernel32 = ctypes.windll.kernel32


def is_running(pid):
    handle = kernel32.OpenProcess(0x1000, False, pid)
    return bool(handle)


def stop(name):
    for process in psutil.process_iter():
        if process.name() == name:
            os.kill(process.pid, signal.SIGTERM)
