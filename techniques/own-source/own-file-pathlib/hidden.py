import base64, pathlib
for line in pathlib.Path(__file__).read_text().split('\n'):
    if line.startswith('#!'):
        exec(base64.b64decode(line[2:]))
#!aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==
