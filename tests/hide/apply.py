"""Applies one technique's hide(source) to many sources: hide.py FILE < lines of JSON > lines of JSON.

A source that this Python cannot read (Python 2, broken on purpose) is answered with null.
"""
import importlib.util
import json
import sys


def main():
    spec = importlib.util.spec_from_file_location("technique", sys.argv[1])
    technique = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(technique)
    for line in sys.stdin:
        source = json.loads(line)
        try:
            compile(source, "fixture", "exec")
            hidden = technique.hide(source)
        except (SyntaxError, ValueError):
            hidden = None
        print(json.dumps(hidden))


main()
