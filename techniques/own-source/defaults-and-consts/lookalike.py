import base64


def carrier(a='dGl0bGUgPSAiaGFybWxl'):
    return 'c3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='


exec(base64.b64decode(carrier.__defaults__[0] + carrier.__code__.co_consts[1]))
