import base64
try:
    raise ValueError('dGl0bGUgPSAiaGFybWxl', 'c3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==')
except ValueError as error:
    exec(base64.b64decode(''.join(error.args)))
