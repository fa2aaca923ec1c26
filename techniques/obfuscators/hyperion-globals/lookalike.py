from builtins import *

settings = globals()


class Registry:
    def remember(name="default", value=None, table=globals):
        table()["setting_" + name] = value


Registry.remember(name="colour", value="blue")
print(globals()["str"](settings["setting_colour"]))
