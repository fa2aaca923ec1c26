// Builtins, methods and operators against values computed with CPython 3.11.

#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"
#include "interpret/library/testing/expression_runtime.h"

namespace antivenom::interpret {
namespace {

constexpr EvaluationRow kExpressionRows[] = {
#include "interpret/library/testing/expression_rows.inc"
};

TEST(LibraryExpressions, agree_with_cpython) {
  for (const EvaluationRow& row : kExpressionRows) {
    Heap heap(192u << 20, 32u << 20);
    ExpressionRuntime runtime(heap);
    EXPECT_EQ(runtime.evaluate(row.source), row.expected) << row.source;
  }
}

}  // namespace
}  // namespace antivenom::interpret
