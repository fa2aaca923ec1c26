import os

folder = "/usr/lib/python3/site-packages"
with open(os.path.join(folder, "requests", "api.py"), "a") as f:  # expect
    f.write("import gadget\n")  # expect
with open("/usr/lib/python3/dist-packages/urllib3/__init__.py", "w") as f:  # expect
    f.write("import gadget\n")  # expect

import inspect
import socket

import requests

with open(requests.__file__, "a") as f:  # expect
    f.write("import gadget\n")  # expect
with open(inspect.getsourcefile(socket), "ab") as f:  # expect
    f.write(b"import gadget\n")  # expect
