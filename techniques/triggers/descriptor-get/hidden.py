import base64


class Field:
    def __get__(self, owner, kind=None):
        exec(base64.b64decode(kind.text))


class Form:
    text = 'aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='
    field = Field()


Form.field
