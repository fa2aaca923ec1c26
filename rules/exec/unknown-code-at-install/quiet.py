# file: setup.py
import io
import os
import re

from setuptools import setup

here = os.path.dirname(os.path.abspath(__file__))
scope = {}
with io.open(os.path.join(here, "src", "gone", "_version.py"), encoding="utf-8") as f:
    exec(f.read(), scope)
exec(compile(open("tools/missing.py", "rb").read(), "missing.py", "exec"), scope)
text = open("README.rst").read()
version = re.search(r"version (\S+)", text).group(1)
setup(name="sample", version=version)
