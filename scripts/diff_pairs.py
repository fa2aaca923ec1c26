#!/usr/bin/env python3
"""Checks `antivenom diff` on pairs of versions: as they are, and with an inert sample slipped into the newer one.

LIST names one pair a line, `OLD <tab> NEW`: archives (.tar.gz, .tgz, .whl, .zip) or Debian packages (.deb) of Python
modules. Each pair is compared twice: honest (nothing may be found at or above suspicious) and with one of the samples of
fixtures/ put into the newer version as its author would hide it: a further module that the package imports, a file
*.pth, or lines at the end of setup.py (must be found malicious). Nothing of the packages is run.

Usage: diff_pairs.py --antivenom BINARY --fixtures FOLDER LIST
"""

import argparse
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

HONEST_SAMPLES = {"honest-client"}


def read_deb(path):
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", path], check=True, capture_output=True).stdout
    files = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            name = member.name.removeprefix("./")
            for root in ("usr/lib/python3/dist-packages/", "usr/share/"):
                if member.isfile() and name.startswith(root):
                    files[name.removeprefix(root)] = tar.extractfile(member).read()
    return files


def read_archive(path):
    """path within the distribution -> bytes; the root folder is dropped."""
    if str(path).endswith(".deb"):
        return read_deb(path)
    files = {}
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    else:
        with tarfile.open(path) as tar:
            files = {m.name.removeprefix("./"): tar.extractfile(m).read() for m in tar if m.isfile()}
    roots = {name.split("/")[0] for name in files}
    if len(roots) == 1 and not str(path).endswith(".whl"):
        files = {name.split("/", 1)[1]: data for name, data in files.items() if "/" in name}
    return files


def write_archive(path, root, files):
    with tarfile.open(path, "w:gz") as tar:
        for name, data in sorted(files.items()):
            member = tarfile.TarInfo(f"{root}/{name}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


def main_package(files):
    """The folder with the most Python files whose parents are packages up to the root, or to src/ or lib/."""
    packages = {name[: -len("/__init__.py")] for name in files if name.endswith("/__init__.py")}
    tops = [p for p in packages if "/" not in p.removeprefix("src/").removeprefix("lib/") and "test" not in p]
    count = Counter()
    for name in files:
        for top in tops:
            if name.endswith(".py") and name.startswith(top + "/"):
                count[top] += 1
    return count.most_common(1)[0][0] if count else None


def slip(files, sample):
    files = dict(files)
    package = main_package(files)
    gadget = {p.relative_to(sample / "gadget").as_posix(): p.read_bytes() for p in (sample / "gadget").rglob("*") if p.is_file()}
    startup = list(sample.glob("*.pth"))
    if startup or (gadget and package is None):
        files.update({f"gadget/{name}": data for name, data in gadget.items()})
        files.update({path.name: path.read_bytes() for path in startup})
        if not startup:
            files["sitecustomize.py"] = b"import gadget\n"
        return files
    if not gadget:
        files["setup.py"] = files.get("setup.py", b"") + b"\n" + (sample / "setup.py").read_bytes()
        return files
    for name, data in gadget.items():
        dotted = package.removeprefix("src/").removeprefix("lib/").replace("/", ".")
        files[f"{package}/_compat_gadget/{name}"] = data.replace(b"from gadget", f"from {dotted}._compat_gadget".encode())
    init = f"{package}/__init__.py"
    files[init] = files[init] + b"\nfrom . import _compat_gadget\n"
    return files


def compare(antivenom, old, new):
    start = time.monotonic()
    run = subprocess.run([antivenom, "diff", "--format", "json", old, new], capture_output=True, text=True, check=False)
    seconds = time.monotonic() - start
    if run.returncode not in (0, 1):
        sys.exit(f"{old} {new}: {run.stderr}")
    return json.loads(run.stdout), seconds


def describe(result):
    added = result["added"]
    ids = sorted({finding["id"] for kind in ("behaviours", "evasions") for finding in added[kind]})
    return ", ".join(ids)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--antivenom", required=True)
    parser.add_argument("--fixtures", required=True, type=Path)
    parser.add_argument("list", type=Path)
    arguments = parser.parse_args()
    pairs = [line.split("\t") for line in arguments.list.read_text(encoding="utf-8").splitlines() if line.strip()]
    samples = sorted(p for p in arguments.fixtures.iterdir() if p.is_dir() and p.name not in HONEST_SAMPLES)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (old, new) in enumerate(pairs):
            sample = samples[number % len(samples)]
            old_files, new_files = read_archive(old), read_archive(new)
            name = Path(new).name.split("-")[0].split("_")[0]
            paths = [f"{folder}/{name}-{version}.tar.gz" for version in ("1.0", "1.1", "1.2")]
            for path, files in zip(paths, (old_files, new_files, slip(new_files, sample))):
                write_archive(path, Path(path).name.removesuffix(".tar.gz"), files)
            for kind, path, wanted in (("honest", paths[1], {"clean"}), (sample.name, paths[2], {"malicious"})):
                result, seconds = compare(arguments.antivenom, paths[0], path)
                right = result["verdict"] in wanted
                if not right:
                    wrong.append(kind)
                print(
                    f"{'ok   ' if right else 'WRONG'} {Path(old).name} -> {Path(new).name}  {kind}: {result['verdict']} "
                    f"{result['score']:.2f}, {seconds:.1f} s, {len(new_files)} files  {describe(result)}",
                    flush=True,
                )
    print(f"{2 * len(pairs)} pairs, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
