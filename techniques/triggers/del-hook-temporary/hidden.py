class Guard:
    def __init__(self, data):
        self.data = data

    def __del__(self):
        exec(self.data)


Guard(__import__('base64').b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='))
