import os
import subprocess

os.system("schtasks /create /tn gadget /tr C:\\x.exe /sc onlogon /f")  # expect
subprocess.run(["schtasks", "/Create", "/SC", "MINUTE", "/TN", "gadget", "/TR", "x.exe"])  # expect
