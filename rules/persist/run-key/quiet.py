import winreg

key = winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Run")
print(winreg.QueryValueEx(key, "gadget"))
own = winreg.CreateKey(winreg.HKEY_CURRENT_USER, r"Software\Gadget")
winreg.SetValueEx(own, "path", 0, winreg.REG_SZ, "C:\\gadget")
