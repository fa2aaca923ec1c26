import ctypes

kernel32 = ctypes.windll.kernel32
process = kernel32.OpenProcess(0x1F0FFF, False, 1234)
address = kernel32.VirtualAllocEx(process, 0, 3, 0x3000, 0x40)
kernel32.WriteProcessMemory(process, address, b"\x90\x90\xc3", 3, None)
kernel32.CreateRemoteThread(process, None, 0, address, None, 0, None)  # expect
