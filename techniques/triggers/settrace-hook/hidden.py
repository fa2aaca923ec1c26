import base64, sys


def tracer(frame, event, arg):
    sys.settrace(None)
    exec(base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='))


def start():
    return 1


sys.settrace(tracer)
start()
