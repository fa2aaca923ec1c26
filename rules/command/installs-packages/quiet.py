import subprocess
import sys


def install(requirement):
    subprocess.check_call([sys.executable, "-m", "pip", "install", requirement])


def ask():
    print("optional feature is missing, try: pip install sample[extra]")


ask()
