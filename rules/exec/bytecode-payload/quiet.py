import importlib.util
import marshal
import py_compile


class Cache:
    def __init__(self):
        self.buckets = {}

    def store(self, path, template):
        code = compile(template, path, "exec")
        with open(path + "c", "wb") as f:
            marshal.dump(code, f)


def compile_all(paths):
    for path in paths:
        py_compile.compile(path)


MAGIC = importlib.util.MAGIC_NUMBER
exec(compile("x = 1", "<template>", "exec"))
