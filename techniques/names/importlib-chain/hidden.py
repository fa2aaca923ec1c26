import importlib
importlib.import_module("".join(reversed("so"))).system("echo antivenom-fixture")
