import base64, functools
functools.reduce(lambda value, step: step(value), [base64.b64decode, bytes.decode, exec], 'aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==')
