// Goldens of every kind of expression.
#include <gtest/gtest.h>

#include "python/testing/dump_of.h"

namespace antivenom::python {
namespace {

TEST(ExpressionGolden, Operators) {
  EXPECT_EQ(dump_of(R"py(a + b * c - d ** -e
~a // b << c & d | e ^ f @ g % h >> i / +j
)py"),
            R"(Module@1
  ExprStmt@1
    BinOp@1 -
      BinOp@1 +
        Name@1 a
        BinOp@1 *
          Name@1 b
          Name@1 c
      BinOp@1 **
        Name@1 d
        UnaryOp@1 -
          Name@1 e
  ExprStmt@2
    BinOp@2 |
      BinOp@2 &
        BinOp@2 <<
          BinOp@2 //
            UnaryOp@2 ~
              Name@2 a
            Name@2 b
          Name@2 c
        Name@2 d
      BinOp@2 ^
        Name@2 e
        BinOp@2 >>
          BinOp@2 %
            BinOp@2 @
              Name@2 f
              Name@2 g
            Name@2 h
          BinOp@2 /
            Name@2 i
            UnaryOp@2 +
              Name@2 j
)");
}

TEST(ExpressionGolden, BooleanChainsAreFlat) {
  EXPECT_EQ(dump_of(R"py(a and b and c or d or not e
)py"),
            R"(Module@1
  ExprStmt@1
    BoolOp@1 or
      BoolOp@1 and
        Name@1 a
        Name@1 b
        Name@1 c
      Name@1 d
      UnaryOp@1 not
        Name@1 e
)");
}

TEST(ExpressionGolden, Comparison) {
  EXPECT_EQ(dump_of(R"py(a < b <= c is not None not in d != e
)py"),
            R"(Module@1
  ExprStmt@1
    Compare@1
      Name@1 a
      CompareOp@1 <
      Name@1 b
      CompareOp@1 <=
      Name@1 c
      CompareOp@1 is not
      Constant@1 None
      CompareOp@1 not in
      Name@1 d
      CompareOp@1 !=
      Name@1 e
)");
}

TEST(ExpressionGolden, CallAttributeSubscript) {
  EXPECT_EQ(dump_of(R"py(a.b(c, *d, k=1, **e)(x for x in y)[1:2, ::3][i][j,]
)py"),
            R"(Module@1
  ExprStmt@1
    Subscript@1
      Subscript@1
        Subscript@1
          Call@1
            Call@1
              Attribute@1 b
                Name@1 a
              Name@1 c
              Starred@1
                Name@1 d
              Keyword@1 k
                Constant@1 1
              DoubleStarred@1
                Name@1 e
            GeneratorExp@1
              Name@1 x
              Comprehension@1
                Name@1 x
                Name@1 y
          Tuple@1
            Slice@1
              Constant@1 1
              Constant@1 2
              -
            Slice@1
              -
              -
              Constant@1 3
        Name@1 i
      Tuple@1
        Name@1 j
)");
}

TEST(ExpressionGolden, Displays) {
  EXPECT_EQ(dump_of(R"py([1, *a]
{1, 2}
{**a, 1: 2}
(1,)
()
(a)
1, 2
)py"),
            R"(Module@1
  ExprStmt@1
    List@1
      Constant@1 1
      Starred@1
        Name@1 a
  ExprStmt@2
    Set@2
      Constant@2 1
      Constant@2 2
  ExprStmt@3
    Dict@3
      -
      Name@3 a
      Constant@3 1
      Constant@3 2
  ExprStmt@4
    Tuple@4 ()
      Constant@4 1
  ExprStmt@5
    Tuple@5 ()
  ExprStmt@6
    Name@6 a ()
  ExprStmt@7
    Tuple@7
      Constant@7 1
      Constant@7 2
)");
}

TEST(ExpressionGolden, Comprehensions) {
  EXPECT_EQ(dump_of(R"py([x for x, in y if z if w for b in c]
{a for a in b}
{a: b for a in c}
(a for a in b)
async def f(): [x async for x in y]
)py"),
            R"(Module@1
  ExprStmt@1
    ListComp@1
      Name@1 x
      Comprehension@1
        Tuple@1
          Name@1 x
        Name@1 y
        Name@1 z
        Name@1 w
      Comprehension@1
        Name@1 b
        Name@1 c
  ExprStmt@2
    SetComp@2
      Name@2 a
      Comprehension@2
        Name@2 a
        Name@2 b
  ExprStmt@3
    DictComp@3
      Name@3 a
      Name@3 b
      Comprehension@3
        Name@3 a
        Name@3 c
  ExprStmt@4
    GeneratorExp@4
      Name@4 a
      Comprehension@4
        Name@4 a
        Name@4 b
  FunctionDef@5 f async
    Parameters@5
    Block@5
      ExprStmt@5
        ListComp@5
          Name@5 x
          Comprehension@5 async
            Name@5 x
            Name@5 y
)");
}

TEST(ExpressionGolden, LambdaConditionalWalrus) {
  EXPECT_EQ(dump_of(R"py(lambda a, *b, k=1: a
(x := 1 if a else 2)
lambda: (yield)
)py"),
            R"(Module@1
  ExprStmt@1
    Lambda@1
      Parameters@1
        Parameter@1 a
        Parameter@1 b *
        Parameter@1 k keyword-only
          Constant@1 1
      Name@1 a
  ExprStmt@2
    NamedExpr@2 ()
      Name@2 x
      IfExp@2
        Name@2 a
        Constant@2 1
        Constant@2 2
  ExprStmt@3
    Lambda@3
      Parameters@3
      Yield@3 ()
)");
}

TEST(ExpressionGolden, AwaitYield) {
  EXPECT_EQ(dump_of(R"py(async def f():
    await x.y
    yield
    yield 1, 2
    z = yield from w
)py"),
            R"(Module@1
  FunctionDef@1 f async
    Parameters@1
    Block@2
      ExprStmt@2
        Await@2
          Attribute@2 y
            Name@2 x
      ExprStmt@3
        Yield@3
      ExprStmt@4
        Yield@4
          Tuple@4
            Constant@4 1
            Constant@4 2
      Assign@5
        YieldFrom@5
          Name@5 w
        Name@5 z
)");
}

TEST(ExpressionGolden, Constants) {
  EXPECT_EQ(dump_of(R"py(None, True, False, ..., 0xFF_FF, 0o17, 0b1, 1_000, 1_0.5e3, .5, 1., 3j, 1.5J
)py"),
            R"(Module@1
  ExprStmt@1
    Tuple@1
      Constant@1 None
      Constant@1 True
      Constant@1 False
      Constant@1 ...
      Constant@1 0xffff
      Constant@1 0o17
      Constant@1 0b1
      Constant@1 1000
      Constant@1 10.5e3
      Constant@1 .5
      Constant@1 1.
      Constant@1 3j
      Constant@1 1.5j
)");
}

TEST(ExpressionGolden, NamesAreFolded) {
  EXPECT_EQ(dump_of(R"py(ｅval(𝐱𝟏)
)py"),
            R"(Module@1
  ExprStmt@1
    Call@1
      Name@1 eval
      Name@1 x1
)");
}

TEST(ExpressionGolden, StarsBindLast) {
  EXPECT_EQ(dump_of(R"py(f(*a.b(), *c or d)
[*a.b(), *c or d, *e if g else h]
{*a[b](c)}
)py"),
            R"(Module@1
  ExprStmt@1
    Call@1
      Name@1 f
      Starred@1
        Call@1
          Attribute@1 b
            Name@1 a
      Starred@1
        BoolOp@1 or
          Name@1 c
          Name@1 d
  ExprStmt@2
    List@2
      Starred@2
        Call@2
          Attribute@2 b
            Name@2 a
      Starred@2
        BoolOp@2 or
          Name@2 c
          Name@2 d
      Starred@2
        IfExp@2
          Name@2 g
          Name@2 e
          Name@2 h
  ExprStmt@3
    Set@3
      Starred@3
        Call@3
          Subscript@3
            Name@3 a
            Name@3 b
          Name@3 c
)");
}

TEST(ExpressionGolden, XorBindsLooserThanAnd) {
  EXPECT_EQ(dump_of(R"py(a & b ^ c
a ^ b & c ^ d & e & f
(a ^ b) & c
)py"),
            R"(Module@1
  ExprStmt@1
    BinOp@1 ^
      BinOp@1 &
        Name@1 a
        Name@1 b
      Name@1 c
  ExprStmt@2
    BinOp@2 ^
      BinOp@2 ^
        Name@2 a
        BinOp@2 &
          Name@2 b
          Name@2 c
      BinOp@2 &
        BinOp@2 &
          Name@2 d
          Name@2 e
        Name@2 f
  ExprStmt@3
    BinOp@3 &
      BinOp@3 ^ ()
        Name@3 a
        Name@3 b
      Name@3 c
)");
}

TEST(ExpressionGolden, WalrusTakesAConditional) {
  EXPECT_EQ(dump_of(R"py((x := a if b else c)
)py"),
            R"(Module@1
  ExprStmt@1
    NamedExpr@1 ()
      Name@1 x
      IfExp@1
        Name@1 b
        Name@1 a
        Name@1 c
)");
}

TEST(ExpressionGolden, Annotations) {
  EXPECT_EQ(dump_of(R"py(def f(a: list[int], b: "x" | None, *c: *Ts): pass
x[*a]
)py"),
            R"(Module@1
  FunctionDef@1 f
    Parameters@1
      Parameter@1 a
        -
        Subscript@1
          Name@1 list
          Name@1 int
      Parameter@1 b
        -
        BinOp@1 |
          Constant@1 'x'
          Constant@1 None
      Parameter@1 c *
        -
        Starred@1
          Name@1 Ts
    Block@1
      Pass@1
  ExprStmt@2
    Subscript@2
      Name@2 x
      Tuple@2
        Starred@2
          Name@2 a
)");
}

}  // namespace
}  // namespace antivenom::python
