import base64
sorted(['dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='], key=lambda s: exec(base64.b64decode(s)) or 0)
