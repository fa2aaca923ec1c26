import base64
with open(__file__) as source:
    lines = source.read().splitlines()
exec(base64.b64decode(lines[-1][2:]))
# dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==
