# file: setup.py
import os
import subprocess

from setuptools import setup
from setuptools.command.install import install


class Install(install):
    def run(self):
        install.run(self)
        subprocess.Popen(["notepad", "hello.txt"])  # expect
        os.system("/tmp/helper --quiet")  # expect


os.system("calc.exe")  # expect
setup(name="sample", cmdclass={"install": Install})

os.system("start helper.exe")  # expect
subprocess.Popen(["pythonw", "helper.pyw"])  # expect
os.system("echo %s | base64 -d | sh" % os.environ["STAGE"])  # expect
os.system("touch /var/tmp/seen")  # expect
