import os
import subprocess
import sys

os.system("pip install sample-helper")  # expect
subprocess.check_call([sys.executable, "-m", "pip", "install", "https://example.com/x.zip"])  # expect


def later():
    os.system("pip install --index-url https://example.com/simple helper")  # expect
