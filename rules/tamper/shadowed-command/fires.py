# file: setup.py
from setuptools import setup

setup(name="sample", entry_points={"console_scripts": ["git=sample.entry:start"]})  # expect
