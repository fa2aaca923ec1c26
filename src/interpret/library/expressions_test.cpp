// Builtins, methods and operators against values computed with CPython 3.11.

#include <gtest/gtest.h>

#include "interpret/library/testing/expression_runtime.h"

namespace antivenom::interpret {
namespace {

struct Row {
  std::string_view expression, expected;
};

constexpr Row kRows[] = {
#include "interpret/library/testing/expression_rows.inc"
};

TEST(LibraryExpressions, agree_with_cpython) {
  for (const Row& row : kRows) {
    Heap heap(192u << 20, 32u << 20);
    ExpressionRuntime runtime(heap);
    EXPECT_EQ(runtime.evaluate(row.expression), row.expected) << row.expression;
  }
}

}  // namespace
}  // namespace antivenom::interpret
