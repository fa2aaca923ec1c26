// Goldens of what is no Python: the rest survives.
#include <gtest/gtest.h>

#include "python/testing/dump_of.h"

namespace antivenom::python {
namespace {

TEST(BrokenGolden, BadLineInAMethod) {
  EXPECT_EQ(dump_of(R"py(class A:
  def f(self):
    x = = 1
    y = 2
  def g(self):
    return 1
)py"),
            R"(Module@1
  ClassDef@1 A
    Arguments@1
    Block@2
      FunctionDef@2 f
        Parameters@2
          Parameter@2 self
        Block@3
          Error@3
            Assign@3
              Constant@3 1
              Name@3 x
            Error@3
          Assign@4
            Constant@4 2
            Name@4 y
      FunctionDef@5 g
        Parameters@5
          Parameter@5 self
        Block@6
          Return@6
            Constant@6 1
)");
}

TEST(BrokenGolden, BadHeader) {
  EXPECT_EQ(dump_of(R"py(if x y z w:
  a()
else:
  b()
c()
)py"),
            R"(Module@1
  If@1
    Error@1
      If@1
        Name@1 x
        Block@1
          Error@1
            Name@1 y
            Name@1 z
            Name@1 w
    Block@2
      ExprStmt@2
        Call@2
          Name@2 a
    Block@4
      ExprStmt@4
        Call@4
          Name@4 b
  ExprStmt@5
    Call@5
      Name@5 c
)");
}

TEST(BrokenGolden, OpenString) {
  EXPECT_EQ(dump_of(R"py(x = "abc
y = 1
)py"),
            R"(Module@1
  Assign@1
    Error@1
      Constant@1 'abc'
    Name@1 x
  Assign@2
    Constant@2 1
    Name@2 y
)");
}

TEST(BrokenGolden, OpenBracket) {
  EXPECT_EQ(dump_of(R"py(import os
foo(
import sys
os.system("x")
)py"),
            R"(Module@1
  Import@1
    Alias@1 os
  Error@2
    Name@2 foo
  Import@3
    Alias@3 sys
  ExprStmt@4
    Call@4
      Attribute@4 system
        Name@4 os
      Constant@4 'x'
)");
}

TEST(BrokenGolden, HalfFile) {
  EXPECT_EQ(dump_of(R"py(def f(a):
    x = 1
    y = """doc
 z)py"),
            R"(Module@1
  FunctionDef@1 f
    Parameters@1
      Parameter@1 a
    Block@2
      Assign@2
        Constant@2 1
        Name@2 x
      Assign@3
        Error@3
          Constant@3 'doc\n z'
        Name@3 y
)");
}

TEST(BrokenGolden, MergeMarkers) {
  EXPECT_EQ(dump_of(R"py(<<<<<<< HEAD
x=1
=======
y=2
>>>>>>> b
z()
)py"),
            R"(Module@1
  Error@1
  ExprStmt@1
    Name@1 HEAD
  Assign@2
    Constant@2 1
    Name@2 x
  Error@3
  Assign@4
    Constant@4 2
    Name@4 y
  Error@5
  ExprStmt@5
    Name@5 b
  ExprStmt@6
    Call@6
      Name@6 z
)");
}

TEST(BrokenGolden, Indentation) {
  EXPECT_EQ(dump_of(R"py(if x:
	y = 1
        z = 2
  w = 3
v = 4
)py"),
            R"(Module@1
  If@1
    Name@1 x
    Block@2
      Assign@2
        Constant@2 1
        Name@2 y
      Assign@3
        Constant@3 2
        Name@3 z
  Assign@4
    Constant@4 3
    Name@4 w
  Assign@5
    Constant@5 4
    Name@5 v
)");
}

TEST(BrokenGolden, IndentedText) {
  EXPECT_EQ(dump_of(R"py(   print(1)
)py"),
            R"(Module@1
  ExprStmt@1
    Call@1
      Name@1 print
      Constant@1 1
)");
}

TEST(BrokenGolden, Html) {
  EXPECT_EQ(dump_of(R"py(<html>
<p>x</p>
import os
)py"),
            R"(Module@1
  Error@1
    Name@1 html
  Error@2
  Error@2
    Name@2 p
    Name@2 x
    Name@2 p
  Import@3
    Alias@3 os
)");
}

TEST(BrokenGolden, OpenFString) {
  EXPECT_EQ(dump_of(R"py(x = f"{a
y = f"{b" + c
z = 1
)py"),
            R"(Module@1
  Assign@1
    Error@1
      Constant@1 '{a'
    Name@1 x
  Assign@2
    Error@2
      Constant@2 '{b" + c'
    Name@2 y
  Assign@3
    Constant@3 1
    Name@3 z
)");
}

// The grammar knows fewer annotations than Python; the direct parser reads them all.
TEST(BrokenGolden, BadAnnotation) {
  EXPECT_EQ(dump_by(FrontEnd::kGrammar, R"py(class A:
  @d
  def f(a) -> S[b] or G[c]:
    x()
)py"),
            R"(Module@1
  ClassDef@1 A
    Arguments@1
    Block@2
      FunctionDef@2 f
        Parameters@3
          Parameter@3 a
        Block@4
          ExprStmt@4
            Call@4
              Name@4 x
        -
        Name@2 d
)");
}

TEST(BrokenGolden, OpenBracketWithoutKeyword) {
  EXPECT_EQ(dump_of(R"py(a(
b = 1
c("x")
)py"),
            R"(Module@1
  Error@1
    Name@1 a
  Assign@2
    Constant@2 1
    Name@2 b
  ExprStmt@3
    Call@3
      Name@3 c
      Constant@3 'x'
)");
}

TEST(BrokenGolden, OnlyNewlinesAndComments) {
  EXPECT_EQ(dump_of(R"py(
# x

)py"),
            R"(Module@1
)");
}

}  // namespace
}  // namespace antivenom::python
