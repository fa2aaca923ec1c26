import os
import subprocess

os.system("taskkill /f /im chrome.exe")  # expect
subprocess.run(["taskkill", "/F", "/IM", "wireshark.exe"])  # expect
