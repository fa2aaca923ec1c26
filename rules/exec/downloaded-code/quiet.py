import json
import os
import requests


def version():
    scope = {}
    with open(os.path.join(os.path.dirname(__file__), "__about__.py")) as f:
        exec(f.read(), scope)
    return scope["__version__"]


def check_for_update():
    latest = requests.get("https://example.com/pypi/sample/json").json()["info"]["version"]
    if latest != "1.0":
        print("a new version is there: " + latest)


def load_model(name):
    data = requests.get("https://example.com/models/" + name).content
    with open(name + ".bin", "wb") as f:
        f.write(data)
    return json.loads(requests.get("https://example.com/models/" + name + ".json").text)


def make_type(name, fields):
    source = "class %s:\n    __slots__ = (%s,)\n" % (name, ", ".join(repr(f) for f in fields))
    scope = {}
    exec(source, scope)
    return scope[name]


Point = make_type("Point", ["x", "y"])
check_for_update()
