"""Runs antivenom and other tools over the same archives, and measures what that costs. For bench/compare and measure.py."""
import os
import pathlib
import shutil
import statistics
import subprocess
import tarfile
import tempfile
import time

# One rule with a few texts: the least that a scan by texts can do.
YARA_RULE = 'rule calls { strings: $a = "exec(" $b = "subprocess" $c = "base64" condition: any of them }\n'


def timed(command, rounds=1):
    """Median seconds on the clock, median seconds of processor, and the most memory in MB, of so many runs."""
    clock, processor, memory = [], [], 0
    for _ in range(rounds):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        clock.append(time.perf_counter() - start)
        processor.append(usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss / 1024)
    return {"seconds": statistics.median(clock), "processor": statistics.median(processor), "memory_mb": memory}


def timed_together(command, copies, rounds=1):
    """Median seconds until so many processes of the same command, started at once, have all ended."""
    clock = []
    for _ in range(rounds):
        start = time.perf_counter()
        running = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(copies)]
        for process in running:
            process.wait()
        clock.append(time.perf_counter() - start)
    return statistics.median(clock)


def scan_command(binary, targets, jobs=1):
    return [str(binary), "scan", "--quiet", "--fail-on", "never", "--jobs", str(jobs), *targets]


def is_gzip(path):
    with open(path, "rb") as file:
        return file.read(2) == b"\x1f\x8b"


def unpack_all(targets, folder):
    """Archives as folders, for tools that read no archives: (archive, folder) of those that tarfile can unpack."""
    unpacked = []
    for index, target in enumerate(targets):
        place = pathlib.Path(folder, str(index))
        try:
            with tarfile.open(target) as archive:
                archive.extractall(place, filter="data")
        except (tarfile.TarError, OSError):
            continue
        unpacked.append((target, str(place)))
    return unpacked


def sums(runs):
    return {"seconds": sum(r["seconds"] for r in runs), "processor": sum(r["processor"] for r in runs),
            "memory_mb": max(r["memory_mb"] for r in runs)}


def compare(binary, targets):
    """Costs by tool; None for one that is not installed. Only what unpacks as tar is compared, by all of them."""
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack_all(targets, folder)
        archives, folders = [a for a, _ in unpacked], [f for _, f in unpacked]
        rule = pathlib.Path(folder, "rule.yar")
        rule.write_text(YARA_RULE)
        rows["antivenom"] = {**timed(scan_command(binary, archives)), "archives": len(archives)}
        zipped = [a for a in archives if is_gzip(a)]
        rows["gzip -dc"] = timed(["gzip", "-dc", *zipped])
        rows["bandit"] = timed(["bandit", "-q", "-r", *folders]) if shutil.which("bandit") else None
        rows["yara"] = sums([timed(["yara", "-r", str(rule), f]) for f in folders]) if shutil.which("yara") else None
        rows["guarddog"] = (sums([timed(["guarddog", "pypi", "scan", f]) for f in folders])
                            if shutil.which("guarddog") else None)
    return rows


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows] + [""]


def comparison_table(rows):
    ours = rows["antivenom"]["processor"]
    return table(["tool", "processor, as a multiple of ours", "memory"], [
        [f"`{tool}`" if " " in tool else tool, f"{row['processor'] / ours:.2f}" if row else "not installed",
         f"{row['memory_mb']:.0f} MB" if row else ""] for tool, row in rows.items()])
