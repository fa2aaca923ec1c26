#include "interpret/condition_stack.h"

#include <gtest/gtest.h>

namespace antivenom::interpret {
namespace {

std::vector<ConditionId> innermost(const ConditionStack& stack, size_t count) {
  const auto ids = stack.innermost(count);
  return {ids.begin(), ids.end()};
}

TEST(ConditionStack, holds_each_condition_once_until_it_is_left) {
  ConditionStack stack;
  stack.push(7);
  const size_t depth = stack.size();
  stack.push(3);
  stack.push(7);  // entered again by a loop inside it
  EXPECT_EQ(innermost(stack, 32), (std::vector<ConditionId>{7, 3}));
  EXPECT_EQ(innermost(stack, 1), (std::vector<ConditionId>{3}));
  stack.leave_to(depth);
  EXPECT_EQ(innermost(stack, 32), (std::vector<ConditionId>{7}));
  stack.push(3);
  stack.leave_to(0);
  EXPECT_EQ(stack.size(), 0u);
  stack.push(7);
  EXPECT_EQ(innermost(stack, 32), (std::vector<ConditionId>{7}));
}

}  // namespace
}  // namespace antivenom::interpret
