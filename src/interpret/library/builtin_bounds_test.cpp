// Natives refuse what would be too large before they build it, and stop when the budget is out.

#include <gtest/gtest.h>

#include "interpret/library/testing/expression_runtime.h"

namespace antivenom::interpret {
namespace {

TEST(BuiltinBounds, huge_results_are_not_computed) {
  for (const char* source : {"'x' * 10**11",
                             "b'x' * 10**11",
                             "[1] * 10**11",
                             "bytes(10**11)",
                             "bytearray(10**11)",
                             "10**10**10",
                             "2 << 10**9",
                             "(2**4000000) ** 100",
                             "'%1000000000d' % 1",
                             "'%.1000000000f' % 1.0",
                             "'%-1000000000s' % 'a'",
                             "format(1, '1000000000')",
                             "format('a', '1000000000')",
                             "'{:1000000000}'.format(1)",
                             "list(range(10**12))",
                             "''.join(['x' * 10**7, 'y' * 10**7, 'z' * 10**7, 'w' * 10**7])",
                             "('x' * 10**7).replace('x', 'y' * 100)",
                             "('x' * 10**6).replace('', 'y' * 100)",
                             "'a'.center(10**10)",
                             "'a'.zfill(10**10)",
                             "'\\t'.expandtabs(10**10)",
                             "(1).to_bytes(10**10, 'big')",
                             "sum([[1] * 10**6] * 100, [])",
                             "tuple(range(10**9))",
                             "set(range(10**9))",
                             "dict.fromkeys(range(10**9))",
                             "sorted(range(10**9))",
                             "'%*d' % (10**9, 1)",
                             "format(1.5, '.1000000f')",
                             "'a' * 10**8 + 'b'",
                             "list(zip(range(10**9), range(10**9)))",
                             "10**10**5 % 10**10**6"}) {
    Heap heap(192u << 20, 32u << 20);
    ExpressionRuntime runtime(heap);
    EXPECT_EQ(runtime.evaluate(source), "?") << source;
  }
}

TEST(BuiltinBounds, the_step_budget_stops_long_work) {
  for (const char* source :
       {"'x' * 10**6", "list(range(10**5))", "sorted(list(range(10**4)))", "sum(range(10**5))",
        "pow(3, 10**4000, 10**4000+1)", "('ab' * 10**5).split('a')", "list(map(str, range(10**5)))"}) {
    Heap heap(192u << 20, 32u << 20);
    ExpressionRuntime runtime(heap, 1000);
    EXPECT_EQ(runtime.evaluate(source), "?") << source;
  }
}

TEST(BuiltinBounds, containers_that_hold_themselves_end) {
  Heap heap(192u << 20, 32u << 20);
  ExpressionRuntime runtime(heap);
  const Value list = heap.list({Value::integer(1)});
  list.as<Sequence>()->items.push_back(list);
  Dict* dict = heap.make<Dict>(Kind::kDict);
  runtime.dict_set(dict, heap.str("k"), Value(dict));
  EXPECT_EQ(runtime.to_repr(list), "[1, [...]]");
  EXPECT_EQ(runtime.to_repr(Value(dict)), "{'k': {...}}");
  EXPECT_EQ(runtime.equal(list, list), true);
  runtime.known(list);
  EXPECT_EQ(runtime.origins_of(list), Origins::none);
  const Value other = heap.list({Value::integer(1)});
  other.as<Sequence>()->items.push_back(other);
  EXPECT_EQ(runtime.equal(list, other), std::nullopt);
  EXPECT_EQ(runtime.less(list, other), std::nullopt);
  const Value tuple = heap.tuple({list});
  EXPECT_EQ(runtime.hash(tuple), std::nullopt);
}

TEST(BuiltinBounds, deep_nesting_does_not_recurse) {
  Heap heap(192u << 20, 32u << 20);
  ExpressionRuntime runtime(heap);
  Value a = heap.list({}), b = heap.list({});
  Value t = heap.tuple({});
  for (int i = 0; i < 100'000; ++i) {
    a = heap.list({a});
    b = heap.list({b});
    t = heap.tuple({t});
  }
  EXPECT_EQ(runtime.equal(a, b), true);
  EXPECT_EQ(runtime.less(a, b), false);
  EXPECT_EQ(runtime.to_repr(a), std::nullopt);
  EXPECT_EQ(runtime.hash(t), std::nullopt);
  runtime.known(a);
  runtime.origins_of(a);
}

TEST(BuiltinBounds, names_find_functions_methods_and_types) {
  EXPECT_NE(find_native("len"), nullptr);
  EXPECT_EQ(find_native("builtins.len"), find_native("len"));
  EXPECT_EQ(find_native("str.join"), find_method("str", "join"));
  EXPECT_EQ(find_native("bytes.fromhex"), find_method("bytes", "fromhex"));
  EXPECT_EQ(find_method("bytearray", "find"), find_method("bytes", "find"));
  EXPECT_EQ(find_method("frozenset", "union"), find_method("set", "union"));
  EXPECT_EQ(find_method("bool", "to_bytes"), find_method("int", "to_bytes"));
  EXPECT_NE(find_method("str", "__add__"), nullptr);
  EXPECT_EQ(find_method("int", "__len__"), nullptr);
  EXPECT_EQ(find_method("frozenset", "add"), nullptr);
  EXPECT_EQ(find_native("no_such_function"), nullptr);
  EXPECT_TRUE(is_type_name("bytes"));
  EXPECT_FALSE(is_type_name("len"));
}

}  // namespace
}  // namespace antivenom::interpret
