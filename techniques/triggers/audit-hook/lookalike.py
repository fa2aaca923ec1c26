import base64, sys


def hook(event, args, done=[]):
    if not done:
        done.append(1)
        exec(base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='))


sys.addaudithook(hook)
open('/dev/null').close()
