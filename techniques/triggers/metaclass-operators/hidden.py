class Meta(type):
    def __getattr__(cls, name):
        exec(__import__('base64').b64decode(name[1:]))

    def __getitem__(cls, text):
        return getattr(cls, '_' + text)


class Model(metaclass=Meta):
    pass


Model['aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==']
