# file: setup.py
from setuptools import setup

setup(name="sample", entry_points={"console_scripts": ["sample=sample:main", "sample-git=sample.git:main"]})
