import os
import sys
import winreg

key = winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Run", 0, winreg.KEY_SET_VALUE)
winreg.SetValueEx(key, "gadget", 0, winreg.REG_SZ, sys.executable)  # expect
os.system(r'reg add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v gadget /d x.exe /f')  # expect

copy = os.environ["APPDATA"] + "\\gadget\\run.bat"
with open(copy, "w") as f:
    f.write("@echo off")
os.system(r"reg add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v gadget /d " + copy)  # expect
