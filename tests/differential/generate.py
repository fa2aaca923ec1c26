"""Writes small Python programs and what python3 prints for them: `generate.py SEED COUNT`, a JSON object a line.

Every program is made from the tables and templates below and computes with values only: it opens no file, socket or
process and runs no text as code. Sets are sorted before they are shown, so that hashing does not matter.

Left out on purpose, because the interpreter answers "unknown" where Python raises: names that are nowhere defined and
attributes that are not there. Code written for other versions of Python would else end where it goes on.
"""
import base64
import binascii
import codecs
import contextlib
import io
import json
import random
import signal
import sys
import textwrap
import zlib

WORDS = ["alpha", "Beta gamma", "x", "", "hello world", "a,b,,c", "  pad  ", "42", "-7", "MiXeD", "tab\tend", "é", "naïve",
         "日本", "😀!", "line\nbreak", "quote'd", 'dq"s', "aaabbb", "key=value", "0x1f", "%s and %d", "{} {}", "ß", "one two two"]
WHOLE_MATCH = repr("<\\g<0>>")
IDENTIFIERS = ["a", "b", "c", "d", "e"]


class Maker:
    """Random expressions of a wanted type over the variables that exist."""

    def __init__(self, rng):
        self.rng = rng
        self.names = {}

    def pick(self, *choices):
        return self.rng.choice(choices)

    def name(self, kind):
        names = [n for n, k in self.names.items() if k == kind]
        return self.rng.choice(names) if names else None

    def expr(self, kind, depth=3):
        known = self.name(kind)
        if known and self.rng.random() < 0.35:
            return known
        if depth <= 0 or self.rng.random() < 0.15:
            return self.literal(kind)
        made = getattr(self, "make_" + kind)(depth - 1)
        return f"({made})" if " % " in made or " * " in made else made

    def literal(self, kind):
        r = self.rng
        if kind == "int":
            return self.pick(str(r.randint(-5, 12)), str(r.randint(0, 255)), str(r.randint(-10**6, 10**6)), hex(r.randint(0, 2**40)),
                             str(r.randint(10**18, 10**30)), "True", "0b1011", "0o17", "1_000").replace("--", "")
        if kind == "float":
            return self.pick("(0.5)", "(1.0)", "(-2.25)", "3.14159", "1e10", "1e-7", "2.5", "1e300", "0.1", "123456.789")
        if kind == "str":
            return repr(r.choice(WORDS))
        if kind == "bytes":
            return self.pick(repr(bytes(r.randrange(256) for _ in range(r.randint(0, 8)))), repr(r.choice(WORDS).encode()))
        if kind == "bool":
            return self.pick("True", "False")
        if kind == "ints":
            return repr([r.randint(-9, 30) for _ in range(r.randint(0, 7))])
        if kind == "strs":
            return repr([r.choice(WORDS) for _ in range(r.randint(0, 5))])
        if kind == "dict":
            return repr({r.choice(WORDS[:12]): r.randint(0, 99) for _ in range(r.randint(0, 5))})
        raise KeyError(kind)

    def small(self):
        return str(self.rng.randint(-4, 9))

    def index(self):
        return self.pick(self.small(), "", self.small())

    def slice_of(self):
        step = self.pick("", "", ":2", ":-1", ":3", ":-2")
        return f"[{self.index()}:{self.index()}{step}]"

    def make_int(self, d):
        e = self.expr
        op = self.pick("+", "-", "*", "&", "|", "^")
        return self.pick(
            lambda: f"({e('int', d)} {op} {e('int', d)})",
            lambda: f"({e('int', d)} {self.pick('//', '%')} {e('int', d)})",
            lambda: f"({e('int', d)} {self.pick('<<', '>>')} {self.rng.randint(0, 40)})",
            lambda: f"({e('int', 0)} ** {self.rng.randint(0, 6)})",
            lambda: f"pow({e('int', 0)}, {self.rng.randint(0, 50)}, {self.rng.randint(1, 1000)})",
            lambda: f"(-{e('int', d)})", lambda: f"(~{e('int', d)})", lambda: f"abs({e('int', d)})",
            lambda: f"len({e(self.pick('str', 'bytes', 'ints', 'dict'), d)})",
            lambda: f"sum({e('ints', d)})", lambda: f"max({e('ints', d)}, default=3)", lambda: f"min({e('ints', d)} or [1])",
            lambda: f"{e('str', d)}.{self.pick('count', 'find', 'rfind')}({e('str', 0)})",
            lambda: f"{e('ints', d)}.count({self.small()})", lambda: f"{e('ints', d)}[{self.small()}]",
            lambda: f"{e('bytes', d)}[{self.small()}]", lambda: f"{e('dict', d)}.get({e('str', 0)}, {self.small()})",
            lambda: f"ord({e('str', 0)}[:1] or 'z')", lambda: f"int({e('str', 0)})", lambda: f"int({e('float', 0)})",
            lambda: f"int({repr(self.pick('ff', '1010', '0x1f', 'zz', '777'))}, {self.pick(16, 2, 0, 36, 8)})",
            lambda: f"int.from_bytes({e('bytes', d)}, {self.pick(repr('big'), repr('little'))})",
            lambda: f"({e('int', d)} if {e('bool', d)} else {e('int', d)})", lambda: f"round({e('float', 0)})",
            lambda: f"divmod({e('int', d)}, {self.rng.randint(1, 99)})[{self.pick(0, 1)}]",
            lambda: f"({e('int', d)}).bit_length()", lambda: f"hash({self.small()})",
            lambda: f"({e('int', d)} {self.pick('and', 'or')} {e('int', d)})",
        )()

    def make_float(self, d):
        e = self.expr
        return self.pick(
            lambda: f"({e('float', d)} {self.pick('+', '-', '*')} {e('float', d)})", lambda: f"({e('int', 0)} / {e('int', 0)})",
            lambda: f"float({e('int', 0)})", lambda: f"round({e('float', d)}, {self.rng.randint(0, 5)})",
            lambda: f"abs({e('float', d)})", lambda: f"({e('float', 0)} // 0.75)", lambda: f"({e('float', 0)} % 0.75)",
            lambda: f"({e('int', 0)} * 0.5)", lambda: f"math.sqrt(abs({e('float', 0)}))", lambda: f"(2 ** -{self.rng.randint(1, 9)})",
        )()

    def make_str(self, d):
        e = self.expr
        return self.pick(
            lambda: f"({e('str', d)} + {e('str', d)})", lambda: f"({e('str', d)} * {self.rng.randint(-1, 4)})",
            lambda: f"{e('str', d)}{self.slice_of()}", lambda: f"{e('str', d)}[{self.small()}]",
            lambda: f"{e('str', d)}.{self.pick('upper', 'lower', 'title', 'capitalize', 'swapcase', 'strip', 'casefold')}()",
            lambda: f"{e('str', d)}.{self.pick('lstrip', 'rstrip', 'strip')}({e('str', 0)})",
            lambda: f"{e('str', d)}.replace({e('str', 0)}, {e('str', 0)}{self.pick('', ', 1', ', 2')})",
            lambda: f"{e('str', d)}.{self.pick('center', 'ljust', 'rjust')}({self.rng.randint(0, 14)}{self.pick('', chr(44) + repr('*'))})",
            lambda: f"{e('str', d)}.zfill({self.rng.randint(0, 9)})", lambda: f"{e('str', d)}.expandtabs({self.rng.randint(1, 8)})",
            lambda: f"{e('str', 0)}.join({e('strs', d)})", lambda: f"{self.pick('str', 'repr', 'ascii')}({e(self.pick('int', 'float', 'str', 'bytes', 'ints', 'strs', 'dict', 'bool'), d)})",
            lambda: f"chr({self.rng.choice([65, 97, 48, 233, 8364, 128512])} + {self.rng.randint(0, 9)})",
            lambda: f"{self.pick('hex', 'bin', 'oct')}({e('int', d)})", lambda: f"''.join(map(chr, [ord(c) ^ {self.rng.randint(0, 31)} for c in {e('str', d)}]))",
            lambda: f"''.join(reversed({e('str', d)}))", lambda: f"{e('bytes', d)}.decode('latin-1')", lambda: f"{e('bytes', d)}.hex()",
            lambda: f"{e('bytes', d)}.decode('utf-8', {self.pick(repr('ignore'), repr('replace'), repr('backslashreplace'))})",
            lambda: f"f'{{{e('int', 0)}:{self.pick('05d', 'x', '#x', ',', '+d', '>12', '^9', 'b', '_', 'e')}}}'",
            lambda: f"f'{{{e('float', 0)}:{self.pick('.2f', '8.3f', 'g', 'e', '.1%', '+.0f', ',.2f', '010.3f')}}}'",
            lambda: f"'{{:{self.pick('>10', '<8', '^7', '*^9', '.3', '')}}}|{{!r}}'.format({e('str', 0)}, {e('str', 0)})",
            lambda: f"'{{a}}-{{b[0]}}'.format(a={e('int', 0)}, b={e('strs', 0)})",
            lambda: f"'%s|%r|%{self.pick('5', '-6', '.2', '')}s' % ({e('str', 0)}, {e('str', 0)}, {e('str', 0)})",
            lambda: f"'%{self.pick('d', '5d', '05d', 'x', 'X', 'o', '+d')}' % {e('int', 0)}", lambda: f"'%{self.pick('.2f', 'e', 'g', '8.1f')}' % {e('float', 0)}",
            lambda: f"{e('str', d)}.translate(str.maketrans('abcdelo', 'ABCDE01'))", lambda: f"max({e('strs', d)}, key=len, default='none')",
            lambda: f"{e('str', d)}.partition({e('str', 0)})[{self.pick(0, 1, 2)}]", lambda: f"codecs.encode({e('str', d)}, 'rot13')",
            lambda: f"{e('str', d)}.removeprefix('a').removesuffix('a')", lambda: f"format({e('int', 0)}, {self.pick(repr('d'), repr('x'), repr('08b'), repr(','))})",
            lambda: f"json.dumps({e(self.pick('dict', 'ints', 'strs', 'str', 'int'), d)})", lambda: f"re.sub({self.pick(repr('[aeiou]'), repr('l+'), repr('[^a-z]'), repr('(.)b'))}, {self.pick(repr('-'), WHOLE_MATCH, repr(''))}, {e('str', d)})",
        )()

    def make_bytes(self, d):
        e = self.expr
        return self.pick(
            lambda: f"({e('bytes', d)} + {e('bytes', d)})", lambda: f"({e('bytes', d)} * {self.rng.randint(0, 3)})",
            lambda: f"{e('bytes', d)}{self.slice_of()}", lambda: f"{e('str', d)}.encode({self.pick('', repr('utf-16-le'), repr('utf-8'))})",
            lambda: f"{e('str', d)}.encode('ascii', {self.pick(repr('ignore'), repr('replace'), repr('xmlcharrefreplace'), repr('backslashreplace'))})",
            lambda: f"bytes(b ^ {self.rng.randint(0, 255)} for b in {e('bytes', d)})", lambda: f"bytes.fromhex({e('bytes', d)}.hex())",
            lambda: f"base64.b64encode({e('bytes', d)})", lambda: f"base64.b64decode(base64.b64encode({e('bytes', d)}))",
            lambda: f"zlib.decompress(zlib.compress({e('bytes', d)}))", lambda: f"binascii.{self.pick('hexlify', 'b2a_base64')}({e('bytes', d)})",
            lambda: f"base64.{self.pick('b16encode', 'b32encode', 'b85encode', 'a85encode', 'urlsafe_b64encode')}({e('bytes', d)})",
            lambda: f"{e('bytes', d)}.replace({e('bytes', 0)}, {e('bytes', 0)})", lambda: f"{e('bytes', d)}.{self.pick('upper', 'lower', 'strip', 'title', 'swapcase')}()",
            lambda: f"bytes(bytearray({e('bytes', d)})[::-1])", lambda: f"({e('int', 0)} % 2**32).to_bytes({self.rng.randint(4, 8)}, {self.pick(repr('big'), repr('little'))})",
            lambda: f"bytes([x % 256 for x in {e('ints', d)}])", lambda: f"b', '.join([{e('bytes', d)}, {e('bytes', 0)}])",
            lambda: f"struct.pack({self.pick(repr('<I'), repr('>H'), repr('!Q'), repr('<i'))}, {self.rng.randint(0, 60000)})",
            lambda: f"hashlib.{self.pick('md5', 'sha1', 'sha256')}({e('bytes', d)}).digest()[:4]", lambda: f"b'%s-%d' % ({e('bytes', 0)}, {self.small()})",
        )()

    def make_bool(self, d):
        e = self.expr
        kind = self.pick("int", "str", "bytes", "ints", "strs", "float")
        return self.pick(
            lambda: f"({e(kind, d)} {self.pick('<', '<=', '==', '!=', '>', '>=')} {e(kind, d)})", lambda: f"({e('str', 0)} {self.pick('in', 'not in')} {e('str', d)})",
            lambda: f"({self.small()} in {e('ints', d)})", lambda: f"(not {e('bool', d)})", lambda: f"bool({e(kind, d)})",
            lambda: f"({self.small()} < {e('int', d)} <= {e('int', d)})", lambda: f"({e('bool', d)} {self.pick('and', 'or', '^', '&')} {e('bool', d)})",
            lambda: f"{e('str', d)}.{self.pick('isdigit', 'isalpha', 'isupper', 'islower', 'isspace', 'isalnum', 'istitle', 'isidentifier')}()",
            lambda: f"{e('str', d)}.{self.pick('startswith', 'endswith')}({self.pick(e('str', 0), '(' + e('str', 0) + ', ' + repr('a') + ')')})",
            lambda: f"{self.pick('any', 'all')}(x > {self.small()} for x in {e('ints', d)})", lambda: f"isinstance({e(kind, d)}, {self.pick('int', 'str', '(bytes, str)', 'list', 'float')})",
            lambda: f"({e('str', 0)} in {e('dict', d)})", lambda: f"({e('ints', 0)} is None)",
        )()

    def make_ints(self, d):
        e = self.expr
        return self.pick(
            lambda: f"({e('ints', d)} + {e('ints', d)})", lambda: f"{e('ints', d)}{self.slice_of()}", lambda: f"list(range({self.small()}, {self.rng.randint(0, 20)}, {self.pick(1, 2, 3, -1)}))",
            lambda: f"[x {self.pick('*', '+', '-', '^', '&')} {self.small()} for x in {e('ints', d)}]", lambda: f"[x for x in {e('ints', d)} if x {self.pick('%', '&')} {self.pick(2, 3)}]",
            lambda: f"sorted({e('ints', d)}, {self.pick('reverse=True', 'key=abs', 'key=lambda v: (v % 3, v)')})", lambda: f"list({self.pick('reversed', 'sorted', 'list', 'tuple')}({e('ints', d)}))",
            lambda: f"sorted(set({e('ints', d)}) {self.pick('|', '&', '-', '^')} set({e('ints', d)}))", lambda: f"list({e('bytes', d)})",
            lambda: f"[x * y for x, y in zip({e('ints', d)}, {e('ints', d)})]", lambda: f"[i + v for i, v in enumerate({e('ints', d)}, {self.small()})]",
            lambda: f"list(map(len, {e('strs', d)}))", lambda: f"list(filter(None, {e('ints', d)}))", lambda: f"list(itertools.accumulate({e('ints', d)}))",
            lambda: f"list(itertools.{self.pick('chain', 'chain')}({e('ints', d)}, {e('ints', 0)}))", lambda: f"list(itertools.islice(itertools.{self.pick('count(3, 2)', 'cycle([1, 2, 3])', 'repeat(7)')}, {self.rng.randint(0, 6)}))",
            lambda: f"[*{e('ints', d)}, *{e('ints', 0)}]", lambda: f"sorted({e('dict', d)}.values())", lambda: f"[x for row in [{e('ints', d)}, {e('ints', 0)}] for x in row]",
            lambda: f"[functools.reduce(operator.{self.pick('add', 'xor', 'mul')}, {e('ints', d)}, 1)]", lambda: f"{e('ints', d)} * {self.rng.randint(0, 3)}",
        )()

    def make_strs(self, d):
        e = self.expr
        return self.pick(
            lambda: f"{e('str', d)}.{self.pick('split', 'rsplit')}({self.pick('', repr(' '), repr(','), repr('a'), 'None, 1', repr('l') + ', 1')})", lambda: f"{e('str', d)}.splitlines()",
            lambda: f"list({e('str', d)})", lambda: f"[s.upper() for s in {e('strs', d)}]", lambda: f"sorted({e('strs', d)}{self.pick('', ', key=len', ', reverse=True', ', key=str.lower')})",
            lambda: f"{e('strs', d)}{self.slice_of()}", lambda: f"list({e('dict', d)})", lambda: f"[k for k, v in sorted({e('dict', d)}.items())]", lambda: f"re.findall({self.pick(repr('[a-z]+'), repr('.'), repr('o.'), repr('[0-9]'))}, {e('str', d)})",
            lambda: f"list(map(str, {e('ints', d)}))", lambda: "[''.join(p) for p in itertools.product('abc', repeat=2)]" if self.rng.random() < .3 else f"[''.join(p) for p in itertools.{self.pick('combinations', 'permutations')}({e('str', 0)}[:4], 2)]",
            lambda: f"[a + b for a, b in zip({e('strs', d)}, {e('strs', 0)})]", lambda: f"re.split({self.pick(repr('[ ,]'), repr('l'), repr('(a)'))}, {e('str', d)})",
        )()

    def make_dict(self, d):
        e = self.expr
        return self.pick(
            lambda: f"{{k: len(k) for k in {e('strs', d)}}}", lambda: f"dict(zip({e('strs', d)}, {e('ints', d)}))", lambda: f"{{**{e('dict', d)}, **{e('dict', 0)}}}",
            lambda: f"dict({e('dict', d)}, extra={self.small()})", lambda: f"dict.fromkeys({e('strs', d)}, {self.small()})", lambda: f"({e('dict', d)} | {e('dict', 0)})",
            lambda: f"{{v: i for i, v in enumerate({e('strs', d)})}}", lambda: f"{{k: v + 1 for k, v in {e('dict', d)}.items() if v % 2}}",
        )()

    def assign(self, name, kind, depth=3):
        line = f"{name} = {self.expr(kind, depth)}"
        self.names[name] = kind
        return line


KINDS = ["int", "float", "str", "bytes", "bool", "ints", "strs", "dict"]


def expressions(m):
    kind = m.rng.choice(KINDS)
    return [m.assign(n, m.rng.choice(KINDS), 2) for n in IDENTIFIERS[:3]] + [f"result = {m.expr(kind, 4)}"]


def big_ints(m):
    r = m.rng
    a, b = r.getrandbits(r.randint(1, 300)) - 2**100, r.getrandbits(r.randint(1, 200)) + 1
    op = m.pick("+", "-", "*", "//", "%", "&", "|", "^")
    return [f"a = {a}", f"b = {b}", f"c = a {op} b", f"result = (c, c >> {r.randint(0, 90)}, divmod(a, b), -a // b, -a % b, a ** 3 % b, str(c)[:40], float(b), c == a, a < b, hex(a), a.bit_length(), int(str(a)), pow(a, b, {r.randint(2, 10**20)}))"]


def loops(m):
    r = m.rng
    return [f"total, seen, i = {m.expr('int', 1)}, [], -1",
            f"for i, v in enumerate({m.expr('ints', 2)}):",
            f"    if v == {m.small()}: continue",
            f"    if i > {r.randint(1, 6)}: break",
            f"    total {m.pick('+=', '-=', '^=', '*=')} v",
            "    seen.append((i, total))",
            "else:", "    seen.append('done')",
            f"n = {r.randint(1, 300)}",
            "while n != 1:",
            "    n = n // 2 if n % 2 == 0 else 3 * n + 1",
            f"    if n == {r.randint(2, 40)}: break",
            "else:", "    seen.append('one')",
            "result = total, seen, n, i if seen != ['done'] and len(seen) > 1 else None"]


def closures(m):
    r = m.rng
    return [f"def make(start={r.randint(0, 9)}, *, step={r.randint(1, 5)}):", "    value = start", "    def bump(by=None, *more, **named):", "        nonlocal value",
            f"        value {m.pick('+=', '*=', '-=')} step if by is None else by + sum(more) + sum(named.values())", "        return value", "    return bump",
            f"f, g = make(), make({r.randint(0, 50)}, step={r.randint(1, 9)})",
            f"result = [f(), g(), f({m.small()}), g({m.small()}, {m.small()}, k={m.small()}), f(), [h() for h in (f, g)]]",
            f"adders = [lambda x, n=n: x + n for n in range({r.randint(1, 5)})]", "late = [lambda x: x + n for n in range(3)]",
            f"result.append([a({r.randint(0, 9)}) for a in adders] + [b(1) for b in late])"]


def classes(m):
    r = m.rng
    op, sym = m.pick(("add", "+"), ("sub", "-"), ("mul", "*"), ("xor", "^"))
    return ["class Base:", f"    scale = {r.randint(1, 9)}", "    made = 0", "    def __init__(self, v):", "        self.v = v", "        Base.made += 1",
            f"    def __{op}__(self, other):", f"        return type(self)(self.v {sym} (other.v if isinstance(other, Base) else other))",
            f"    def __r{op}__(self, other):", f"        return self.__class__(other {sym} self.v)",
            "    def __eq__(self, other): return self.v == other.v", "    def __lt__(self, other): return self.v < other.v",
            "    def __repr__(self): return f'{type(self).__name__}({self.v!r})'", "    def __len__(self): return abs(self.v) % 7",
            "    def __getitem__(self, i): return self.v + i", "    def __call__(self, *a): return self.scale * sum(a)",
            "    @property", "    def twice(self): return self.v * 2", "    @twice.setter", "    def twice(self, x): self.v = x // 2",
            "    @classmethod", "    def zero(cls): return cls(0)", "    @staticmethod", "    def name(x): return 'n' + str(x)",
            "class Child(Base):", f"    scale = {r.randint(1, 9)}", "    def __init__(self, v, extra=1):", "        super().__init__(v)", "        self.extra = extra",
            "    def __call__(self, *a): return super().__call__(*a) + self.extra",
            f"x, y = {m.pick('Base', 'Child')}({r.randint(-20, 20)}), Child({r.randint(-20, 20)}{m.pick('', ', extra=5')})",
            f"z = x {sym} y", f"w = {r.randint(1, 9)} {sym} y", f"y.twice = {r.randint(0, 40)}",
            "result = [z, w, x == y, x < y, len(x), bool(Base.zero()), y[3], x(1, 2), y(1, 2), y.twice, Child.zero(), Base.name(y.v), Base.made, sorted([z, x, y]), isinstance(y, Base), getattr(y, 'nope', 'none'), hasattr(x, 'v')]"]


def exceptions(m):
    bad = m.pick("int('zz')", "[][1]", "{}['k']", "1 // 0", "'a' + 1", "b'\\xff'.decode()", "next(iter([]))", "int('12')", "len(3)",
                 "'%d' % 'x'", "[1, 2].index(9)", "'abc'.index('z')", "bytes.fromhex('zz')", "chr(-1)", "{[]: 1}", "ord('ab')", "'x' * 'y'", "float('q')", "bytes([300])", "'é'.encode('ascii')",
                 "base64.b64decode('a')", "zlib.decompress(b'junk')", "json.loads('{')", "struct.unpack('<I', b'12')", "max([])", "int(None)", "[].pop()", "set().pop()", "'a' < 1", "range(1, 2, 0)", "dict([1])", "assert_zero()")
    kinds = m.rng.sample(["ValueError", "IndexError", "KeyError", "ZeroDivisionError", "TypeError", "AttributeError", "LookupError", "ArithmeticError", "NameError", "StopIteration"], 3)
    return ["log = []", "class Own(ValueError):", "    pass", "def assert_zero(): raise Own('x', 3)", "def run():", "    try:", f"        log.append({bad})", f"    except {kinds[0]}:", "        log.append('first')",
            f"    except ({kinds[1]}, {kinds[2]}) as e:", "        log.append(type(e).__name__)", "        raise", "    else:", "        log.append('fine')", "        return 'else'", "    finally:", "        log.append('finally')",
            "    return 'end'", "try:", "    log.append(run())", "except Exception as e:", "    log.append('outer ' + type(e).__name__)", "    if isinstance(e, Own): log.append(e.args)", "result = log"]


def unpacking(m):
    r = m.rng
    items = [r.randint(0, 9) for _ in range(r.randint(3, 6))]
    return [f"a, *b = {items}", f"*c, d = {tuple(items)}", f"e, (f, g), *h = {items[0]}, {m.pick(repr('xy'), '(1, 2)', '[3, 4]')}, {m.small()}", "a, d = d, a",
            "def f(x, /, y=2, *args, z=3, **kw): return (x, y, args, z, sorted(kw.items()))", f"result = [a, b, c, d, e, g, h, f(*b), f(1, **dict(z={m.small()}, q=1)), f(*c, **{{'k': 2}}), [p + q for p, (q, *_) in [(1, (2, 3)), (4, (5,))]]]",
            f"first, *_, last = {m.expr('str', 0)} + 'ab'", "result += [first, last]", f"x = y = [{m.small()}]", "x.append(1)", "result.append(y)", f"d = {{'k': [1, 2]}}", "d['k'][0], d['n'] = 7, 8", "result.append(d)",
            "data = [0, 1, 2, 3, 4, 5]", f"data[{r.randint(0, 3)}:{r.randint(3, 6)}] = {m.expr('ints', 0)}", f"del data[{m.pick('0', '-1', ':1', '::2')}]", "result.append(data)"]


def generators(m):
    r = m.rng
    return ["def up(n):", "    i = 0", "    while i < n:", f"        yield i * {r.randint(1, 5)}", "        i += 1", "    return 'end'", "def both(n):", "    got = yield from up(n)", "    yield got",
            f"def odd(it): return (x for x in it if isinstance(x, str) or x % {r.randint(2, 4)})", f"g = up({r.randint(2, 6)})", f"result = [list(both({r.randint(0, 5)})), next(g), next(g), list(g), next(g, 'none'), list(odd(both({r.randint(0, 6)})))]",
            f"result.append(sum(x * x for x in up({r.randint(0, 20)})))", f"result.append(dict((k, v) for v, k in enumerate({m.expr('str', 0)})))", f"result.append([*zip(up(3), {m.expr('str', 0)})])",
            "it = iter([1, 2, 3, 4])", "result.append([(a, b) for a, b in zip(it, it)])", "def walk(t):", "    for x in t:", "        if isinstance(x, list): yield from walk(x)", "        else: yield x", "result.append(list(walk([1, [2, [3, []]], [[4]]])))"]


def decorators(m):
    r = m.rng
    return ["log = []", "def traced(label):", "    def wrap(fn):", "        @functools.wraps(fn)", "        def inner(*a, **k):", "            log.append((label, fn.__name__, a))", f"            return fn(*a, **k) {m.pick('+', '*', '-')} {r.randint(1, 5)}", "        return inner", "    return wrap",
            "def twice(fn): return lambda *a: fn(fn(*a))", "@traced('x')", "@twice", f"def f(v): return v {m.pick('+', '*')} {r.randint(2, 9)}", "@traced('y')", "def g(v, w=1): return v - w", "@functools.lru_cache(maxsize=None)", "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)",
            f"p = functools.partial(g, {r.randint(0, 9)}, w={r.randint(0, 9)})", f"result = [f({r.randint(0, 9)}), g({r.randint(0, 9)}, w=3), p(), fib({r.randint(1, 15)}), log, f.__name__ if False else g.__name__]"]


def decoders(m):
    r = m.rng
    text = "".join(r.choice("import base64;print(hello) éß") for _ in range(r.randint(1, 30)))
    key = r.randint(1, 255)
    word = bytes(r.randint(1, 255) for _ in range(r.randint(1, 5)))
    raw = text.encode()
    forms = [
        lambda: [f"data = {base64.b64encode(raw)!r}", "result = base64.b64decode(data).decode()"],
        lambda: [f"data = {base64.b64encode(raw).decode()[::-1]!r}", "result = base64.b64decode(data[::-1]).decode('utf-8')"],
        lambda: [f"data = {zlib.compress(raw)!r}", "result = zlib.decompress(data).decode()"],
        lambda: [f"data = {base64.b85encode(zlib.compress(raw))!r}", "result = str(zlib.decompress(base64.b85decode(data)), 'utf8')"],
        lambda: [f"data = {[b ^ key for b in raw]}", f"result = bytes(b ^ {key} for b in data).decode()"],
        lambda: [f"data = {[b ^ word[i % len(word)] for i, b in enumerate(raw)]}", f"key = {word!r}", "out = bytearray()", "for i in range(len(data)):", "    out.append(data[i] ^ key[i % len(key)])", "result = out.decode()"],
        lambda: [f"data = {[ord(c) + key for c in text]}", f"result = ''.join(chr(c - {key}) for c in data)"],
        lambda: [f"data = {codecs.encode(text, 'rot13')!r}", "result = codecs.decode(data, 'rot_13')"],
        lambda: [f"data = {raw.hex()!r}", m.pick("result = bytes.fromhex(data).decode()", "result = binascii.unhexlify(data).decode()", "result = codecs.decode(data, 'hex').decode()", "result = ''.join(chr(int(data[i:i + 2], 16)) for i in range(0, len(data), 2))")],
        lambda: [f"data = {int.from_bytes(raw, 'big')}", f"result = data.to_bytes({len(raw)}, 'big').decode()"],
        lambda: [f"n = {int.from_bytes(raw, 'big')}", "out = b''", "while n:", "    n, low = divmod(n, 256)", "    out = bytes([low]) + out", "result = out.decode()"],
        lambda: [f"table = {''.join(sorted(set(text)))!r}", f"idx = {[sorted(set(text)).index(c) for c in text]}", "result = ''.join(table[i] for i in idx)"],
        lambda: ["def caesar(s, n):", "    out = ''", "    for c in s:", "        if c.isalpha() and c.isascii():", "            base = ord('A') if c.isupper() else ord('a')", "            out += chr((ord(c) - base + n) % 26 + base)", "        else:", "            out += c", "    return out", f"result = caesar({text!r}, {key}), caesar(caesar({text!r}, {key}), -{key})"],
        lambda: [f"s = {list(range(16))}", f"j, key = 0, {word!r}", "for i in range(16):", "    j = (j + s[i] + key[i % len(key)]) % 16", "    s[i], s[j] = s[j], s[i]", f"data, out, i, j = {raw!r}, [], 0, 0", "for b in data:", "    i = (i + 1) % 16; j = (j + s[i]) % 16; s[i], s[j] = s[j], s[i]", "    out.append(b ^ s[(s[i] + s[j]) % 16])", "result = bytes(out)"],
        lambda: [f"data = {' '.join(format(b, '08b') for b in raw)!r}", "result = bytes(int(b, 2) for b in data.split()).decode()"],
        lambda: [f"parts = {[text[i:i + 3] for i in range(0, len(text), 3)]!r}", f"order = {list(range(0, (len(text) + 2) // 3))[::-1]}", "result = ''.join(parts[i] for i in sorted(order)) + '|' + ''.join(map(parts.__getitem__, order))"],
        lambda: [f"result = [hashlib.{m.pick('md5', 'sha1', 'sha256', 'sha512')}({raw!r}).hexdigest(), binascii.crc32({raw!r}), zlib.adler32({raw!r})]"],
        lambda: [f"data = {json.dumps({'k': text, 'n': [1, 2.5, None, True]})!r}", "d = json.loads(data)", "result = d['k'], d, json.dumps(d, indent=1), json.dumps(d, separators=(',', ':'), sort_keys=True)"],
        lambda: [f"result = struct.unpack('<HHB', {bytes(r.randrange(256) for _ in range(5))!r}), struct.calcsize('>IQh'), struct.pack('>3sxI', {raw[:3]!r}, {key})"],
        lambda: [f"t = str.maketrans({text[:3]!r}, 'xyz'[:{len(text[:3])}])" if len(set(text[:3])) == 3 else "t = {105: None, 111: '0'}", f"result = {text!r}.translate(t)"],
        lambda: [f"text, key = {text!r}, {word.hex()!r}", "result = ''.join(chr(ord(a) ^ ord(b)) for a, b in zip(text, itertools.cycle(key)))", "result += '|' + (lambda s, k: ''.join([chr(ord(c) ^ k) for c in s]))(text, 7)"],
    ]
    return r.choice(forms)()


def mutation(m):
    lines = [f"s = {m.literal('ints')} + [3, 1, 2]"]
    for _ in range(m.rng.randint(2, 6)):
        lines.append("s" + m.pick(".append(9)", ".insert(1, 8)", ".extend('ab')", ".pop()", ".reverse()", ".remove(3)", "[0] = 5", " += [4]", ".clear()", " *= 2", "[1:1] = [6, 6]", ".pop(0)", ".sort(key=str)", "[-1] += 'z' if isinstance(s[-1], str) else 1"))
    lines += [f"d = {m.literal('dict')}", "d['k'] = 1"]
    for _ in range(m.rng.randint(2, 6)):
        lines.append("d" + m.pick(".update(a=1)", ".pop('k', None)", ".setdefault('l', []).append(2)", "['x'] = d.get('x', 0) + 1", " |= {'y': 3}", ".update([('p', 4)])", ".popitem()", "['k'] = [d.copy()]"))
    lines += [f"b = bytearray({m.literal('bytes')})", "b" + m.pick(".append(65)", ".extend(b'xy')", " += b'z'", "[:1] = b'12'", ".reverse()", ".pop()"), "u = set()",
              "u" + m.pick(".add(3)", ".update([1, 2])", " |= {5}", ".discard(9)"), "t = (1, [2])", "t[1].append(3)", "a = [[0] * 2] * 2", "a[0][1] = 7", "result = [s, d, b, sorted(u), t, a, len(d), list(d.items()), str(d)]"]
    return lines


def scopes(m):
    r = m.rng
    return [f"x = {r.randint(0, 9)}", "def outer():", f"    x = {r.randint(10, 19)}", "    def inner():", m.pick("        global x", "        nonlocal x", "        pass"), m.pick("        x = 99", "        return x"), "        return x",
            "    got = inner()", "    return x, got", "class C:", "    x = 5", "    y = [x for _ in range(2)]", "    z = [i for i in range(x)]", "    def get(self): return x", "squares = [x for x in range(3)]",
            "result = [outer(), x, C.x, C.z, C().get(), squares, (lambda x=x: x)(), [y := 4, y + 1]]", "for x in 'ab': pass", "result.append(x)", "def defaults(a, b=[]):", "    b.append(a)", "    return b", "defaults(1)", "result.append(defaults(2))",
            "def count(n): return 0 if n == 0 else 1 + count(n - 1)", f"result.append(count({r.randint(0, 20)}))"]


def matching(m):
    subject = m.pick("5", "'x'", "[1, 2]", "[1, 2, 3]", "{'k': 1, 'z': 2}", "('go', 3)", "None", "[]", "True", "P(1, 2)", "P(0, 2)", "3.5")
    return ["class P:", "    __match_args__ = ('x', 'y')", "    def __init__(self, x, y): self.x, self.y = x, y", "def f(v):", "    match v:", "        case 5 | 6: return 'number'", "        case str() as s: return 'str ' + s", "        case [a, b]: return ('two', a, b)", "        case [a, *rest] if rest: return ('many', a, rest)",
            "        case {'k': k, **others}: return ('map', k, others)", "        case P(x=0): return 'axis'", "        case P(a, b): return ('point', a, b)", "        case None: return 'none'", "        case bool(): return 'bool'", "        case _: return 'other'", f"result = f({subject}), f({m.pick('6', '(7, 8)', '[0, 0, 0]', repr('q'))})"]


def flattened(m):
    order = m.rng.sample(range(10, 99), 4)
    a, b, c, d = order
    text = m.rng.choice(WORDS)
    return [f"state, out, data = {a}, '', {text!r}", "while True:", f"    if state == {c}:", f"        out = out[::-1] + '{m.rng.randint(0, 9)}'", f"        state = {d}", f"    elif state == {a}:", "        out += data", f"        state = {b} if len(out) > {m.rng.randint(0, 12)} else {c}", f"    elif state == {b}:", "        out = out.upper()", f"        state = {c}", f"    elif state == {d}:", "        break", "result = out, state"]


def formats(m):
    lines = ["result = []"]
    for _ in range(4):
        lines.append(f"result.append({m.pick(m.make_str, m.make_str)(1)})")
    v, w = m.rng.randint(-1000, 10**9), m.rng.choice(WORDS)
    lines += [f"v, w, p = {v}, {w!r}, {m.literal('float')}", f"result.append(f'{{v:{m.pick('>15,', '<12', '^14_', '#010x', '=+14d')}}}|{{w!r:>12}}|{{w!s:.3}}|{{p:{m.pick('.3f', '.2e', '>12.1f', 'g', '')}}}|{{v=}}|{{{{}}}}|{{w.upper() + \"!\"}}|{{v if v > 0 else -v:{{8}}d}}')",
              f"result.append('{{0}} {{1!r}} {{0:>5}} {{x}} {{y[k]}}'.format(w, p, x=v, y={{'k': 1}}))", "result.append('%(a)s %(b)05d %%' % {'a': w, 'b': v})", "result.append('%c%c %5.1f %-5s| %+d %#x %r' % (65, 'z', p % 1000, w[:2], v, abs(v), p))"]
    return lines


def stdlib(m):
    e = m.expr
    return ["from collections import Counter, OrderedDict, defaultdict, namedtuple, deque" if False else "pairs = list(itertools.zip_longest('ab', [1, 2, 3], fillvalue=None))",
            f"groups = [(k, list(g)) for k, g in itertools.groupby(sorted({e('ints', 1)}, key=lambda v: v % 3), key=lambda v: v % 3)]", f"m = re.match({m.pick(repr('([a-z]+) ?(.*)'), repr('(?P<n>[0-9]+)'), repr('.*?(l+)'))}, {e('str', 1)})", "found = m.groups() if m else None",
            f"result = [pairs, groups, found, operator.itemgetter(1)([4, 5, 6]), math.gcd({m.rng.randint(1, 99)}, {m.rng.randint(1, 99)}), math.floor(-2.5), math.ceil(2.1), list(itertools.takewhile(lambda v: v < 5, {e('ints', 1)})), list(itertools.starmap(pow, [(2, 3), (3, 2)])), string.ascii_lowercase[{m.small()}:], string.hexdigits, string.punctuation[:5], functools.reduce(lambda a, b: a * 31 + b, {e('ints', 1)}, 7), list(itertools.compress('abcdef', [1, 0, 1, 0, 1, 1])), list(itertools.dropwhile(str.isalpha, 'ab1c')), list(itertools.combinations([1, 2, 3], 2)), math.factorial({m.rng.randint(0, 25)}), math.isqrt({m.rng.randint(0, 10**12)}), string.Template('$a-${{b}}').substitute(a=1, b=2)]"]


def context(m):
    return ["log = []", "class Open:", "    def __init__(self, n, eat): self.n, self.eat = n, eat", "    def __enter__(self):", "        log.append('in ' + self.n)", "        return self.n", "    def __exit__(self, kind, value, trace):", "        log.append((self.n, kind.__name__ if kind else None))", "        return self.eat",
            f"with Open('a', {m.pick('True', 'False')}) as a, Open('b', {m.pick('True', 'False')}):", "    log.append(a)", m.pick("    1 / 0", "    pass", "    raise KeyError('k')"), "    log.append('after')", "log.append('out')", "class It:", "    def __init__(self, n): self.n = n", "    def __iter__(self): return self", "    def __next__(self):", "        if self.n <= 0: raise StopIteration", "        self.n -= 1", "        return self.n",
            f"result = [log, list(It({m.rng.randint(0, 5)})), 2 in It(4), max(It(3)), sorted(It(3)), [*It(2)]]"]


TEMPLATES = [(expressions, 26), (big_ints, 4), (loops, 6), (closures, 5), (classes, 6), (exceptions, 8), (unpacking, 5), (generators, 5), (decorators, 4), (decoders, 14), (mutation, 6), (scopes, 3), (matching, 3), (flattened, 3), (formats, 5), (stdlib, 4), (context, 3)]
IMPORTS = "import base64, binascii, codecs, functools, hashlib, itertools, json, math, operator, re, string, struct, zlib\n"


def some_results(rng, body):
    """Keeps one or two items of the list or tuple that `result` is in the end."""
    return body + f"\nif isinstance(result, (list, tuple)) and len(result) > 2: result = result[{rng.randint(0, 11)} % len(result)], result[{rng.randint(0, 11)} % len(result)]"


def program(seed, number):
    rng = random.Random(f"{seed}/{number}")
    template = rng.choices([t for t, _ in TEMPLATES], [w for _, w in TEMPLATES])[0]
    body = "\n".join(template(Maker(rng)))
    in_function = rng.random() < 0.3
    if in_function:
        body = "def main():\n" + textwrap.indent(body, "    ") + "\n    return result\nresult = main()"
    if template is not expressions and rng.random() < 0.7:
        body = some_results(rng, body)
    plain = IMPORTS + body + "\nprint(repr(result))\n"
    # What is raised is part of the answer.
    guarded = IMPORTS + "try:\n" + textwrap.indent(body, "    ") + "\nexcept Exception as error:\n    result = 'raised ' + type(error).__name__\nprint(repr(result))\n"
    return template.__name__, plain if rng.random() < 0.7 else guarded, guarded


class Slow(BaseException):
    pass


def answer(source):
    """What the program prints; None when it is too slow, too long or not a program."""
    def stop(*_):
        raise Slow
    signal.signal(signal.SIGALRM, stop)
    out = io.StringIO()
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(source, "program", "exec"), {"__name__": "sample.p"})
    except (Slow, SyntaxError):
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    text = out.getvalue()[:-1]
    # A longer argument is cut in an event; an address differs from run to run.
    return text if len(text.encode("utf-8", "surrogatepass")) <= 4000 and " at 0x" not in text and "\ud800" > max(text, default="") else None


def main():
    import warnings
    warnings.simplefilter("ignore")
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    for number in range(count):
        kind, source, guarded = program(seed, number)
        try:
            expected = answer(source)
        except Exception:
            source = guarded
            expected = answer(source)
        if expected is not None:
            print(json.dumps({"kind": kind, "source": source, "expected": expected}))


if __name__ == "__main__":
    main()
