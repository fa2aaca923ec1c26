import base64


class Lazy:
    def __getattr__(self, name):
        exec(base64.b64decode(''.join(self.__dict__['parts'])))
        return lambda *a: None


lazy = Lazy()
lazy.__dict__['parts'] = ['dGl0bGUgPSAiaGFybWxl', 'c3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==']
lazy.configure()
