import base64, inspect, sys


def carrier():
    # dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==
    return None


exec(base64.b64decode(inspect.getsource(carrier).split('# ')[1].split('\n')[0]))
