"""Compiles patterns to deterministic automata when the program is built, so that none has to be when it runs.

The patterns are RE2's, of the part of its syntax that Python's own parser reads alike: classes, groups, repeats, \\b, ^
and $. Matching is a search anywhere in bytes; ASCII letters fold where the pattern says so. Subset construction as in
Cox, "Regular Expression Matching: the Virtual Machine Approach" and RE2: what stands before a byte (nothing, a letter of
a word, anything else) is part of a state, what stands behind it is known when it is read.
"""
try:
    from re import _constants as sre, _parser as parser  # Python 3.11
except ImportError:
    import sre_constants as sre
    import sre_parse as parser
import re

MOST_STATES = 1000      # what would be larger (counted repeats that may overlap) is compiled without its counts
MOST_ON_THE_WAY = 4000  # of either kind, before those that nothing tells apart become one
FOUND = 0               # the state that is never left; a search begins in state 1

WORD = sum(1 << b for b in range(256) if chr(b).isascii() and (chr(b).isalnum() or chr(b) == "_"))
ALL = (1 << 256) - 1
CATEGORIES = {
    sre.CATEGORY_DIGIT: sum(1 << b for b in b"0123456789"),
    sre.CATEGORY_WORD: WORD,
    sre.CATEGORY_SPACE: sum(1 << b for b in b"\t\n\f\r "),  # RE2's has no vertical tab
}
CATEGORIES |= {
    sre.CATEGORY_NOT_DIGIT: ALL ^ CATEGORIES[sre.CATEGORY_DIGIT],
    sre.CATEGORY_NOT_WORD: ALL ^ WORD,
    sre.CATEGORY_NOT_SPACE: ALL ^ CATEGORIES[sre.CATEGORY_SPACE],
}
BEGIN, IN_WORD, OUTSIDE, END = "begin", "word", "outside", "end"


class TooLarge(Exception):
    pass


def folded(bits):
    """The set with the other case of each of its letters."""
    for lower in range(ord("a"), ord("z") + 1):
        if bits >> lower & 1 or bits >> (lower - 32) & 1:
            bits |= 1 << lower | 1 << (lower - 32)
    return bits


class Nfa:
    """Thompson's construction: states with edges of bytes, empty edges, and empty edges that ask for surroundings."""

    def __init__(self, pattern, counts=True):
        self.moves, self.empty, self._counts = [], [], counts
        tree = parser.parse(pattern, re.IGNORECASE | re.ASCII)
        self.start, self.end = self._state(), self._state()
        self._sequence(tree, self.start, self.end, True)

    def _state(self):
        self.moves.append([])
        self.empty.append([])
        if len(self.moves) > MOST_ON_THE_WAY:
            raise TooLarge
        return len(self.moves) - 1

    def _sequence(self, items, at, end, fold):
        for item in items:
            to = self._state()
            self._item(item, at, to, fold)
            at = to
        self.empty[at].append((None, end))

    def _item(self, item, at, to, fold):
        kind, value = item
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            self.moves[at].append((self._bytes(kind, value, fold), to))
        elif kind is sre.AT:
            self.empty[at].append((value, to))
        elif kind is sre.BRANCH:
            for branch in value[1]:
                self._sequence(branch, at, to, fold)
        elif kind is sre.SUBPATTERN:
            _, added, removed, items = value
            self._sequence(items, at, to, bool((fold or added & re.IGNORECASE) and not removed & re.IGNORECASE))
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):  # which of them is asked makes no difference to whether it is found
            self._repeat(value, at, to, fold)
        else:
            raise ValueError(f"{kind} is not known here")

    def _repeat(self, value, at, to, fold):
        least, most, items = value
        if not self._counts and most > 1:
            least, most = min(least, 1), sre.MAXREPEAT
        for _ in range(least):
            after = self._state()
            self._sequence(items, at, after, fold)
            at = after
        if most is sre.MAXREPEAT:
            again = self._state()
            self.empty[at].append((None, again))
            self._sequence(items, again, again, fold)
            at = again
        else:
            for _ in range(most - least):
                self.empty[at].append((None, to))
                after = self._state()
                self._sequence(items, at, after, fold)
                at = after
        self.empty[at].append((None, to))

    @staticmethod
    def _bytes(kind, value, fold):
        if kind is sre.ANY:
            return ALL ^ 1 << ord("\n")
        if kind is not sre.IN:
            bits = folded(1 << value) if fold else 1 << value
            return ALL ^ bits if kind is sre.NOT_LITERAL else bits
        bits, negate = 0, False
        for what, which in value:
            if what is sre.NEGATE:
                negate = True
            elif what is sre.LITERAL:
                bits |= 1 << which
            elif what is sre.RANGE:
                bits |= (1 << which[1] + 1) - (1 << which[0])
            elif what is sre.CATEGORY:
                bits |= CATEGORIES[which]
            else:
                raise ValueError(f"{what} is not known in a class")
        if fold:
            bits = folded(bits)
        return ALL ^ bits if negate else bits

    def closure(self, kernel, before, behind):
        """What can be reached without a byte where `before` and `behind` stand around."""
        boundary = (before is IN_WORD) != (behind is IN_WORD)
        holds = {None: True, sre.AT_BEGINNING: before is BEGIN, sre.AT_BEGINNING_STRING: before is BEGIN,
                 sre.AT_END: behind is END, sre.AT_END_STRING: behind is END,
                 sre.AT_BOUNDARY: boundary, sre.AT_NON_BOUNDARY: not boundary}
        seen, open_states = set(kernel), list(kernel)
        while open_states:
            for condition, to in self.empty[open_states.pop()]:
                if to not in seen and holds[condition]:
                    seen.add(to)
                    open_states.append(to)
        return seen

    def asks_what_is_before(self):
        conditions = {condition for edges in self.empty for condition, _ in edges}
        return conditions - {None, sre.AT_END, sre.AT_END_STRING}


def byte_classes(nfa):
    """Class of each byte, and a byte of each class: bytes that no edge tells apart are one."""
    sets = sorted({bits for edges in nfa.moves for bits, _ in edges} | {WORD})
    number, class_of, example = {}, [], []
    for byte in range(256):
        mark = tuple(bits >> byte & 1 for bits in sets)
        if mark not in number:
            number[mark] = len(number)
            example.append(byte)
        class_of.append(number[mark])
    return class_of, example


def compile_pattern(pattern, counts=True):
    """(class of each byte, rows of next states, whether each state is a match where the text ends); None: too large.

    Without counts a repeat is as long as it likes: all that the pattern finds is found, and more.
    """
    try:
        automaton = minimal(*subsets(Nfa(pattern, counts)))
    except TooLarge:
        return None
    return automaton if len(automaton[1]) <= MOST_STATES else None


def subsets(nfa):
    class_of, example = byte_classes(nfa)
    forgets = not nfa.asks_what_is_before()
    first = (frozenset([nfa.start]), OUTSIDE if forgets else BEGIN)
    number, todo, rows, ends = {first: 1}, [first], [[FOUND] * len(example)], [True]
    while todo:
        kernel, before = todo.pop(0)
        reached = {behind: nfa.closure(kernel, before, behind) for behind in (IN_WORD, OUTSIDE, END)}
        row = []
        for byte in example:
            kind = IN_WORD if WORD >> byte & 1 else OUTSIDE
            if nfa.end in reached[kind]:
                row.append(FOUND)
                continue
            moved = {to for state in reached[kind] for bits, to in nfa.moves[state] if bits >> byte & 1}
            after = (frozenset(moved | {nfa.start}), OUTSIDE if forgets else kind)
            if after not in number:
                number[after] = len(number) + 1
                todo.append(after)
                if len(number) > MOST_ON_THE_WAY:
                    raise TooLarge
            row.append(number[after])
        rows.append(row)
        ends.append(nfa.end in reached[END])
    return class_of, rows, ends


def minimal(class_of, rows, ends):
    """Moore's algorithm: states that nothing tells apart become one. FOUND stays 0 and the first state 1."""
    group = [0 if state == FOUND else 1 + end for state, end in enumerate(ends)]
    while True:
        marks = {}
        refined = [marks.setdefault((group[state], *(group[to] for to in rows[state])), len(marks)) for state in range(len(rows))]
        if len(marks) == len(set(group)):
            break
        group = refined
    # Groups are numbered in the order of their first states.
    picked = [refined.index(number) for number in range(len(marks))]
    return class_of, [[refined[to] for to in rows[state]] for state in picked], [ends[state] for state in picked]
