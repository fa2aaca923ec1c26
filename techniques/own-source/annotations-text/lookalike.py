import base64


def carrier(a: 'dGl0bGUgPSAiaGFybWxl', b: 'c3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='): pass


exec(base64.b64decode(''.join(carrier.__annotations__.values())))
