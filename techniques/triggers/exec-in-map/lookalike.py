import base64
list(map(exec, map(base64.b64decode, ['dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='])))
