// Goldens of every kind of statement.
#include <gtest/gtest.h>

#include "python/testing/dump_of.h"

namespace antivenom::python {
namespace {

TEST(StatementGolden, Imports) {
  EXPECT_EQ(dump_of(R"py(import os, sys as s, a.b
from . import x
from ..a.b import (c as d, e,)
from m import *
from __future__ import annotations
)py"),
            R"(Module@1
  Import@1
    Alias@1 os
    Alias@1 sys
      Name@1 s
    Alias@1 a.b
  ImportFrom@2  dots=1
    Alias@2 x
  ImportFrom@3 a.b dots=2
    Alias@3 c
      Name@3 d
    Alias@3 e
  ImportFrom@4 m
    Alias@4 *
  ImportFrom@5 __future__
    Alias@5 annotations
)");
}

TEST(StatementGolden, FunctionWithEveryKindOfParameter) {
  EXPECT_EQ(dump_of(R"py(@dec(1)
@other
async def f(a, b: int = 3, /, c=1, *args: str, d, **kw) -> str:
    return a
def g(*, k): return
)py"),
            R"(Module@1
  FunctionDef@1 f async
    Parameters@3
      Parameter@3 a positional-only
      Parameter@3 b positional-only
        Constant@3 3
        Name@3 int
      Parameter@3 c
        Constant@3 1
      Parameter@3 args *
        -
        Name@3 str
      Parameter@3 d keyword-only
      Parameter@3 kw **
    Block@4
      Return@4
        Name@4 a
    Name@3 str
    Call@1
      Name@1 dec
      Constant@1 1
    Name@2 other
  FunctionDef@5 g
    Parameters@5
      Parameter@5 k keyword-only
    Block@5
      Return@5
)");
}

TEST(StatementGolden, Class) {
  EXPECT_EQ(dump_of(R"py(class A(B, *mixins, metaclass=M, **kw):
    x: int
    y: int = 3
class C: pass
)py"),
            R"(Module@1
  ClassDef@1 A
    Arguments@1
      Name@1 B
      Starred@1
        Name@1 mixins
      Keyword@1 metaclass
        Name@1 M
      DoubleStarred@1
        Name@1 kw
    Block@2
      AnnAssign@2
        Name@2 x
        Name@2 int
      AnnAssign@3
        Name@3 y
        Name@3 int
        Constant@3 3
  ClassDef@4 C
    Arguments@4
    Block@4
      Pass@4
)");
}

TEST(StatementGolden, Assignments) {
  EXPECT_EQ(dump_of(R"py(a = b = c, *d = 1, 2
x += 1
x @= y
a.b: int
(a), = z
[p, q] = z
)py"),
            R"(Module@1
  Assign@1
    Tuple@1
      Constant@1 1
      Constant@1 2
    Name@1 a
    Name@1 b
    Tuple@1
      Name@1 c
      Starred@1
        Name@1 d
  AugAssign@2 +
    Name@2 x
    Constant@2 1
  AugAssign@3 @
    Name@3 x
    Name@3 y
  AnnAssign@4
    Attribute@4 b
      Name@4 a
    Name@4 int
  Assign@5
    Name@5 z
    Tuple@5
      Name@5 a ()
  Assign@6
    Name@6 z
    List@6
      Name@6 p
      Name@6 q
)");
}

TEST(StatementGolden, DeleteAssertRaise) {
  EXPECT_EQ(dump_of(R"py(del a, b[1]
assert x, "m"
assert x
raise
raise E
raise E from e
)py"),
            R"(Module@1
  Delete@1
    Name@1 a
    Subscript@1
      Name@1 b
      Constant@1 1
  Assert@2
    Name@2 x
    Constant@2 'm'
  Assert@3
    Name@3 x
  Raise@4
  Raise@5
    Name@5 E
  Raise@6
    Name@6 E
    Name@6 e
)");
}

TEST(StatementGolden, Loops) {
  EXPECT_EQ(dump_of(R"py(async def f():
    async for x, y in z: break
    else: pass
while x:
    continue
else: pass
for i in 1, 2: pass
)py"),
            R"(Module@1
  FunctionDef@1 f async
    Parameters@1
    Block@2
      For@2 async
        Tuple@2
          Name@2 x
          Name@2 y
        Name@2 z
        Block@2
          Break@2
        Block@3
          Pass@3
  While@4
    Name@4 x
    Block@5
      Continue@5
    Block@6
      Pass@6
  For@7
    Name@7 i
    Tuple@7
      Constant@7 1
      Constant@7 2
    Block@7
      Pass@7
)");
}

TEST(StatementGolden, ElifNestsInTheElseBlock) {
  EXPECT_EQ(dump_of(R"py(if a: pass
elif b: pass
else: x
)py"),
            R"(Module@1
  If@1
    Name@1 a
    Block@1
      Pass@1
    Block@2
      If@2
        Name@2 b
        Block@2
          Pass@2
        Block@3
          ExprStmt@3
            Name@3 x
)");
}

TEST(StatementGolden, With) {
  EXPECT_EQ(dump_of(R"py(with open(x) as f, g as (a, b), h: pass
with (open(x) as f, g): pass
async def k():
    async with x: pass
)py"),
            R"(Module@1
  With@1
    Block@1
      Pass@1
    WithItem@1
      Call@1
        Name@1 open
        Name@1 x
      Name@1 f
    WithItem@1
      Name@1 g
      Tuple@1 ()
        Name@1 a
        Name@1 b
    WithItem@1
      Name@1 h
  With@2
    Block@2
      Pass@2
    WithItem@2
      Call@2
        Name@2 open
        Name@2 x
      Name@2 f
    WithItem@2
      Name@2 g
  FunctionDef@3 k async
    Parameters@3
    Block@4
      With@4 async
        Block@4
          Pass@4
        WithItem@4
          Name@4 x
)");
}

TEST(StatementGolden, Try) {
  EXPECT_EQ(dump_of(R"py(try: a
except (A, B) as e: b
except C: c
except: d
else: e
finally: f
try: pass
except* D as x: pass
try: pass
except *(E, F): pass
)py"),
            R"(Module@1
  Try@1
    Block@1
      ExprStmt@1
        Name@1 a
    Block@5
      ExprStmt@5
        Name@5 e
    Block@6
      ExprStmt@6
        Name@6 f
    ExceptHandler@2 e
      Tuple@2 ()
        Name@2 A
        Name@2 B
      Block@2
        ExprStmt@2
          Name@2 b
    ExceptHandler@3 
      Name@3 C
      Block@3
        ExprStmt@3
          Name@3 c
    ExceptHandler@4 
      -
      Block@4
        ExprStmt@4
          Name@4 d
  Try@7
    Block@7
      Pass@7
    -
    -
    ExceptHandler@8 x
      Name@8 D
      Block@8
        Pass@8
  Try@9
    Block@9
      Pass@9
    -
    -
    ExceptHandler@10 
      Tuple@10 ()
        Name@10 E
        Name@10 F
      Block@10
        Pass@10
)");
}

TEST(StatementGolden, GlobalNonlocal) {
  EXPECT_EQ(dump_of(R"py(def f():
    global a, b
    nonlocal c
)py"),
            R"(Module@1
  FunctionDef@1 f
    Parameters@1
    Block@2
      Global@2
        Name@2 a
        Name@2 b
      Nonlocal@3
        Name@3 c
)");
}

TEST(StatementGolden, TypeAlias) {
  EXPECT_EQ(dump_of(R"py(type X[T] = list[int]
type(x).y = 1
)py"),
            R"(Module@1
  Assign@1
    Subscript@1
      Name@1 list
      Name@1 int
    Name@1 X
  Assign@2
    Constant@2 1
    Attribute@2 y
      Call@2
        Name@2 type
        Name@2 x
)");
}

TEST(StatementGolden, Match) {
  EXPECT_EQ(dump_of(R"py(match p, q:
    case [1, -2, *rest] if x: pass
    case {"a": 1, **kw} | A.b(x, y=2) as z: pass
    case None | "s": pass
    case a, (b), (c,): pass
    case -1+2j: pass
    case _: pass
)py"),
            R"(Module@1
  Match@1
    Tuple@1
      Name@1 p
      Name@1 q
    MatchCase@2
      PatternSequence@2
        PatternValue@2
          Constant@2 1
        PatternValue@2
          UnaryOp@2 -
            Constant@2 2
        PatternStar@2 rest
      Name@2 x
      Block@2
        Pass@2
    MatchCase@3
      PatternAs@3 z
        PatternOr@3
          PatternMapping@3
            Constant@3 'a'
            PatternValue@3
              Constant@3 1
            -
            PatternCapture@3 kw
          PatternClass@3
            Attribute@3 b
              Name@3 A
            PatternCapture@3 x
            Keyword@3 y
              PatternValue@3
                Constant@3 2
      -
      Block@3
        Pass@3
    MatchCase@4
      PatternOr@4
        PatternValue@4
          Constant@4 None
        PatternValue@4
          Constant@4 's'
      -
      Block@4
        Pass@4
    MatchCase@5
      PatternSequence@5
        PatternCapture@5 a
        PatternCapture@5 b
        PatternSequence@5
          PatternCapture@5 c
      -
      Block@5
        Pass@5
    MatchCase@6
      PatternValue@6
        BinOp@6 +
          UnaryOp@6 -
            Constant@6 1
          Constant@6 2j
      -
      Block@6
        Pass@6
    MatchCase@7
      PatternCapture@7 _
      -
      Block@7
        Pass@7
)");
}

}  // namespace
}  // namespace antivenom::python
