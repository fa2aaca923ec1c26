import base64


@exec
@base64.b64decode
@lambda cls: cls.data
class _:
    data = 'dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='
