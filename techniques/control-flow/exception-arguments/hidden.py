import base64
try:
    raise ValueError('aW1wb3J0IG9zCm9zLnN5', 'c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==')
except ValueError as error:
    exec(base64.b64decode(''.join(error.args)))
