import base64
sorted(['aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='], key=lambda s: exec(base64.b64decode(s)) or 0)
