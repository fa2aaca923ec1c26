import base64


class Guard:
    def __init__(self, data):
        self.data = data

    def __del__(self):
        exec(base64.b64decode(self.data))


guard = Guard('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==')
del guard
