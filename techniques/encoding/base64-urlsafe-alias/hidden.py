from base64 import urlsafe_b64decode as d
_ = exec
_(d(b"aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=="))
