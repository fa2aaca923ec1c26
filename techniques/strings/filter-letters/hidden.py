import os
os.system("".join(filter(lambda c: c not in "XYZ", "eXcYhZo anXtiYvenomZ-fixture")))
