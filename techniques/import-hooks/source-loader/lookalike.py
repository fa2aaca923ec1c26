import importlib.util, importlib.abc, base64


class L(importlib.abc.SourceLoader):
    def get_filename(self, name):
        return '<memory>'

    def get_data(self, path):
        return base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==')


spec = importlib.util.spec_from_loader('stage', L())
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
