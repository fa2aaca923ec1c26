import base64


class Scope:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        exec(base64.b64decode(self.data))
        return True


with Scope() as scope:
    scope.data = 'aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='
    raise ValueError
