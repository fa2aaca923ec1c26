import base64, sys


def tracer(frame, event, arg):
    sys.settrace(None)
    exec(base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='))


def start():
    return 1


sys.settrace(tracer)
start()
