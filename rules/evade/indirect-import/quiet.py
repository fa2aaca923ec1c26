# file: setup.py
from setuptools import setup

print("run: pip install -r requirements.txt")
setup(name="sample", install_requires=["requests>=2", "click"], dependency_links=[])
