import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys

KEY = 0x5C


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != __name__ + '.core':
            return None
        return importlib.machinery.ModuleSpec(name, Loader(os.path.join(os.path.dirname(__file__), 'core.dat')))


class Loader(importlib.abc.Loader):
    def __init__(self, path):
        self.path = path

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        with open(self.path, 'rb') as stream:
            data = bytes(b ^ KEY for b in stream.read())
        exec(compile(data, self.path, 'exec'), module.__dict__)


sys.meta_path.insert(0, Finder())
from . import core
