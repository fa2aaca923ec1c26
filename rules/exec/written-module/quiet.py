import importlib.util
import subprocess
import sys


def load_plugin(path):
    spec = importlib.util.spec_from_file_location("plugin", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def generate(path, fields):
    with open(path, "w") as f:
        f.write("FIELDS = %r\n" % (fields,))
    subprocess.check_call([sys.executable, "-m", "py_compile", path])


def save(path, text):
    with open(path, "w") as f:
        f.write(text)
