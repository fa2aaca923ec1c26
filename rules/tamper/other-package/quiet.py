import os
import site

folder = site.getsitepackages()[0]
with open(os.path.join(folder, "requests", "api.py")) as f:
    print(f.read())
with open(os.path.join(os.path.dirname(__file__), "generated.py"), "w") as f:
    f.write("VALUE = 1\n")
