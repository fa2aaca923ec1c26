#!/usr/bin/env python3
"""Turns knowledge/ into constant C++ tables.

usage: generate_knowledge.py KNOWLEDGE_DIR OUTPUT.cpp

Reads api/*.tsv, text/*.tsv, packers.tsv and standard_modules.txt; knowledge/README.md says what the columns mean. Writes OUTPUT.cpp
(what the product links) and knowledge_examples.cpp beside it (what only tests link). Every malformed row is reported as
file:line and nothing is written. Same input, same output.
"""
import ast
import collections
import pathlib
import re
import sys

import pattern_automata

API_COLUMNS = ["name", "canonical", "effects", "returns", "platform", "attack", "example", "note"]
TEXT_COLUMNS = ["tag", "literal", "pattern", "example", "counter", "note"]
PACKER_COLUMNS = ["tool", "kind", "in", "literal", "pattern", "example", "counter", "note"]
MOST_PACKERS = 63  # LiteralSieve::kMaxLiterals
PACKER_KINDS = {"encoder", "renamer", "sealed"}
PLATFORMS = {"-", "windows", "linux", "macos"}
MAX_TEXT_ROWS = 1024  # kMaxTextRows in src/knowledge/tables.h
MAX_STATES = 0xFFFF
EFFECTS_DEF = pathlib.Path(__file__).resolve().parent.parent / "src" / "facts" / "effects.def"

Row = collections.namedtuple("Row", "where cells")


class Problems:
    """Collects everything that is wrong, so that one run shows all of it."""

    def __init__(self):
        self.lines = []

    def add(self, where, message):
        self.lines.append(f"{where}: {message}")

    def stop_if_any(self):
        if self.lines:
            sys.exit("\n".join(sorted(self.lines)))


# ---- reading ----------------------------------------------------------------------------------------------------


def read_tables(folder, columns, problems, pattern="*.tsv"):
    rows = []
    for path in sorted(folder.glob(pattern)):
        name = f"{folder.parent.name}/{folder.name}/{path.name}"
        lines = path.read_text(encoding="utf-8").split("\n")
        if lines[0].split("\t") != columns:
            problems.add(f"{name}:1", "the header must be " + " ".join(columns))
            continue
        if lines[-1] != "":
            problems.add(f"{name}:{len(lines)}", "the last line has no line end")
        for number, line in enumerate(lines[1:], 2):
            if line == "" and number == len(lines):
                continue
            where = f"{name}:{number}"
            cells = line.split("\t")
            if len(cells) != len(columns):
                problems.add(where, f"{len(cells)} columns, not {len(columns)}")
            elif any(cell == "" or cell != cell.strip() for cell in cells):
                problems.add(where, "a cell is empty or has spaces around it; an empty one is written -")
            elif not all(cell.isascii() and cell.isprintable() for cell in cells):
                problems.add(where, "a cell is not printable ASCII")
            else:
                rows.append(Row(where, dict(zip(columns, cells))))
    if not rows:
        problems.add(str(folder), "no rows")
    return rows


def read_effects():
    """Text form -> C++ identifier, from effects.def."""
    pairs = re.findall(r'^EFFECT\((\w+), "([a-z-]+)", \w+\)', EFFECTS_DEF.read_text(encoding="utf-8"), re.M)
    return {text: identifier for identifier, text in pairs}


# ---- API rows ---------------------------------------------------------------------------------------------------


def check_api_row(row, by_name, types, effects, problems):
    cells, where = row.cells, row.where
    if not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", cells["name"]):
        problems.add(where, f"'{cells['name']}' is not a qualified name")
    if cells["platform"] not in PLATFORMS:
        problems.add(where, f"unknown platform '{cells['platform']}'")
    if cells["attack"] != "-" and not re.fullmatch(r"T\d{4}(\.\d{3})?(,T\d{4}(\.\d{3})?)*", cells["attack"]):
        problems.add(where, f"'{cells['attack']}' are not ATT&CK technique ids")
    if cells["effects"] != "-":
        for effect in cells["effects"].split(","):
            if effect not in effects:
                problems.add(where, f"unknown effect '{effect}'")
    if cells["returns"] not in ("-", "value", cells["name"]) and cells["returns"] not in types:
        problems.add(where, f"'{cells['returns']}' is returned but has no method row")
    check_alias(row, by_name, problems)
    check_api_example(row, problems)


def check_alias(row, by_name, problems):
    cells, where = row.cells, row.where
    if cells["canonical"] == "-":
        return
    target = by_name.get(cells["canonical"])
    if target is None:
        problems.add(where, f"canonical '{cells['canonical']}' has no row")
    elif target.cells["canonical"] != "-":
        problems.add(where, f"canonical '{cells['canonical']}' is an alias itself")
    if any(cells[column] != "-" for column in ("effects", "returns", "platform", "attack")):
        problems.add(where, "an alias takes effects, returns, platform and attack from its canonical row")


def check_api_example(row, problems):
    """The example parses and spells the last part of the name. It is parsed, never run."""
    example = row.cells["example"]
    try:
        ast.parse(example)
    except (SyntaxError, ValueError) as error:
        problems.add(row.where, f"the example is not Python: {error}")
    last = row.cells["name"].rsplit(".", 1)[-1]
    if not last.startswith("__") and not re.search(rf"\b{re.escape(last)}\b", example):
        problems.add(row.where, f"the example does not mention '{last}'")


def read_apis(folder, problems):
    rows = read_tables(folder, API_COLUMNS, problems)
    effects = read_effects()
    by_name = {}
    for row in rows:
        first = by_name.setdefault(row.cells["name"], row)
        if first is not row:
            problems.add(row.where, f"'{row.cells['name']}' already stands at {first.where}")
    types = {row.cells["name"].rpartition(".")[0] for row in rows}
    for row in rows:
        check_api_row(row, by_name, types, effects, problems)
    problems.stop_if_any()

    apis = []
    for name in sorted(by_name):
        own = by_name[name].cells
        facts = own if own["canonical"] == "-" else by_name[own["canonical"]].cells
        apis.append({
            "name": name,
            "canonical": facts["name"],
            "effects": [effects[e] for e in facts["effects"].split(",")] if facts["effects"] != "-" else [],
            "returns": undash(facts["returns"]),
            "platform": undash(facts["platform"]),
            "attack": undash(facts["attack"]),
            "example": own["example"],
            "where": by_name[name].where,
        })
    return apis


def undash(cell):
    return "" if cell == "-" else cell


# ---- text rows --------------------------------------------------------------------------------------------------


def fold_slashes(text):
    return re.sub(r"[\\/]+", "/", text)


def has_long_token(text):
    return re.search(r"[A-Za-z0-9_-]{24}", text) is not None


def row_matches(cells, text):
    """What src/knowledge/text.cpp does, said once more, to check a row where it is written."""
    folded = fold_slashes(text)
    if cells["literal"] == "-":
        if not has_long_token(folded):
            return False
    elif cells["literal"] not in folded.lower():
        return False
    return cells["pattern"] == "-" or re.search(cells["pattern"], folded, re.I | re.A) is not None


def check_text_row(row, problems):
    cells, where = row.cells, row.where
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cells["tag"]):
        problems.add(where, f"tag '{cells['tag']}' is not kebab-case")
    literal, pattern = cells["literal"], cells["pattern"]
    if literal != literal.lower() or literal != fold_slashes(literal):
        problems.add(where, "a literal is lower-case, with single forward slashes")
    if literal == "-" and pattern == "-":
        problems.add(where, "a row needs a literal or a pattern")
    if literal != "-" and len(literal) < 2:
        problems.add(where, "a literal of one character would be found everywhere")
    if "//" in pattern or r"\\" in pattern:
        problems.add(where, "patterns see folded text: write one forward slash")
    if re.search(r"\(\?(=|!|<=|<!|P=|\()|\\[1-9]", pattern):
        problems.add(where, "RE2 has no lookaround and no back reference")
    try:
        re.compile(pattern)
    except re.error as error:
        problems.add(where, f"the pattern does not compile: {error}")
        return
    if not row_matches(cells, cells["example"]):
        problems.add(where, "the row does not match its own example")


def check_counters(rows, problems):
    by_tag = collections.defaultdict(list)
    for row in rows:
        by_tag[row.cells["tag"]].append(row)
    for row in rows:
        if row.cells["counter"] == "-":
            continue
        for other in by_tag[row.cells["tag"]]:
            if row_matches(other.cells, row.cells["counter"]):
                problems.add(row.where, f"the counter-example has the tag through {other.where}")


def read_texts(folder, problems):
    rows = read_tables(folder, TEXT_COLUMNS, problems)
    if len(rows) > MAX_TEXT_ROWS:
        problems.add(str(folder), f"{len(rows)} rows, more than {MAX_TEXT_ROWS}")
    seen = {}
    for row in rows:
        key = (row.cells["tag"], row.cells["literal"], row.cells["pattern"])
        if seen.setdefault(key, row) is not row:
            problems.add(row.where, f"the same row stands at {seen[key].where}")
        check_text_row(row, problems)
    problems.stop_if_any()
    check_counters(rows, problems)
    problems.stop_if_any()
    # Sorted by tag, so that walking the rows in order gives tags in order.
    return sorted(rows, key=lambda row: (row.cells["tag"], row.cells["literal"], row.cells["pattern"]))


# ---- packers ----------------------------------------------------------------------------------------------------


def packer_matches(cells, text):
    return cells["literal"] in text and (cells["pattern"] == "-" or re.search(cells["pattern"], text, re.M | re.A) is not None)


def read_packers(folder, problems):
    rows = read_tables(folder, PACKER_COLUMNS, problems, "packers.tsv")
    if len(rows) > MOST_PACKERS:
        problems.add("packers.tsv", f"more than {MOST_PACKERS} rows")
    for row in rows:
        cells, where = row.cells, row.where
        if cells["kind"] not in PACKER_KINDS or cells["in"] not in ("source", "native"):
            problems.add(where, "kind is encoder, renamer or sealed; in is source or native")
        if len(cells["literal"]) < 5:
            problems.add(where, "a literal of less than five characters would be found everywhere")
        try:
            if not packer_matches(cells, cells["example"]):
                problems.add(where, "the row does not match its own example")
        except re.error as error:
            problems.add(where, f"the pattern does not compile: {error}")
            continue
        for other in rows:
            same = other.cells["tool"] == cells["tool"] and other.cells["in"] == cells["in"]
            if same and packer_matches(other.cells, cells["counter"]):
                problems.add(where, f"the counter-example is the tool's through {other.where}")
    problems.stop_if_any()
    return sorted(rows, key=lambda row: (row.cells["tool"], row.cells["literal"], row.cells["pattern"]))


class Automaton:
    """Aho-Corasick over byte classes, as a table of next states.

    Upper case and both slashes fall into the class of what they are folded to. A state whose text ends in a slash stays
    where it is on a further slash: runs of slashes count as one without any work in the loop. States that end a literal
    have the highest numbers, so one comparison tells them.
    """

    def __init__(self, literals):
        alphabet = sorted({byte for literal in literals for byte in literal.encode()})
        self.class_of = [0] * 256
        for number, byte in enumerate(alphabet, 1):
            self.class_of[byte] = number
            if chr(byte).islower():
                self.class_of[ord(chr(byte).upper())] = number
        self.class_of[ord("\\")] = self.class_of[ord("/")]
        self.shift = len(alphabet).bit_length()
        self._slash = self.class_of[ord("/")]
        self._grow(literals)
        self._close()
        self._renumber()

    def _grow(self, literals):
        self.next, self.found, self.ends_in_slash = [{}], [set()], [False]
        for index, literal in enumerate(literals):
            state = 0
            for byte in literal.encode():
                cls = self.class_of[byte]
                if cls not in self.next[state]:
                    self.next[state][cls] = len(self.next)
                    self.next.append({})
                    self.found.append(set())
                    self.ends_in_slash.append(cls == self._slash)
                state = self.next[state][cls]
            self.found[state].add(index)

    def _close(self):
        width = 1 << self.shift
        root = [self.next[0].get(cls, 0) for cls in range(width)]
        table = [root] + [None] * (len(self.next) - 1)
        fallback = [0] * len(self.next)
        queue = collections.deque(root[cls] for cls in sorted(self.next[0]))
        while queue:
            state = queue.popleft()
            behind = table[fallback[state]]
            table[state] = list(behind)
            self.found[state] |= self.found[fallback[state]]
            for cls, child in sorted(self.next[state].items()):
                fallback[child] = behind[cls]
                table[state][cls] = child
                queue.append(child)
        # Only now: a fallback must be computed from the literals, which hold no double slash.
        for state, slash in enumerate(self.ends_in_slash):
            if slash:
                table[state][self._slash] = state
        self.table = table

    def _renumber(self):
        order = sorted(range(len(self.table)), key=lambda state: bool(self.found[state]))
        number = {state: place for place, state in enumerate(order)}
        self.table = [[number[target] for target in self.table[state]] for state in order]
        self.found = [sorted(self.found[state]) for state in order]
        self.first_final = sum(1 for found in self.found if not found)


# ---- writing ----------------------------------------------------------------------------------------------------


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + '"'


def array(type_name, name, values, out):
    out.append(f"constexpr {type_name} {name}[] = {{")
    values = [str(value) for value in values] or ["0"]
    for start in range(0, len(values), 64):
        out.append(",".join(values[start:start + 64]) + ",")
    out.append("};")


class Texts:
    """All texts of the tables in one row of bytes: rows hold places in it, where pointers would have to be relocated."""

    def __init__(self):
        self._bytes, self._place = bytearray(), {"": 0}

    def place(self, text):
        """A StaticText as C++ writes it."""
        if text not in self._place:
            self._place[text] = len(self._bytes)
            self._bytes += text.encode()
        return "{%d, %d}" % (self._place[text], len(text.encode()))

    def write(self, out):
        # Not a literal: compilers warn of long ones.
        array("char", "kBytes", self._bytes, out)


class PatternAutomata:
    """The automata of all patterns, one behind the other."""

    def __init__(self):
        self._class_maps, self._next, self._ends = {}, [], []

    def place(self, pattern):
        """A PatternAutomaton as C++ writes it; {} if there is no pattern."""
        if not pattern:
            return "{}"
        exact = pattern_automata.compile_pattern(pattern)
        automaton = exact or pattern_automata.compile_pattern(pattern, counts=False)
        if automaton is None:
            sys.exit(f"the pattern {pattern} has too many states, even without the counts of its repeats")
        class_of, rows, ends = automaton
        class_map = self._class_maps.setdefault(bytes(class_of), len(self._class_maps))
        at = "{%d, %d, %d, %d, %s}" % (256 * class_map, len(self._next), len(self._ends), len(rows[0]),
                                       "true" if exact else "false")
        self._next.extend(state for row in rows for state in row)
        self._ends.extend(int(end) for end in ends)
        return at

    def write(self, out):
        array("uint8_t", "kPatternClassBytes", [c for class_map in self._class_maps for c in class_map], out)
        array("uint16_t", "kPatternNextStates", self._next, out)
        array("uint8_t", "kPatternEndStates", self._ends, out)


def name_hash(name):
    """FNV-1a, 64 bits, as in src/knowledge/knowledge.cpp."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def hash_slots(names):
    """Open addressing, at most a quarter full; a slot holds the index plus one."""
    size = 1
    while size < 4 * len(names):
        size *= 2
    slots = [0] * size
    for index, name in enumerate(names):
        slot = name_hash(name) % size
        while slots[slot]:
            slot = (slot + 1) % size
        slots[slot] = index + 1
    return slots


def write_apis(apis, pool, out):
    out.append("constexpr Api kApiRows[] = {")
    for api in apis:
        effects = ", ".join("Effect::" + identifier for identifier in api["effects"])
        texts = [pool.place(api[column]) for column in ("returns", "attack", "platform")]
        out.append("{%s, %s, EffectSet{%s}, %s}," % (
            pool.place(api["name"]), pool.place(api["canonical"]), effects, ", ".join(texts)))
    out.append("};")
    array("uint16_t", "kApiSlotRows", hash_slots([api["name"] for api in apis]), out)


def write_texts(texts, pool, out):
    automata = PatternAutomata()
    out.append("constexpr TextRow kTextRowRows[] = {")
    for row in texts:
        pattern = undash(row.cells["pattern"])
        out.append("{%s, %s, %s}," % (pool.place(row.cells["tag"]), pool.place(pattern), automata.place(pattern)))
    out.append("};")
    automata.write(out)
    array("uint16_t", "kTokenRowRows", [i for i, row in enumerate(texts) if row.cells["literal"] == "-"], out)

    literals = sorted({row.cells["literal"] for row in texts} - {"-"})
    automaton = Automaton(literals)
    if len(automaton.table) > MAX_STATES:
        sys.exit(f"{len(automaton.table)} states do not fit 16 bits")
    rows_of = collections.defaultdict(list)
    for index, row in enumerate(texts):
        rows_of[row.cells["literal"]].append(index)
    begins, rows = [0], []
    for found in automaton.found[automaton.first_final:]:
        rows.extend(index for literal in found for index in rows_of[literals[literal]])
        begins.append(len(rows))
    array("uint8_t", "kClassOf", automaton.class_of, out)
    array("uint16_t", "kNextState", [state for line in automaton.table for state in line], out)
    array("uint32_t", "kFoundBegin", begins, out)
    array("uint16_t", "kFoundRows", rows, out)
    return automaton


def write_packers(packers, pool, out):
    out.append("constexpr PackerRow kPackerRowRows[] = {")
    for row in packers:
        cells = row.cells
        out.append("{%s, PackerKind::%s, %s, %s, %s}," % (
            pool.place(cells["tool"]), cells["kind"], "true" if cells["in"] == "native" else "false",
            pool.place(cells["literal"]), pool.place(undash(cells["pattern"]))))
    out.append("};")


def write_product(apis, texts, packers, modules):
    out = ["// Generated by scripts/generate_knowledge.py from knowledge/. Do not edit.",
           '#include "knowledge/tables.h"', "", "namespace antivenom::knowledge::tables {", "namespace {"]
    pool = Texts()
    write_apis(apis, pool, out)
    automaton = write_texts(texts, pool, out)
    write_packers(packers, pool, out)
    out.append("constexpr StaticText kModuleRows[] = {")
    out.extend(pool.place(module) + "," for module in modules)
    out.append("};")
    pool.write(out)
    tokens = sum(1 for row in texts if row.cells["literal"] == "-")
    out += ["}  // namespace", "",
            "constinit const std::span<const Api> kApis{kApiRows};",
            "constinit const std::span<const uint16_t> kApiSlots{kApiSlotRows};",
            "constinit const std::span<const TextRow> kTextRows{kTextRowRows};",
            f"constinit const std::span<const uint16_t> kTokenRows{{kTokenRowRows, {tokens}}};",
            "constinit const PatternTables kPatterns{kPatternClassBytes, kPatternNextStates, kPatternEndStates};",
            "constinit const std::span<const PackerRow> kPackerRows{kPackerRowRows};",
            "constinit const std::span<const StaticText> kStandardModules{kModuleRows};",
            "constinit const std::span<const char> kTexts{kBytes};",
            f"constinit const Automaton kAutomaton{{kClassOf, kNextState, kFoundBegin, kFoundRows, {automaton.shift}, "
            f"{automaton.first_final}}};",
            "", "}  // namespace antivenom::knowledge::tables", ""]
    return "\n".join(out)


def write_examples(apis, texts, packers):
    out = ["// Generated by scripts/generate_knowledge.py from knowledge/. Do not edit.",
           '#include "knowledge/examples.h"', "", "namespace antivenom::knowledge {", "namespace {",
           "constexpr ApiExample kApiExamples[] = {"]
    for api in apis:
        out.append("{%s}," % ", ".join(quoted(api[column]) for column in ("name", "canonical", "example", "where")))
    out += ["};", "constexpr TextExample kTextExamples[] = {"]
    for row in texts:
        cells = [row.cells["tag"], row.cells["example"], undash(row.cells["counter"]), row.where]
        out.append("{%s}," % ", ".join(quoted(cell) for cell in cells))
    out += ["};", "constexpr PackerExample kPackerExamples[] = {"]
    for row in packers:
        cells = [row.cells["tool"], row.cells["example"], undash(row.cells["counter"]), row.where]
        native = "true" if row.cells["in"] == "native" else "false"
        out.append("{%s, %s}," % (native, ", ".join(quoted(cell) for cell in cells)))
    out += ["};", "}  // namespace", "",
            "std::span<const PackerExample> packer_examples() { return kPackerExamples; }",
            "std::span<const ApiExample> api_examples() { return kApiExamples; }",
            "std::span<const TextExample> text_examples() { return kTextExamples; }",
            "", "}  // namespace antivenom::knowledge", ""]
    return "\n".join(out)


def read_modules(path, problems):
    modules = path.read_text(encoding="utf-8").split()
    if modules != sorted(set(modules)) or not all(re.fullmatch(r"\w+", module) for module in modules):
        problems.add(str(path), "one module name a line, sorted, none twice")
    problems.stop_if_any()
    return modules


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    folder, output = pathlib.Path(arguments[0]), pathlib.Path(arguments[1])
    problems = Problems()
    apis = read_apis(folder / "api", problems)
    texts = read_texts(folder / "text", problems)
    packers = read_packers(folder, problems)
    modules = read_modules(folder / "standard_modules.txt", problems)
    output.write_text(write_product(apis, texts, packers, modules), encoding="utf-8")
    output.with_name("knowledge_examples.cpp").write_text(write_examples(apis, texts, packers), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
