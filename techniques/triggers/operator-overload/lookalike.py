import base64


class Pipe:
    def __init__(self, f):
        self.f = f

    def __ror__(self, other):
        return self.f(other)

    def __rshift__(self, other):
        return self.f(other)


'dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==' | Pipe(base64.b64decode) | Pipe(bytes.decode) | Pipe(exec)
