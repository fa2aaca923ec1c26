// What natives do with values that are not known, and what results remember of where they came from.

#include <gtest/gtest.h>

#include "interpret/library/testing/expression_runtime.h"

namespace antivenom::interpret {
namespace {

class Unknowns : public testing::Test {
 protected:
  Heap heap{192u << 20, 32u << 20};
  ExpressionRuntime runtime{heap};
  const Origins origins = heap.origin(7);
  const Value unknown = heap.unknown(origins, "str");
  std::string eval(std::string_view source, std::map<std::string, Value> names = {}) {
    names.emplace("u", unknown);
    return runtime.evaluate(source, names);
  }
  std::string trail(Value v) {
    std::string out;
    for (Symbol s : heap.steps(v.as<Text>()->trail)) out.append(heap.text(s)).append(" ");
    return out;
  }
};

TEST_F(Unknowns, make_results_that_need_them_uncomputable) {
  for (const char* source : {"u + 'a'",
                             "'a' + u",
                             "'%s' % u",
                             "'%s %s' % ('a', u)",
                             "'{}'.format(u)",
                             "len(u)",
                             "u == 'a'",
                             "'a' in [u]",
                             "int(u)",
                             "str(u)",
                             "[u][0] < 1",
                             "sorted([u, 1])",
                             "''.join(['a', u])",
                             "u[0]",
                             "'abc'[u]",
                             "'abc'.replace('a', u)",
                             "{'a': 1}[u]",
                             "{'a': 1}.get(u)",
                             "max(u, 1)",
                             "bytes([u])",
                             "id(1)",
                             "hash('a')",
                             "[u] == [1]",
                             "list(u)",
                             "dict(u)",
                             "chr(u)",
                             "u.upper()",
                             "'a' is u"}) {
    EXPECT_EQ(eval(source), "?") << source;
  }
}

TEST_F(Unknowns, do_not_matter_where_the_rest_decides) {
  EXPECT_EQ(eval("[u, 1] == [u, 2]"), "False");
  EXPECT_EQ(eval("1 in [u, 1]"), "True");
  EXPECT_EQ(eval("len([u, u])"), "2");
  EXPECT_EQ(eval("[u, 5][1]"), "5");
  EXPECT_EQ(eval("{'a': u, 'b': 2}['b']"), "2");
  EXPECT_EQ(eval("any([u, 1])"), "True");
  EXPECT_EQ(eval("'abc'.startswith((u, 'a'))"), "True");
  EXPECT_EQ(eval("'a' in {}"), "False");
}

TEST_F(Unknowns, keep_containers_usable) {
  const Value list = heap.list({Value::integer(1)});
  EXPECT_EQ(eval("x.append(u)", {{"x", list}}), "None");
  EXPECT_EQ(eval("len(x)", {{"x", list}}), "2");
  EXPECT_EQ(eval("x.extend(u)", {{"x", list}}), "None");
  EXPECT_EQ(eval("len(x)", {{"x", list}}), "?");
  EXPECT_EQ(eval("x[0]", {{"x", list}}), "1");
  EXPECT_EQ(eval("x[-1]", {{"x", list}}), "?");
  EXPECT_EQ(eval("x[9]", {{"x", list}}), "?");
  EXPECT_EQ(runtime.origins_of(list), origins);

  const Value dict = runtime.value_of("dict(a=1)");
  EXPECT_EQ(eval("x.update(u)", {{"x", dict}}), "None");
  EXPECT_EQ(eval("x.get('a')", {{"x", dict}}), "1");
  EXPECT_EQ(eval("x.get('b', 2)", {{"x", dict}}), "?");
  EXPECT_EQ(eval("x['b']", {{"x", dict}}), "?");
  EXPECT_FALSE(runtime.known(dict));
}

TEST_F(Unknowns, keys_are_remembered) {
  const Value dict = runtime.value_of("{}");
  EXPECT_TRUE(runtime.store_subscript(dict, unknown, Value::integer(5)));
  EXPECT_EQ(eval("x[u]", {{"x", dict}}), "5");
  EXPECT_EQ(eval("len(x)", {{"x", dict}}), "?");
  EXPECT_EQ(eval("'k' in x", {{"x", dict}}), "?");
}

TEST_F(Unknowns, origins_and_trails_flow_through_text_operations) {
  const Value base = heap.str("abc", origins, heap.step(Trail::none, "base64"));
  const std::map<std::string, Value> names{{"s", base}};
  for (const char* source : {"s + 'x'", "'x' + s", "s[1:]", "s[0]", "s * 3", "s.strip('a')", "s.upper()",
                             "'-'.join(['x', s])", "s.split('b')[0]", "'%s!' % s"}) {
    const Value v = runtime.value_of(source, names);
    ASSERT_TRUE(v.is(Kind::kStr)) << source;
    EXPECT_EQ(v.as<Text>()->origins, origins) << source;
    EXPECT_EQ(trail(v), "base64 ") << source;
  }
  EXPECT_EQ(trail(runtime.value_of("s[::-1]", names)), "base64 reverse ");
  EXPECT_EQ(trail(runtime.value_of("''.join(reversed(s))", names)), "base64 reverse ");
  EXPECT_EQ(trail(runtime.value_of("'abc'[0]")), "");
}

}  // namespace
}  // namespace antivenom::interpret
