# file: setup.py
from setuptools import setup

setup(name="sample", entry_points={"console_scripts": ["pip3=sample:main", "pip=sample:main"]})  # expect
