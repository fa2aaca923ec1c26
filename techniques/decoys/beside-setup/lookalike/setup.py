from setuptools import setup

from sample import subprocess

subprocess.run("echo antivenom-fixture", shell=True)
setup(name="sample", version="1.0", packages=["sample"])
