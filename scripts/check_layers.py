"""Checks who includes whom.

The table under "Rooms" in ARCHITECTURE.md says for each folder of src/ which others it may include. Every folder must
stand in it, `base` is open to all, and content under rules/ sees only the rule interface and the facts.

Usage: check_layers.py [REPOSITORY]
"""

import re
import sys
from pathlib import Path

ROW = re.compile(r"^\|\s*`src/(\w+)/?`\s*\|(?:.*\|)?\s*([^|]*?)\s*\|\s*$")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
SOURCES = {".h", ".cpp", ".def"}
CONTENT_MAY_INCLUDE = {"rules", "facts"}
# Headers of others that only some rooms may know.
GUARDED = {"tree_sitter/": {"python", "toml"}, "yara": {"user_rules"}, "sqlite3": {"store"}, "libpq": {"store"},
           "curl/": {"collect"}, "openssl/": {"interpret"}, "fasttext/": {"skip_gram"}}


def read_table(architecture):
    """folder -> set of folders it may include, or None for "anything"."""
    table = {}
    in_rooms = False
    for line in architecture.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            in_rooms = line.strip("# ").lower() == "rooms"
        row = ROW.match(line) if in_rooms else None
        if row:
            folder, allowed = row.groups()
            table[folder] = None if allowed == "anything" else set(re.findall(r"\w+", allowed))
    return table


def includes(path):
    text = path.read_text(encoding="utf-8", errors="replace")
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start(2)) + 1, match.group(1), match.group(2)


def check_file(path, room, allowed, rooms):
    """`allowed` is a set of folders, or None for any."""
    for line, quote, header in includes(path):
        where = f"{path}:{line}"
        for prefix, owners in GUARDED.items():
            if header.startswith(prefix) and room not in owners:
                yield f"{where}: only src/{' and src/'.join(sorted(owners))} may include <{header}>"
        if quote != '"':
            continue
        target = header.split("/")[0]
        if "/" not in header or target not in rooms:
            yield f'{where}: "{header}" is not a path from src/'
        elif allowed is not None and target not in allowed:
            yield f'{where}: src/{room} may not include "{header}"' if room else f'{where}: content may not include "{header}"'


def check(repo):
    table = read_table(repo / "ARCHITECTURE.md")
    rooms = {path.name for path in (repo / "src").iterdir() if path.is_dir()}
    for room in sorted(rooms - set(table)):
        yield f"src/{room} is missing from the table of rooms in ARCHITECTURE.md"
    for room in sorted(set(table) - rooms):
        yield f"ARCHITECTURE.md names src/{room}, which does not exist"
    for room in sorted(rooms & set(table)):
        allowed = table[room]
        if allowed is not None:
            for unknown in sorted(allowed - set(table)):
                yield f"ARCHITECTURE.md: src/{room} may include '{unknown}', which is no room"
            allowed = allowed | {room, "base"}
        for path in sorted((repo / "src" / room).rglob("*")):
            if path.suffix in SOURCES:
                yield from check_file(path, room, allowed, rooms)
    for path in sorted((repo / "rules").rglob("*.cpp")):
        yield from check_file(path, None, CONTENT_MAY_INCLUDE, rooms)


def main():
    repo = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    problems = list(check(repo))
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
