import base64


class Field:
    def __get__(self, owner, kind=None):
        exec(base64.b64decode(kind.text))


class Form:
    text = 'dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='
    field = Field()


Form.field
