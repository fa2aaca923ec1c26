// Goldens of what only Python 2 reads.
#include <gtest/gtest.h>

#include "python/testing/dump_of.h"

namespace antivenom::python {
namespace {

TEST(Python2Golden, Print) {
  EXPECT_EQ(dump_of(R"py(print "a" % b
print >>f, x, y,
print
print("a")
)py"),
            R"(Module@1
  ExprStmt@1
    Call@1 print2
      Name@1 print
      BinOp@1 %
        Constant@1 'a'
        Name@1 b
  ExprStmt@2
    Call@2 print2
      Name@2 print
      Name@2 x
      Name@2 y
      Keyword@2 file
        Name@2 f
  ExprStmt@3
    Name@3 print
  ExprStmt@4
    Call@4
      Name@4 print
      Constant@4 'a'
)");
}

TEST(Python2Golden, Exec) {
  EXPECT_EQ(dump_of(R"py(exec code in d, e
exec base64.b64decode("x") in g
exec "x"
exec(a)
if x: exec compile(a)
exec = 1
)py"),
            R"(Module@1
  ExprStmt@1
    Call@1 exec2
      Name@1 exec
      Name@1 code
      Name@1 d
      Name@1 e
  ExprStmt@2
    Call@2 exec2
      Name@2 exec
      Call@2
        Attribute@2 b64decode
          Name@2 base64
        Constant@2 'x'
      Name@2 g
  ExprStmt@3
    Call@3 exec2
      Name@3 exec
      Constant@3 'x'
  ExprStmt@4
    Call@4
      Name@4 exec
      Name@4 a
  If@5
    Name@5 x
    Block@5
      ExprStmt@5
        Call@5 exec2
          Name@5 exec
          Call@5
            Name@5 compile
            Name@5 a
  Assign@6
    Constant@6 1
    Name@6 exec
)");
}

TEST(Python2Golden, RaiseAndExcept) {
  EXPECT_EQ(dump_of(R"py(try: pass
except X, e: raise E, "m", tb
)py"),
            R"(Module@1
  Try@1
    Block@1
      Pass@1
    -
    -
    ExceptHandler@2 e
      Name@2 X
      Block@2
        Raise@2
          Call@2
            Name@2 E
            Constant@2 'm'
)");
}

TEST(Python2Golden, Backticks) {
  EXPECT_EQ(dump_of(R"py(x = `a + 1` + `b, c`
)py"),
            R"(Module@1
  Assign@1
    BinOp@1 +
      Call@1
        Name@1 repr
        BinOp@1 + ()
          Name@1 a
          Constant@1 1
      Call@1
        Name@1 repr
        Tuple@1
          Name@1 b
          Name@1 c
    Name@1 x
)");
}

TEST(Python2Golden, Numbers) {
  EXPECT_EQ(dump_of(R"py(0777, 10L, 0xFFL, 0, 00
)py"),
            R"(Module@1
  ExprStmt@1
    Tuple@1
      Constant@1 0o777
      Constant@1 10
      Constant@1 0xff
      Constant@1 0
      Constant@1 0
)");
}

TEST(Python2Golden, OperatorsAndPrefixes) {
  EXPECT_EQ(dump_of(R"py(a <> b
ur"\x"
)py"),
            R"(Module@1
  ExprStmt@1
    Compare@1
      Name@1 a
      CompareOp@1 !=
      Name@1 b
  ExprStmt@2
    Constant@2 '\\x'
)");
}

TEST(Python2Golden, TupleParameter) {
  EXPECT_EQ(dump_of(R"py(def f(a, (b, c)): pass
)py"),
            R"(Module@1
  FunctionDef@1 f
    Parameters@1
      Parameter@1 a
      Parameter@1 
    Block@1
      Pass@1
)");
}

}  // namespace
}  // namespace antivenom::python
