import base64, sys
sys.excepthook = lambda kind, value, trace: exec(base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='), {})
raise RuntimeError
