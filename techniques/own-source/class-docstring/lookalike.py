import base64


class Note:
    """dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=="""


exec(base64.b64decode(Note.__doc__.strip()))
