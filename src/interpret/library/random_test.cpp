// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kRandomRows[] = {
    {"random.seed(42)\n[random.random(), random.randint(1, 100), random.choice('abcdef'), random.randrange(5, 50, 3), random.getrandbits(70), random.uniform(1, 2)]", "[0.6394267984578837, 4, 'f', 17, 151691464061534419856, 1.7364712141640124]"},
    {"random.seed('key')\nrandom.random()", "0.8658723649500298"},
    {"random.seed(b'key')\nrandom.random()", "0.8658723649500298"},
    {"random.seed(-5)\nrandom.random()", "0.6229016948897019"},
    {"random.seed(2 ** 100)\nrandom.random()", "0.7586581712996778"},
    {"random.seed(1.0)\nrandom.random()", "0.13436424411240122"},
    {"r = random.Random(7)\nx = [1, 2, 3, 4, 5, 6, 7, 8]\nr.shuffle(x)\nx", "[7, 8, 3, 5, 1, 4, 2, 6]"},
    {"r = random.Random(7)\nr.sample([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 4)", "[6, 3, 7, 10]"},
    {"r = random.Random(7)\nr.sample('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 3)", "['u', '8', 'j']"},
    {"r = random.Random(7)\nr.choices('abc', k=6)", "['a', 'a', 'b', 'a', 'b', 'b']"},
    {"r = random.Random(7)\nr.choices('abc', weights=[1, 2, 7], k=6)", "['c', 'b', 'c', 'a', 'c', 'c']"},
    {"r = random.Random(7)\nr.randbytes(5)", "b'8\\xb4\\xe6R\\xf2'"},
    {"r = random.Random(7)\nr.randint(3, 2)", "raises ValueError"},
    {"r = random.Random(7)\nr.choice([])", "raises IndexError"},
};
// clang-format on

TEST(LibraryRandom, computes_what_python_does) {
  for (const EvaluationRow& row : kRandomRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
