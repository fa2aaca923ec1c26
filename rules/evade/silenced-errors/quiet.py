import subprocess

try:
    import numpy
except ImportError:
    numpy = None

try:
    version = subprocess.check_output(["git", "describe"])
except Exception:
    version = b"unknown"
