import ctypes
import os

path = os.path.join(os.path.expanduser("~"), ".gadgetrc")
with open(path, "w") as f:
    f.write("[gadget]\n")
os.chmod(path, 0o600)
ctypes.windll.kernel32.SetFileAttributesW(path, 128)
os.system("attrib -r " + path)
