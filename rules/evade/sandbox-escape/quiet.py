import importlib
import os


def load(name):
    return importlib.import_module("gadget.plugins." + name)


def handler(plugin, name):
    return getattr(plugin, "handle_" + name)


os.system("git status")
exec("x = 1")
