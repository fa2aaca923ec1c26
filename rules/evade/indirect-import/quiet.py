# file: setup.py
import subprocess
import sys

from setuptools import setup

subprocess.check_call([sys.executable, "-c", "import platform"])
print("run: pip install -r requirements.txt")
setup(name="sample", install_requires=["requests>=2", "click"], dependency_links=[])
