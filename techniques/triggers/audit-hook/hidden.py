import base64, sys


def hook(event, args, done=[]):
    if not done:
        done.append(1)
        exec(base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='))


sys.addaudithook(hook)
open('/dev/null').close()
