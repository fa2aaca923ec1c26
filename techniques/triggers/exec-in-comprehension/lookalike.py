import base64
[exec(base64.b64decode(x)) for x in ('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==',)]
