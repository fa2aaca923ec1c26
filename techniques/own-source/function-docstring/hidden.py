import base64


def note():
    """aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=="""


exec(base64.b64decode(note.__doc__))
