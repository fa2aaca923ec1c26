class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **options):
        exec(options['data'])
        return {}

    def __new__(mcs, name, bases, space, **options):
        return super().__new__(mcs, name, bases, space)

    def __init__(cls, name, bases, space, **options):
        pass


class Model(metaclass=Meta, data=__import__('base64').b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==')):
    pass
