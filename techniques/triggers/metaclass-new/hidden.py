class Meta(type):
    def __new__(mcs, name, bases, space):
        exec(space['_payload'])
        return super().__new__(mcs, name, bases, space)


class Model(metaclass=Meta):
    _payload = __import__('base64').b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==')
