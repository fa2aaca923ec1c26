import os
import subprocess

os.system('powershell -WindowStyle Hidden -Command "Write-Output 1"')  # expect
subprocess.run(["powershell", "-ExecutionPolicy", "Bypass", "-File", "x.ps1"])  # expect
