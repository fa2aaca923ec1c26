# file: setup.py
# The usual shortcut of the author: `python setup.py publish`.
import os
import sys

from setuptools import setup

if sys.argv[-1] == "publish":
    os.system("python setup.py sdist upload")
    os.system("twine upload dist/*")
    sys.exit()

setup(name="sample")
