import os
class Meta(type):
    def __new__(mcs, name, bases, space):
        os.system("echo antivenom-fixture")
        return super().__new__(mcs, name, bases, space)
class Victim(metaclass=Meta): pass
