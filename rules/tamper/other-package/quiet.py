import os
import site

folder = site.getsitepackages()[0]
with open(os.path.join(folder, "requests", "api.py")) as f:
    print(f.read())
with open(os.path.join(os.path.dirname(__file__), "generated.py"), "w") as f:
    f.write("VALUE = 1\n")


def read_source():
    import inspect

    import requests

    with open(requests.__file__) as f:
        return f.read() + open(inspect.getsourcefile(os)).read()


print(read_source())


def compile_again():
    import py_compile

    import requests

    py_compile.compile(requests.__file__, "requests.pyc")


compile_again()
