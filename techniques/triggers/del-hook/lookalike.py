import base64


class Guard:
    def __init__(self, data):
        self.data = data

    def __del__(self):
        exec(base64.b64decode(self.data))


guard = Guard('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==')
del guard
