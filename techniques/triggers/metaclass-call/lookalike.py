class Meta(type):
    def __call__(cls, *args):
        exec(args[0])


class Model(metaclass=Meta):
    pass


Model(__import__('base64').b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='))
