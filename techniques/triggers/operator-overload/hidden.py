import base64


class Pipe:
    def __init__(self, f):
        self.f = f

    def __ror__(self, other):
        return self.f(other)

    def __rshift__(self, other):
        return self.f(other)


'aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==' | Pipe(base64.b64decode) | Pipe(bytes.decode) | Pipe(exec)
