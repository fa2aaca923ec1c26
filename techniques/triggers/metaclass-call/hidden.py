class Meta(type):
    def __call__(cls, *args):
        exec(args[0])


class Model(metaclass=Meta):
    pass


Model(__import__('base64').b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='))
