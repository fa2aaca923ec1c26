# file: setup.py
import os

from setuptools import setup

os.system("python -m pip install sample-helper")  # expect
setup(name="sample", install_requires=["helper @ https://example.com/helper.zip"])  # expect
