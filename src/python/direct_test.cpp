// The direct parser: what it reads is what tree-sitter reads, to the byte; what it does not know it leaves as it was.
#include <gtest/gtest.h>

#include "python/direct.h"
#include "python/testing/dump_of.h"
#include "python/testing/texts.h"

namespace antivenom::python {
namespace {

// One line a node with its kind, operator, flags and bytes, so that spans are compared, too.
std::string describe(const Tree& tree, const Interner& names) {
  std::string out;
  std::vector<std::pair<NodeId, size_t>> open{{tree.root, 0}};
  while (!open.empty()) {
    const auto [id, depth] = open.back();
    open.pop_back();
    out.append(depth, ' ');
    if (id == NodeId::none) {
      out += "-\n";
      continue;
    }
    const Node& node = tree.node(id);
    for (uint32_t number : {static_cast<uint32_t>(node.kind), static_cast<uint32_t>(node.op),
                            static_cast<uint32_t>(node.flags), node.begin, node.end}) {
      out += std::to_string(number) + ' ';
    }
    if (node.kind == NodeKind::kName) out += names.text(tree.name(id));
    if (node.kind == NodeKind::kConstant) out += tree.constant(id).text;
    out += '\n';
    const auto kids = tree.kids(id);
    for (size_t i = kids.size(); i > 0; --i) open.emplace_back(kids[i - 1], depth + 1);
  }
  return out;
}

std::string described_by(FrontEnd front_end, std::string_view source) {
  Interner names;
  ParseLimits limits;
  limits.front_end = front_end;
  return describe(parse(source, names, limits), names);
}

// Whether the direct parser reads the first statement by itself.
bool reads(std::string_view source) {
  Interner names;
  Tree tree;
  tree.text = SourceText::view(source);
  const Layout layout = scan_layout(tree.text, 400);
  DirectParser parser(tree, names, layout);
  std::vector<NodeId> statements;
  const bool read = parser.parse(0, layout.lines.size(), statements);
  if (!read) {
    EXPECT_TRUE(tree.nodes.empty() && tree.children.empty() && tree.constants.empty() && tree.oddities.empty() &&
                statements.empty())
        << "what was begun is taken back: " << source;
  }
  return read;
}

TEST(Direct, ReadsWhatTreeSitterReadsToTheByte) {
  for (std::string_view source : {
           "x",
           "x = y = (a, b), c,\n",
           "(a) + ((b)) * -c ** -d // e\n",
           "a, *b = *c, d\n",
           "a[1:2, ::3], a[*b], a[b,], a[:, None]\n",
           "(a or b) and c and not d in e is not f\n",
           "a if b else c if d else (lambda x, *y, z=1, **k: x)\n",
           "f(a, *b, c=1, **d)(x for x in y if z if w)[0].e\n",
           "(x for x in (y) for a, in b)\n",
           "{1: 2, **a, 3: 4,}, {*a, b}, {}, {a: b for a, b in c}, {a for a in b}, [a async for a in b]\n",
           "r'a\\n' 'b\\x41' \"\"\"c\nd\"\"\", b'\\xff' rb'\\\\'\n",
           "f'a{b!r:>{c}}{{}}{d=}{e,}{f = !s}' 'g' f\"\"\"{h\n}\"\"\" f'{x:}'\n",
           "0x_ff + 0o17 - 0b1_0 + 1_000 - 1.5e-3j + .5 + 5. + ... + None\n",
           "x: int = yield a, b\n",
           "x += yield\n",
           "x @= a, b,\n",
           "del a, b[0], (c, d)\n",
           "raise A from B\nraise\nreturn\nreturn a,\nassert a, b\nglobal a, b\nnonlocal c\n",
           "import a.b as c, d . e\nfrom .. import f\nfrom .g.h import (i as j, k,)\nfrom l import *\nfrom ... m "
           "import n\n",
           "pass; break; continue;\n",
           "if a: b; c;\nelif (d := e):\n  f\nelif g: h\nelse:\n  i\n",
           "for a, (b, c) in d, e:\n  f\nelse: g\n",
           "while a:\n  b\nelse:\n  c\n",
           "try:\n  a\nexcept (B, C) as d:\n  e\nexcept:\n  f\nelse:\n  g\nfinally:\n  h\n",
           "try: a\nfinally: b\n",
           "with a as b, c(d), e as (f, g): h\n",
           "with (a / b).open() as c:\n  d\n",
           "with (a as b, c(d) as e,):\n  f\n",
           "with (a, (b)): c\n",
           "@a.b(c)\n@d\nclass E(F, metaclass=G):\n  def h(self, a, /, b: c = d, *, e, f=1, **g) -> i: pass\n  async "
           "def j(*k: l): await m(n)\n",
           "async def a():\n  async for b in c: d\n  async with e as f: g\n  return await h + 1\n",
           "class A: pass\nclass B(): pass\n",
           "print(a, file=b)\nx = print\n",
           "if a:\n  # comment\n  if b: c\n\n  d\n# more\ne\n",
           "x = (a  # comment\n     + b)\ny = a + \\\n  b\n",
           "type(a).b = c\nmatch = d\nmatch.e(f)\n",
           "lambda: (yield)\nlambda *, a: b\n",
           "match a:\n  case b: c\n  case _:\n    d\n",
           "match a, *b:\n  case c, *d if e: f\n  case -1 as g: h\n  case 'i' 'j' | None | k.l: m\n",
           "match (a):\n  case [b, (c), (d,), ()]: e\n  case f.G(h, i=j | 1, k=[*_]): l\n  case H(): m\n",
           "match a:\n  case {'b': c, d.e: [f], **g}: h\n  case {}: i\n  case (j as k): l\n",
           "match = a\nmatch[b]: c = d\n",
           "list[a] | b | c\ndef f(x: list[a] | b | None): pass\n",
           "a ^ b & c | d\n",
           "a <> b != c\n",
       }) {
    EXPECT_TRUE(reads(source)) << source;
    EXPECT_EQ(described_by(FrontEnd::kDirect, source), described_by(FrontEnd::kGrammar, source)) << source;
  }
}

TEST(Direct, LeavesTheRestAlone) {
  for (std::string_view source : {
           "print a\n",
           "print\n",
           "print(a).b\n",
           "print(a), b\n",
           "print >>a, b\n",
           "exec a in b\n",
           "raise A, b\n",
           "`a`\n",
           "f `a`\n",
           "try:\n  a\nexcept B, c:\n  d\n",
           "def f((a, b)): pass\n",
           "match a:\n  case -1 | 2: c\n",
           "match a:\n  case 1 + 2j: c\n",
           "match a:\n  case {b: c}: d\n",
           "match a:\n  b\n",
           "type A = b\n",
           "n\u00e4me = 1\n",
           "a b\n",
           "a = = b\n",
           "f(a b)\n",
           "f(*a for a in b)\n",
           "f(a=b for c in d)\n",
           "(*a)\n",
           "a + 1 = b\n",
           "f() = a\n",
           "f(a for a in b, c)\n",
           "x = a if b\n",
           "if a:\nb\n",
           "if a:\n",
           "else: a\n",
           "try: a\n",
           "for a + b in c: d\n",
           "import\n",
           "from a import\n",
           "from . import a,\n",
           "@a\nb\n",
           "a; ; b\n",
           "1a\n",
           "0x\n",
           "1__0\n",
           "a.1\n",
           "x = 'a\n",
           "await a ** b\n",
           "del f()\n",
           "a :=b\n",
           "(a.b := c)\n",
           "f'{a' b\n",
           "f'{}'\n",
           "f'{a!}'\n",
           "f'{a b}'\n",
           "bu'a'\n",
           "class A[T]: pass\n",
           "def f[T](): pass\n",
           "x = )\n",
           "a = yield = b\n",
           "async x\n",
           "return return\n",
           "$\n",
           "a ? b\n",
           "a\\b\n",
       }) {
    EXPECT_FALSE(reads(source)) << source;
    EXPECT_EQ(described_by(FrontEnd::kDirect, source), described_by(FrontEnd::kGrammar, source)) << source;
  }
}

// Python 3 reads these, the grammar does not.
TEST(Direct, ReadsMoreThanTheGrammar) {
  for (std::string_view source : {"def f(a) -> b[c] or d[e]: pass\n", "def f(a: b[:]): pass\n", "g = 1, *'ten'\n"}) {
    Interner names;
    EXPECT_TRUE(reads(source)) << source;
    EXPECT_TRUE(parse(source, names).broken.empty()) << source;
  }
}

TEST(Direct, IsLeftBeforeTheStackEnds) {
  for (std::string_view open : {"(", "[", "{a:", "f(", "a[", "-", "not ", "lambda: ", "a ** ", "a if b else ", "f'{"}) {
    EXPECT_FALSE(reads("x = " + repeat(open, 5'000) + "1\n")) << open;
  }
  std::string blocks;
  for (size_t i = 0; i < 150; ++i) blocks += std::string(i, ' ') + "if a:\n";
  EXPECT_FALSE(reads(blocks + std::string(150, ' ') + "b\n"));
}

TEST(Direct, WalksLongChainsInLoops) {
  EXPECT_TRUE(reads("x = 1" + repeat(" + 1", 50'000)));
  EXPECT_TRUE(reads("x = a" + repeat(".b(c)[0]", 50'000)));
  EXPECT_TRUE(reads("x = a" + repeat(" and b or c", 50'000)));
  EXPECT_TRUE(reads("if a: b\n" + repeat("elif a: b\n", 50'000)));
  EXPECT_TRUE(reads(repeat("a = ", 50'000) + "1"));
  EXPECT_TRUE(reads("x = (" + repeat("'a' ", 50'000) + ")"));
}

}  // namespace
}  // namespace antivenom::python
