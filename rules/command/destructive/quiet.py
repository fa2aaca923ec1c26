import os
import shutil
import subprocess

os.system("rm -rf build dist *.egg-info")
subprocess.call(["rm", "-rf", "/tmp/sample-cache"])
shutil.rmtree("build", ignore_errors=True)
