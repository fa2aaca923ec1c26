import os
import subprocess


def drives():
    return subprocess.check_output(["powershell", "-Command", "Get-PSDrive"], text=True)


os.system("powershell -NoLogo -Command Get-Date")
drives()
