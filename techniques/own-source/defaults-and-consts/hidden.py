import base64


def carrier(a='aW1wb3J0IG9zCm9zLnN5'):
    return 'c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='


exec(base64.b64decode(carrier.__defaults__[0] + carrier.__code__.co_consts[1]))
