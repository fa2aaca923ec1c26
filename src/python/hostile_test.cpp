// Inputs made to break or to stall a parser.
#include <gtest/gtest.h>

#include <algorithm>

#include "python/testing/texts.h"
#include "python/tree.h"

namespace antivenom::python {
namespace {

size_t count_of(const Tree& tree, NodeKind kind) {
  size_t count = 0;
  std::vector<NodeId> todo{tree.root};
  while (!todo.empty()) {
    const NodeId id = todo.back();
    todo.pop_back();
    if (id == NodeId::none) continue;
    count += tree.node(id).kind == kind;
    for (NodeId kid : tree.kids(id)) todo.push_back(kid);
  }
  return count;
}

bool has_oddity(const Tree& tree, std::string_view oddity) {
  return std::find(tree.oddities.begin(), tree.oddities.end(), oddity) != tree.oddities.end();
}

TEST(Hostile, DeepBracketsAreCutAndTheRestIsRead) {
  for (const auto& [open, close] : {std::pair{"(", ")"}, {"[", "]"}, {"{1:", "}"}, {"f(", ")"}, {"a[", "]"}}) {
    Interner names;
    const Tree tree = parse_text("x = " + repeat(open, 100'000) + "1" + repeat(close, 100'000) + "\ny()\n", names);
    EXPECT_TRUE(has_oddity(tree, "nested deeper than 400"));
    EXPECT_EQ(tree.broken.size(), 1u);
    EXPECT_EQ(tree.kids(tree.root).size(), 2u);
    EXPECT_EQ(tree.node(tree.kid(tree.root, 1)).kind, NodeKind::kExprStmt);
  }
}

TEST(Hostile, DeepPrefixesAreCut) {
  for (std::string_view prefix : {"not ", "-", "lambda:", "1 if a else ", "2**"}) {
    Interner names;
    const Tree tree = parse_text("x = " + repeat(prefix, 20'000) + "1\ny()\n", names);
    EXPECT_TRUE(has_oddity(tree, "nested deeper than 400")) << prefix;
    EXPECT_EQ(tree.kids(tree.root).size(), 2u);
  }
}

TEST(Hostile, OpenBracketsAndMismatchedOnes) {
  for (const std::string& text : {std::string(1'000'000, '('), std::string(500'000, '(') + std::string(500'000, ']'),
                                  repeat("f\"{", 100'000), repeat("f\"{a:", 100'000)}) {
    Interner names;
    const Tree tree = parse(text, names);
    EXPECT_FALSE(tree.broken.empty());
  }
}

TEST(Hostile, LongChainsAreLoweredInFull) {
  Interner names;
  Tree tree = parse_text("x = chr(1)" + repeat("+chr(2)", 9'999), names);
  EXPECT_EQ(count_of(tree, NodeKind::kCall), 10'000u);
  EXPECT_EQ(count_of(tree, NodeKind::kBinOp), 9'999u);
  tree = parse_text("a" + repeat(".b(c)[0]", 20'000), names);
  EXPECT_EQ(count_of(tree, NodeKind::kCall), 20'000u);
  tree = parse_text("a" + repeat(" and b or c", 20'000), names);
  EXPECT_EQ(count_of(tree, NodeKind::kBoolOp), 20'001u);
  tree = parse_text("a" + repeat(" < b", 20'000), names);
  EXPECT_EQ(count_of(tree, NodeKind::kCompareOp), 20'000u);
  tree = parse_text("if a: b\n" + repeat("elif a: b\n", 20'000), names);
  EXPECT_EQ(count_of(tree, NodeKind::kIf), 20'001u);
  tree = parse_text(repeat("a = ", 20'000) + "1", names);
  EXPECT_EQ(count_of(tree, NodeKind::kName), 20'000u);
  tree = parse_text("x = (" + repeat("'a' ", 50'000) + ")", names);
  EXPECT_EQ(tree.constants.back().text.size(), 50'000u);
  EXPECT_TRUE(tree.broken.empty());
  EXPECT_TRUE(tree.oddities.empty());
}

TEST(Hostile, LongLine) {
  Interner names;
  const Tree tree = parse_text("x = '" + repeat("\\x41", 2'500'000) + "'; y()", names);
  EXPECT_EQ(tree.constants.at(0).text, std::string(2'500'000, 'A'));
  EXPECT_EQ(tree.kids(tree.root).size(), 2u);
}

TEST(Hostile, EndsThatAreFarAwayAreLookedForOnce) {
  // A newline behind a million comments; quotes and backslashes behind a hundred thousand texts without them.
  for (const std::string& text :
       {repeat("#\r", 1'000'000) + "\ny()\n", repeat("'''\\'a''';", 100'000) + "\ny()\n",
        repeat("\"\"\"a\"\"\";", 100'000) + "\ny('\\\\')\n", repeat("'''a''';\"\"\"b\"\"\";", 100'000) + "\ny()\n"}) {
    Interner names;
    const Tree tree = parse_text(text, names);
    EXPECT_TRUE(tree.broken.empty());
    EXPECT_EQ(count_of(tree, NodeKind::kCall), 1u);
  }
}

TEST(Hostile, GarbageIsGivenUpOn) {
  Interner names;
  std::string garbage;
  uint32_t state = 1;
  for (int i = 0; i < 500'000; ++i) garbage += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  const Tree tree = parse(garbage, names);
  EXPECT_EQ(tree.encoding, "latin-1");
  EXPECT_TRUE(has_oddity(tree, "too much that is no Python, lines that look wrong were not read"));
}

TEST(Hostile, GoodLinesBetweenBadOnesAreRead) {
  Interner names;
  const Tree tree =
      parse_text("if x:\n" + repeat(" a b c d\n", 4'000) + " y()\n" + repeat(" a b c d\n", 4'000) + "z()\n", names);
  EXPECT_EQ(count_of(tree, NodeKind::kCall), 2u);
}

TEST(Hostile, NulBytesAndNewlinesOfAllKinds) {
  Interner names;
  using namespace std::string_view_literals;
  const Tree tree = parse("x = 'a\0b'\r\0y = 2\r\nz = '''c\r\nd\re'''\n"sv, names);
  EXPECT_EQ(dump(tree, names), R"(Module@1
  Assign@1
    Constant@1 'a\x00b'
    Name@1 x
  Assign@2
    Constant@2 2
    Name@2 y
  Assign@3
    Constant@3 'c\nd\ne'
    Name@3 z
)");
  EXPECT_EQ(tree.line_starts, (std::vector<uint32_t>{0, 10, 18, 28, 30, 35}));
  EXPECT_EQ(tree.line_text(2), "\0y = 2"sv);
  EXPECT_EQ(tree.line_text(99), "");
}

TEST(Hostile, WideIndentation) {
  Interner names;
  const std::string wide(300, ' ');
  const Tree tree = parse_text("if x:\n" + wide + "if y:\n" + wide + wide + "a()\nb()\n", names);
  EXPECT_EQ(count_of(tree, NodeKind::kIf), 2u);
  EXPECT_EQ(tree.kids(tree.root).size(), 2u);
  EXPECT_TRUE(tree.broken.empty());
}

TEST(Hostile, SizeLimit) {
  Interner names;
  const Tree tree = parse("x = 1\ny = 2\n", names, ParseLimits{.max_bytes = 6});
  EXPECT_EQ(tree.text, "x = 1\n");
  EXPECT_EQ(tree.oddities, std::vector<std::string>{"longer than 6 bytes, the rest was not read"});
  EXPECT_EQ(tree.kids(tree.root).size(), 1u);
}

TEST(Text, ExpressionsForEvalMayBeIndented) {
  Interner names;
  const Tree tree = parse_text("\n  \tf(1)", names);
  EXPECT_EQ(dump(tree, names), "Module@1\n  ExprStmt@2\n    Call@2\n      Name@2 f\n      Constant@2 1\n");
}

TEST(Text, BrokenRegionsAreListed) {
  Interner names;
  const Tree tree = parse_text("a = = b\nc()\n", names);
  ASSERT_EQ(tree.broken.size(), 1u);
  EXPECT_EQ(tree.line_of(tree.broken[0].begin), 1u);
}

TEST(Hostile, HugeStatementThatIsNoPython) {
  Interner names;
  const Tree tree = parse_text("x = [" + repeat("1, ", 1'100'000) + "] ]\ny()\n", names);
  EXPECT_EQ(tree.oddities,
            std::vector<std::string>{"a statement that is too large to be repaired from line 1 on was not read"});
  ASSERT_EQ(tree.broken.size(), 1u);
  EXPECT_EQ(tree.kids(tree.root).size(), 1u) << "the statement behind it is read";
  EXPECT_TRUE(parse_text("x = [" + repeat("1, ", 1'100'000) + "]\n", names).broken.empty())
      << "size alone is no reason";
}

}  // namespace
}  // namespace antivenom::python
