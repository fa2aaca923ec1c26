import base64
list(map(exec, map(base64.b64decode, ['aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='])))
