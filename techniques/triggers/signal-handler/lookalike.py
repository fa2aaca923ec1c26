import base64, os, signal
signal.signal(signal.SIGUSR1, lambda number, frame: exec(base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='), {}))
os.kill(os.getpid(), signal.SIGUSR1)
