import base64


@exec
@base64.b64decode
@lambda cls: cls.data
class _:
    data = 'aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='
