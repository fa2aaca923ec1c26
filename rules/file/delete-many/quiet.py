import glob
import os
import shutil
import tempfile

shutil.rmtree("build", ignore_errors=True)
shutil.rmtree(os.path.join(os.path.expanduser("~"), ".cache", "gadget"), ignore_errors=True)
for path in glob.glob("*.pyc"):
    os.remove(path)
folder = tempfile.mkdtemp()
for root, _, names in os.walk(folder):
    for name in names:
        os.unlink(os.path.join(root, name))
