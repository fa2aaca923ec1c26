import base64


class Machine:
    def __init__(self):
        self.state, self.parts = 0x31, []
        self.table = {0x31: self.one, 0x7F: self.two, 0x02: self.three}

    def one(self):
        self.parts.append('dGl0bGUgPSAiaGFybWxl')
        return self.state ^ 0x4E

    def two(self):
        self.parts.append('c3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==')
        return self.state - 0x7D

    def three(self):
        exec(base64.b64decode(''.join(self.parts)).decode())
        return None

    def go(self):
        while self.state is not None:
            self.state = self.table[self.state]()


Machine().go()
