import ctypes
import os


def is_administrator():
    try:
        return os.getuid() == 0
    except AttributeError:
        return ctypes.windll.shell32.IsUserAnAdmin() != 0


def open_folder(path):
    ctypes.windll.shell32.ShellExecuteW(None, "open", path, None, None, 1)


if not is_administrator():
    print("run this as administrator")
open_folder("C:\\")
