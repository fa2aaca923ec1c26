import base64, functools
functools.reduce(lambda value, step: step(value), [base64.b64decode, bytes.decode, exec], 'dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==')
