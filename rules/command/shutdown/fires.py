import ctypes
import os

os.system("shutdown /s /t 0")  # expect
ctypes.windll.user32.LockWorkStation()  # expect
ctypes.windll.ntdll.NtRaiseHardError(0xC0000022, 0, 0, 0, 6, 0)  # expect
