import base64, weakref


class Thing:
    pass


thing = Thing()
weakref.finalize(thing, exec, base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='), {})
