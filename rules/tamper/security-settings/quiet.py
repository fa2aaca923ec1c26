import winreg

key = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System")
print(winreg.QueryValueEx(key, "EnableLUA"))
own = winreg.CreateKey(winreg.HKEY_CURRENT_USER, r"Software\Gadget")
winreg.SetValueEx(own, "theme", 0, winreg.REG_SZ, "dark")
