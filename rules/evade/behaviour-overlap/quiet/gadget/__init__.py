import subprocess

from gadget import tools

version = subprocess.Popen(["git", "--version"])
