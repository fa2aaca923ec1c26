import base64


class Note:
    """aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=="""


exec(base64.b64decode(Note.__doc__.strip()))
