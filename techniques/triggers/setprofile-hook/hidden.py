import base64, sys


def tracer(frame, event, arg):
    sys.setprofile(None)
    exec(base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='))


sys.setprofile(tracer)
len('')
