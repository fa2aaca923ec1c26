import base64


class Scope:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        exec(base64.b64decode(self.data))
        return True


with Scope() as scope:
    scope.data = 'dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='
    raise ValueError
