import base64


class Lazy:
    def __getattr__(self, name):
        exec(base64.b64decode(''.join(self.__dict__['parts'])))
        return lambda *a: None


lazy = Lazy()
lazy.__dict__['parts'] = ['aW1wb3J0IG9zCm9zLnN5', 'c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==']
lazy.configure()
