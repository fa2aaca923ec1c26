# file: setup.py
import os

from setuptools import setup

if os.path.exists(".git/hooks/pre-commit"):
    print("a hook is there")
setup(name="sample")
