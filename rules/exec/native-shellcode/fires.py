import ctypes

code = bytearray(b"\x90\x90\xc3")
kernel32 = ctypes.windll.kernel32

address = kernel32.VirtualAlloc(0, len(code), 0x3000, 0x40)
kernel32.RtlMoveMemory(address, (ctypes.c_char * len(code)).from_buffer(code), len(code))
thread = kernel32.CreateThread(0, 0, address, 0, 0, 0)  # expect
kernel32.WaitForSingleObject(thread, -1)
