import base64, linecache
exec(base64.b64decode(linecache.getline(__file__, 3)[1:]))
#aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==
