import base64
[exec(base64.b64decode(x)) for x in ('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==',)]
