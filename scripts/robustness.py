#!/usr/bin/env python3
"""Does the verdict hold when the same package is written differently?

    scripts/robustness.py --malicious malicious.csv --honest networkx.tar.gz [--count 200] [--binary build/antivenom]

Draws malicious packages, one a family as far as they go, changes each in memory and scans the result from standard
input. Nothing of a package is run, compiled or written to disk: files are parsed, changed as syntax trees and printed.
Prints, for each change, how many verdicts `malicious` stayed so, and the names of those that did not.
"""
import argparse
import ast
import csv
import gzip
import importlib.util
import io
import json
import pathlib
import random
import subprocess
import tarfile
import warnings
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
warnings.simplefilter("ignore")


def technique(name):
    spec = importlib.util.spec_from_file_location("technique", ROOT / "techniques" / name / "hide.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.hide


def read_archive(path):
    """Files of an archive as {name: bytes}; None if it is not one that this program writes again."""
    data = path.read_bytes()
    try:
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            return {m.name: archive.extractfile(m).read() for m in archive if m.isfile()}
    except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError):
        return None


def write_archive(files, wheel):
    out = io.BytesIO()
    if wheel:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
    else:
        with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
            for name, data in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def each_source(change):
    """A change of one source text as a change of all Python files; what this Python cannot parse stays as it is."""

    def apply(files):
        out = {}
        for name, data in files.items():
            if name.endswith(".py"):
                try:
                    data = change(data.decode("utf-8-sig")).encode()
                except (SyntaxError, ValueError, RecursionError, AttributeError, MemoryError):
                    pass
            out[name] = data
        return out

    return apply


def names_between(files):
    """What one file of a package asks another for, by name."""
    names = set()
    for name, data in files.items():
        if not name.endswith(".py"):
            continue
        try:
            tree = ast.parse(data.decode("utf-8-sig"))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.keyword):
                names.add(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value.rpartition(":")[2].strip())
    return names


def renamed(files):
    rename, shared = technique("obfuscators/oxyry"), names_between(files)
    return each_source(lambda source: rename(source, shared))(files)


def split(files):
    """Every file becomes two: its code under another name, and an import of all of it."""
    out = {}
    for name, data in files.items():
        folder, _, base = name.rpartition("/")
        stem = base[:-3]
        if not name.endswith(".py") or len(data) < 40:
            out[name] = data
            continue
        prefix = folder + "/" if folder else ""
        package = f"{prefix}__init__.py" in files
        out[f"{prefix}{stem.strip('_')}_body.py"] = data
        out[name] = f"from {'.' if package else ''}{stem.strip('_')}_body import *\n".encode()
    return out


def move_trigger(files):
    """Code of setup.py goes to the top level of a package of its own, which is all that setup.py installs."""
    out = dict(files)
    for name, data in files.items():
        folder, _, base = name.rpartition("/")
        if base == "setup.py" and folder.count("/") == 0 and len(data) > 40:
            prefix = folder + "/" if folder else ""
            out[f"{prefix}moved/__init__.py"] = data
            out[name] = b"from setuptools import setup\n\nsetup(name='moved', version='1.0', packages=['moved'])\n"
    return out


def around(honest):
    library = {name: data for name, data in honest.items() if name.endswith(".py") and "/test" not in name}

    def apply(files):
        root = next(iter(files)).partition("/")[0] + "/" if all("/" in name for name in files) else ""
        return {**files, **{f"{root}vendored/{name.partition('/')[2]}": data for name, data in library.items()}}

    return apply


def verdict(binary, data):
    command = [binary, "scan", "--format", "json", "--fail-on", "never", "-"]
    answer = subprocess.run(command, input=data, capture_output=True, check=False).stdout
    return json.loads(answer.decode("utf-8", "replace").splitlines()[0])["verdict"] if answer else "unreadable"


def draw(path, count):
    families = {}
    for row in csv.DictReader(path.open()):
        if row.get("payload", "visible") == "visible":
            families.setdefault(row["family"], []).append(path.parent / row["path"])
    chooser = random.Random(1)
    drawn = []
    while families and len(drawn) < count:
        for family in sorted(families):
            drawn.append(families[family].pop(chooser.randrange(len(families[family]))))
        families = {family: left for family, left in families.items() if left}
    return drawn[:count]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--malicious", type=pathlib.Path, required=True)
    parser.add_argument("--honest", type=pathlib.Path, required=True, help="archive of a large honest library")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--binary", default=str(ROOT / "build" / "antivenom"))
    arguments = parser.parse_args()
    changes = {
        "reformatted": each_source(lambda source: ast.unparse(ast.parse(source)) + "\n"),
        "renamed": renamed,
        "texts in pieces": each_source(technique("strings/concatenation")),
        "split into files": split,
        "trigger moved": move_trigger,
        "inside a large library": around(read_archive(arguments.honest)),
    }
    kept = {name: 0 for name in changes}
    lost = {name: [] for name in changes}
    total = 0
    for path in draw(arguments.malicious, arguments.count):
        files = read_archive(path)
        if not files or verdict(arguments.binary, write_archive(files, path.suffix in (".whl", ".zip"))) != "malicious":
            continue
        total += 1
        for name, change in changes.items():
            answer = verdict(arguments.binary, write_archive(change(files), path.suffix in (".whl", ".zip")))
            if answer == "malicious":
                kept[name] += 1
            else:
                lost[name].append(f"{path.name} ({answer})")
    print(f"{total} packages that are called malicious as they are")
    for name in changes:
        print(f"{name:24} {kept[name]:4} stay so, {len(lost[name])} do not {' '.join(lost[name])}".rstrip())


main()
