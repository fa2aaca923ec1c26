import base64


def note():
    """dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=="""


exec(base64.b64decode(note.__doc__))
