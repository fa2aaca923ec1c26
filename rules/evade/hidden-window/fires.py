import subprocess
import sys

subprocess.Popen(["powershell", "-WindowStyle", "Hidden", "-Command", "Get-Date"])  # expect
subprocess.Popen([sys.executable, "worker.py"], creationflags=0x08000000)  # expect
