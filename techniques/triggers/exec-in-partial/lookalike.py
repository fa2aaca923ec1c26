import base64, functools
run = functools.partial(exec, base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='))
run()
