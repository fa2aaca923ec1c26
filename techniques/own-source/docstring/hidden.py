"""aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=="""
import base64
exec(base64.b64decode(__doc__))
