import base64
with open(__file__) as source:
    lines = source.read().splitlines()
exec(base64.b64decode(lines[-1][2:]))
# aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==
