// Goldens of string literals.
#include <gtest/gtest.h>

#include "python/testing/dump_of.h"

namespace antivenom::python {
namespace {

TEST(StringGolden, Prefixes) {
  EXPECT_EQ(dump_of(R"py("a", 'b', r"\n", b"\x41\101", Rb"\x", u"\u00e9\U0001F600"
)py"),
            R"(Module@1
  ExprStmt@1
    Tuple@1
      Constant@1 'a'
      Constant@1 'b'
      Constant@1 '\\n'
      Constant@1 b'AA'
      Constant@1 b'\\x'
      Constant@1 'é😀'
)");
}

TEST(StringGolden, Escapes) {
  EXPECT_EQ(dump_of(R"py("\n\t\\\'\"\0\x41\101\q\N{LATIN SMALL LETTER A}\
"
)py"),
            R"(Module@1
  ExprStmt@1
    Constant@1 '\n\x09\\\'"\x00AA\\qa'
)");
}

TEST(StringGolden, Neighbours) {
  EXPECT_EQ(dump_of(R"py(("a" 'b'
 r"\c" """d
""")
)py"),
            R"(Module@1
  ExprStmt@1
    Constant@1 'ab\\cd\n' ()
)");
}

TEST(StringGolden, TripleQuoted) {
  EXPECT_EQ(dump_of(R"py("""a"b""'''
\"""c"""
)py"),
            R"(Module@1
  ExprStmt@1
    Constant@1 'a"b""\'\'\'\n"""c'
)");
}

TEST(StringGolden, FString) {
  EXPECT_EQ(dump_of(R"py(f"x{a!r:>{w}.2f}{{}} {b=} {c = }{d=:x}"
)py"),
            R"(Module@1
  ExprStmt@1
    JoinedStr@1
      Constant@1 'x'
      FormattedValue@1 !r
        Name@1 a
        JoinedStr@1
          Constant@1 '>'
          FormattedValue@1
            Name@1 w
          Constant@1 '.2f'
      Constant@1 '{} b='
      FormattedValue@1 !r
        Name@1 b
      Constant@1 ' c = '
      FormattedValue@1 !r
        Name@1 c
      Constant@1 'd='
      FormattedValue@1
        Name@1 d
        JoinedStr@1
          Constant@1 'x'
)");
}

TEST(StringGolden, FStringJoins) {
  EXPECT_EQ(dump_of(R"py("a" f"b{c}" "d{e}"
)py"),
            R"(Module@1
  ExprStmt@1
    JoinedStr@1
      Constant@1 'ab'
      FormattedValue@1
        Name@1 c
      Constant@1 'd{e}'
)");
}

TEST(StringGolden, FStringNestedQuotes) {
  EXPECT_EQ(dump_of(R"py(f"{a["b"]} {f"{c}"}"
)py"),
            R"(Module@1
  ExprStmt@1
    JoinedStr@1
      FormattedValue@1
        Subscript@1
          Name@1 a
          Constant@1 'b'
      Constant@1 ' '
      FormattedValue@1
        JoinedStr@1
          FormattedValue@1
            Name@1 c
)");
}

TEST(StringGolden, FStringTuple) {
  EXPECT_EQ(dump_of(R"py(f"{a, b}{*c,}{lambda_}{x!s}"
)py"),
            R"(Module@1
  ExprStmt@1
    JoinedStr@1
      FormattedValue@1
        Tuple@1
          Name@1 a
          Name@1 b
      FormattedValue@1
        Tuple@1
          Starred@1
            Name@1 c
      FormattedValue@1
        Name@1 lambda_
      FormattedValue@1 !s
        Name@1 x
)");
}

TEST(StringGolden, RawFString) {
  EXPECT_EQ(dump_of(R"py(rf"\d{a}\{b}"
)py"),
            R"(Module@1
  ExprStmt@1
    JoinedStr@1
      Constant@1 '\\d'
      FormattedValue@1
        Name@1 a
      Constant@1 '\\'
      FormattedValue@1
        Name@1 b
)");
}

TEST(StringGolden, BytesNeighbours) {
  EXPECT_EQ(dump_of(R"py(b"a" b"b"
)py"),
            R"(Module@1
  ExprStmt@1
    Constant@1 b'ab'
)");
}

}  // namespace
}  // namespace antivenom::python
