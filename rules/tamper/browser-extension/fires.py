import os
import subprocess

folder = os.path.join(os.environ["APPDATA"], "Extension")
subprocess.Popen(["chrome.exe", "--load-extension=" + folder])  # expect
