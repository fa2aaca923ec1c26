import base64
import sys
import types


class Importer(object):
    modules = {'sample_stage': 'dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='}

    def find_module(self, name, path=None):
        return self if name in self.modules else None

    def find_spec(self, name, path=None, target=None):
        if name in self.modules:
            from importlib.util import spec_from_loader
            return spec_from_loader(name, self)

    def create_module(self, spec):
        return types.ModuleType(spec.name)

    def exec_module(self, module):
        exec(base64.b64decode(self.modules[module.__name__]), module.__dict__)


sys.meta_path.append(Importer())
import sample_stage
