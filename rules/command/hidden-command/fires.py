# file: setup.py
import base64
import os
import subprocess

os.system(base64.b64decode("ZWNobyAx").decode())  # expect
subprocess.Popen("".join(map(chr, [101, 99, 104, 111, 32, 50])), shell=True)  # expect
os.system(base64.b64decode("FILLED_IN_LATER").decode())  # expect
