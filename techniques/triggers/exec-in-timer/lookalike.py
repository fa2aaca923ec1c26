import base64, threading
threading.Timer(0.01, lambda: exec(base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='), globals())).start()
import time
time.sleep(0.1)
