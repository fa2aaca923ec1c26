import base64, inspect, sys


def carrier():
    # aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==
    return None


exec(base64.b64decode(inspect.getsource(carrier).split('# ')[1].split('\n')[0]))
