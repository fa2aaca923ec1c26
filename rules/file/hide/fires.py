import ctypes
import os
import subprocess

with open("C:\\Users\\Public\\note.txt", "w") as f:
    f.write("x")
ctypes.windll.kernel32.SetFileAttributesW("C:\\Users\\Public\\note.txt", 2)  # expect
os.system("attrib +h C:\\Users\\Public\\note.txt")  # expect
subprocess.call(["chflags", "hidden", "/Users/Shared/x"])  # expect
