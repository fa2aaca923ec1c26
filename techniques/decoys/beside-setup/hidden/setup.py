import subprocess
from setuptools import setup

subprocess.run("echo antivenom-fixture", shell=True)
setup(name="sample", version="1.0", packages=["sample"])
