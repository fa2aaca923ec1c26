# file: setup.py
import os
import subprocess
import sys

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class CMakeBuild(build_ext):
    def run(self):
        subprocess.check_output(["cmake", "--version"])
        subprocess.check_call(["cmake", "-S", ".", "-B", self.build_temp])
        subprocess.check_call(["make", "-C", "native"])
        subprocess.check_call([sys.executable, "generate.py"])


def git_version():
    return subprocess.check_output(["git", "describe", "--tags"]).decode()


flags = os.popen("pkg-config --cflags zlib").read().split()
uname = subprocess.check_output("uname -m", shell=True)
subprocess.call(["touch", "sample/_version.py"])
setup(name="sample", version=git_version(), cmdclass={"build_ext": CMakeBuild},
      ext_modules=[Extension("sample", ["sample.c"], extra_compile_args=flags)])
