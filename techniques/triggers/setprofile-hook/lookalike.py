import base64, sys


def tracer(frame, event, arg):
    sys.setprofile(None)
    exec(base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='))


sys.setprofile(tracer)
len('')
