class Guard:
    def __init__(self, data):
        self.data = data

    def __del__(self):
        exec(self.data)


Guard(__import__('base64').b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='))
