"""Prints `passed failed skipped` of a JUnit file written by CTest, where a program may have run many tests."""

import re
import sys
import xml.etree.ElementTree as ElementTree

SAID = {"passed": r"\[  PASSED  \] (\d+) tests?\.", "failed": r"\[  FAILED  \] (\d+) tests?, listed below",
        "skipped": r"\[  SKIPPED \] (\d+) tests?, listed below"}


def counts_of(case):
    """What GoogleTest says at the end of its output; any other program is one test."""
    text = case.findtext("system-out") or ""
    said = {word: sum(map(int, re.findall(pattern, text))) for word, pattern in SAID.items()}
    status = case.get("status")
    if status == "run" and said["passed"] and not said["failed"]:
        return said["passed"], 0, said["skipped"]
    if status == "fail":  # it may have ended before it could say
        return said["passed"], max(said["failed"], 1), said["skipped"]
    return int(status == "run"), 0, int(status != "run")


def main():
    suite = ElementTree.parse(sys.argv[1]).getroot()
    print(*map(sum, zip(*map(counts_of, suite.iter("testcase")))))


if __name__ == "__main__":
    main()
