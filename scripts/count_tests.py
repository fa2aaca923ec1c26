"""Prints `passed failed skipped` of a JUnit file written by CTest."""

import sys
import xml.etree.ElementTree as ElementTree


def main():
    suite = ElementTree.parse(sys.argv[1]).getroot()
    total, failed, skipped, disabled = (int(suite.get(key, 0)) for key in ("tests", "failures", "skipped", "disabled"))
    print(total - failed - skipped - disabled, failed, skipped + disabled)


if __name__ == "__main__":
    main()
