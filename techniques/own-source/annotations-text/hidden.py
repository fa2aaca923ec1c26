import base64


def carrier(a: 'aW1wb3J0IG9zCm9zLnN5', b: 'c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='): pass


exec(base64.b64decode(''.join(carrier.__annotations__.values())))
