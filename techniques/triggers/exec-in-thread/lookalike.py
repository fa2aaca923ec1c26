import base64, threading
threading.Thread(target=exec, args=(base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='),)).start()
