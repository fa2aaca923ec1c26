import subprocess


def protection():
    return subprocess.check_output(["powershell", "-Command", "Get-MpComputerStatus"])


def services():
    return subprocess.check_output(["sc", "query", "WinDefend"])


protection()
services()
