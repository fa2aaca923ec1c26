class Meta(type):
    def __new__(mcs, name, bases, space):
        space["label"] = name.lower()
        return super().__new__(mcs, name, bases, space)
class Model(metaclass=Meta): pass
print(Model.label)
