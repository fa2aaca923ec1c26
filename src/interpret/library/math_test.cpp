// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kMathRows[] = {
    {"[math.pi, math.e, math.tau, math.inf]", "[3.141592653589793, 2.718281828459045, 6.283185307179586, inf]"},
    {"[math.floor(2.7), math.ceil(2.1), math.trunc(-2.7), math.floor(5)]", "[2, 3, -2, 5]"},
    {"[math.sqrt(2), math.sin(1), math.log(8, 2), math.log2(8), math.log10(1000), math.log(10 ** 400)]", "[1.4142135623730951, 0.8414709848078965, 3.0, 3.0, 3.0, 921.0340371976182]"},
    {"math.sqrt(-1)", "raises ValueError"},
    {"math.log(0)", "raises ValueError"},
    {"math.exp(1000)", "raises OverflowError"},
    {"[math.factorial(20), math.gcd(12, 18), math.lcm(4, 6), math.isqrt(99), math.comb(5, 2)]", "[2432902008176640000, 6, 12, 9, 10]"},
    {"[math.fsum([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]), math.prod([1, 2, 3]), math.hypot(3, 4), math.modf(2.5)]", "[1.0, 6, 5.0, (0.5, 2.0)]"},
    {"[math.isclose(1, 1.0000000001), math.isnan(math.nan), math.ldexp(0.5, 3), math.frexp(8.0), math.fmod(-7, 3)]", "[True, True, 4.0, (0.5, 4), -1.0]"},
};
// clang-format on

TEST(LibraryMath, computes_what_python_does) {
  for (const EvaluationRow& row : kMathRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
