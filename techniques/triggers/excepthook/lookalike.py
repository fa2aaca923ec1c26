import base64, sys
sys.excepthook = lambda kind, value, trace: exec(base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='), {})
raise RuntimeError
