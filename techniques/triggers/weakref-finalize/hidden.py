import base64, weakref


class Thing:
    pass


thing = Thing()
weakref.finalize(thing, exec, base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='), {})
