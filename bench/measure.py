#!/usr/bin/env python3
"""Measures what a scan costs and writes docs/PERFORMANCE.md.

    bench/measure.py --malicious malicious.csv --benign benign.csv [--build build] [--every N] [--rounds N]
                     [--json results.json] [--write docs/PERFORMANCE.md]

The tables have a column `path`, relative to their folder, as for `antivenom evaluate`. --every N takes each Nth archive.
Everything is compared within one run on this machine: what counts are the ratios. Other tools (bandit, guarddog, yara)
are run as bench/compare does, over the honest archives only. Nothing of a package is run.
Build first: ninja -C build antivenom antivenom_stages
"""
import argparse
import csv
import functools
import io
import json
import os
import pathlib
import platform
import random
import statistics
import subprocess
import sys
import tarfile
import tempfile

from tools import compare, comparison_table, is_gzip, scan_command, table, timed, timed_together

ROOT = pathlib.Path(__file__).resolve().parent.parent
STAGES = ["unpack", "parse", "interpret", "rules", "verdict", "report"]


def read_list(table, every):
    folder = pathlib.Path(table).resolve().parent
    with open(table, newline="", encoding="utf-8") as rows:
        return [str(folder / row["path"]) for row in csv.DictReader(rows)][::every]


def measure_set(build, targets, rounds):
    """One set of archives: stages, whole scans on one and two threads, and gzip over the same files."""
    binary = str(build / "antivenom")
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
        listed.write("\n".join(targets) + "\n")
        listed.flush()
        stages = json.loads(subprocess.run([str(build / "antivenom_stages"), "--rounds", str(rounds), listed.name],
                                           check=True, capture_output=True, text=True).stdout)
    zipped = [t for t in targets if is_gzip(t)]
    each_scan = [processor(scan_command(binary, [t]), rounds) for t in zipped]
    each_gzip = [processor(["gzip", "-dc", t], rounds) for t in zipped]
    return {
        "archives": len(targets),
        "stages": stages,
        "gzip": timed(["gzip", "-dc", *zipped], rounds),
        "scan_of_gzip": timed(scan_command(binary, zipped), rounds),
        "each_by_itself": statistics.median(a / b for a, b in zip(each_scan, each_gzip)),
        "each_in_a_run": statistics.median(stages["milliseconds_of_each"][t] / 1000 / b for t, b in zip(zipped, each_gzip)),
        "one_job": timed(scan_command(binary, targets), rounds),
        "two_jobs": timed(scan_command(binary, targets, 2), rounds),
        "two_processes_seconds": timed_together(scan_command(binary, targets), 2, rounds),
    }


def processor(command, rounds):
    return timed(command, rounds)["processor"]


def measure_start(build):
    binary = str(build / "antivenom")
    with tempfile.TemporaryDirectory() as folder:
        package = pathlib.Path(folder, "small-1.0.tar.gz")
        package.write_bytes(make_sdist({"small-1.0/small/__init__.py": b"x = 1\n"}))
        return {"version_ms": 1000 * timed([binary, "--version"], 21)["seconds"],
                "small_package_ms": 1000 * timed(scan_command(binary, [str(package)]), 21)["seconds"]}


def make_sdist(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


# ---- growth -------------------------------------------------------------------------------------------------------

@functools.cache
def honest_source(size):
    lines, rng = [], random.Random(1)
    while sum(map(len, lines)) < size:
        name = rng.randrange(10**6)
        lines.append(f"def f{name}(a, b={name}):\n    if a > b:\n        return [x * {name % 97} for x in range(a)]\n    return b\n\n")
    return "".join(lines).encode()[:size]


# Archives of about `size` bytes, unpacked, each hostile in one way.
SHAPES = {
    "ordinary code": lambda size: make_sdist({f"p-1/p/m{i}.py": honest_source(min(size, 50_000)) for i in range(max(1, size // 50_000))}),
    "one long line": lambda size: make_sdist({"p-1/p/__init__.py": b"x = [" + b"1, " * (size // 3) + b"]\n"}),
    "calls in one line": lambda size: make_sdist({"p-1/p/__init__.py": b"import os; x = '" + b"a" * (size * 3 // 4) + b"'; " + b"os.getenv('A'); " * (size // 64) + b"\n"}),
    "one huge text": lambda size: make_sdist({"p-1/p/__init__.py": b"x = '" + b"a" * size + b"'\n"}),
    "deep nesting": lambda size: make_sdist({"p-1/p/__init__.py": b"x = " + b"(" * (size // 2) + b")" * (size // 2) + b"\n"}),
    "many functions": lambda size: make_sdist({"p-1/p/__init__.py": b"".join(b"def f%07d(a): return g(a)\n" % i for i in range(size // 27))}),
    "many members": lambda size: make_sdist({f"p-1/p/m{i}.py": b"x = 1\n" for i in range(size // 1_000)}),
    "many layers": lambda size: make_sdist({"p-1/p/__init__.py": layered(size)}),
    "zeros": lambda size: make_sdist({"p-1/p/data.bin": bytes(size)}),
}


def layered(size):
    """exec of exec of exec ...; what grows is the length of the text that each of ten layers unpacks."""
    import base64
    code = b"x = 1\n#" + b"a" * max(1, size // 30)
    for _ in range(10):
        if len(code) > size:
            break
        code = b"import base64\nexec(base64.b64decode('" + base64.b64encode(code) + b"'))\n"
    return code


def measure_growth(build, largest, seconds_at_most=60):
    binary = str(build / "antivenom")
    rows = {}
    for name, make in SHAPES.items():
        rows[name] = []
        size = 1_000
        while size <= largest:
            with tempfile.NamedTemporaryFile(suffix="-1.0.tar.gz") as file:
                file.write(make(size))
                file.flush()
                cost = timed(scan_command(binary, [file.name]))
            rows[name].append({"bytes": size, **cost})
            if cost["seconds"] > seconds_at_most:
                break
            size *= 10
        print(f"growth: {name}: {[round(r['seconds'], 3) for r in rows[name]]}", file=sys.stderr)
    return rows


# ---- the page -----------------------------------------------------------------------------------------------------

def stage_rows(stages):
    rows = []
    for name, row in [*stages["classes"].items(), ("all", stages["all"])]:
        if not row["archives"]:
            continue
        cost, whole = row["milliseconds"], row["milliseconds"]["whole"]
        rows.append([name, row["archives"], f"{row['unpacked_bytes'] / 1e6:.1f}", f"{whole / row['archives']:.1f}",
                     *(f"{100 * cost[s] / whole:.0f} %" for s in STAGES), f"{row['unpacked_bytes'] / 1e3 / whole:.1f}"])
    return rows


def bars(stages):
    cost = stages["all"]["milliseconds"]
    return ["```text"] + [f"{s:<10} {'#' * round(60 * cost[s] / cost['whole']):<60} {100 * cost[s] / cost['whole']:5.1f} %"
                          for s in STAGES] + ["```", ""]


def page(results):
    lines = ["# Performance", "",
             "Written by `bench/measure.py`, which says how to repeat it. All figures of a table were measured in one run on one",
             f"machine ({results['machine']}); on another one only the ratios will be alike.", ""]
    for name, one in results["sets"].items():
        gzip, scan = one["gzip"]["processor"], one["scan_of_gzip"]["processor"]
        lines += [f"## {name.capitalize()} packages", "",
                  f"{one['archives']} archives, medians of {results['rounds']} rounds, one thread. Shares of the processor time of a scan:", ""]
        lines += table(["unpacked", "archives", "MB", "ms each", *STAGES, "MB/s"], stage_rows(one["stages"]))
        lines += bars(one["stages"])
        target = 150 + 3 * results["largest_unpacked_mb"][name]
        lines += table(["", "measured", "aim"], [
            ["processor time, as a multiple of `gzip -dc` over the same archives", f"{scan / gzip:.1f}", "3"],
            ["the same, both started anew for each archive: the median", f"{one['each_by_itself']:.1f}", "3"],
            ["an archive within a run of many, `gzip -dc` started anew for it: the median", f"{one['each_in_a_run']:.1f}", "3"],
            ["unpacking alone in our own process instead of `gzip -dc`: the median", f"{one['stages']['median_times_inflate']:.1f}", "3"],
            ["two jobs, as a multiple of one", f"{one['one_job']['seconds'] / one['two_jobs']['seconds']:.2f}", "1.8"],
            ["two processes that share nothing, likewise: what the machine gives",
             f"{2 * one['one_job']['seconds'] / one['two_processes_seconds']:.2f}", ""],
            ["packages a second, one job", f"{one['archives'] / one['one_job']['seconds']:.1f}", ""],
            ["peak memory, one job", f"{one['one_job']['memory_mb']:.0f} MB", f"{target:.0f} MB"]])
    lines += ["## Start", ""] + table(["", "ms", "aim"], [
        ["`antivenom --version`", f"{results['start']['version_ms']:.1f}", "10"],
        ["a package of one line", f"{results['start']['small_package_ms']:.1f}", ""]])
    lines += ["## Beside other tools", "", "The same honest archives; other tools get them unpacked.", ""]
    lines += comparison_table(results["tools"])
    lines += ["bandit looks at syntax alone and yara at texts alone (one rule with three texts): neither follows values.", ""]
    lines += ["## Growth", "", "Seconds for an archive of so many bytes, unpacked, that is hostile in one way. Linear is ten times a column.", ""]
    sizes = sorted({row["bytes"] for rows in results["growth"].values() for row in rows})
    names = {1_000: "1 KB", 10_000: "10 KB", 100_000: "100 KB", 1_000_000: "1 MB", 10_000_000: "10 MB",
             100_000_000: "100 MB", 1_000_000_000: "1 GB"}
    lines += table(["shape", *(names[s] for s in sizes)], [
        [name, *(next((f"{r['seconds']:.2f}" for r in rows if r["bytes"] == s), "") for s in sizes)]
        for name, rows in results["growth"].items()])
    return "\n".join(lines).rstrip() + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--malicious", required=True)
    parser.add_argument("--benign", required=True)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--largest", type=int, default=1_000_000_000, help="bytes of the largest archive for growth")
    parser.add_argument("--json")
    parser.add_argument("--write")
    options = parser.parse_args()
    sets = {"malicious": read_list(options.malicious, options.every), "honest": read_list(options.benign, options.every)}
    results = {"machine": f"{platform.machine()}, {os.cpu_count()} processors, {platform.system()} {platform.release().split('-')[0]}",
               "rounds": options.rounds, "sets": {}, "largest_unpacked_mb": {}}
    for name, targets in sets.items():
        results["sets"][name] = measure_set(options.build, targets, options.rounds)
        results["largest_unpacked_mb"][name] = largest_unpacked_mb(targets)
        print(f"{name}: done", file=sys.stderr)
    results["start"] = measure_start(options.build)
    results["tools"] = compare(options.build / "antivenom", sets["honest"])
    results["growth"] = measure_growth(options.build, options.largest)
    text = page(results)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results, indent=1) + "\n")
    if options.write:
        pathlib.Path(options.write).write_text(text)
    else:
        print(text)


def largest_unpacked_mb(targets):
    largest = 0
    for target in targets:
        try:
            with tarfile.open(target) as archive:
                largest = max(largest, sum(member.size for member in archive))
        except (tarfile.TarError, OSError, EOFError):
            continue
    return largest / 1e6


if __name__ == "__main__":
    main()
