// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kItertoolsRows[] = {
    {"list(itertools.chain([1], 'ab'))", "[1, 'a', 'b']"},
    {"list(itertools.chain.from_iterable([[1], [2, 3]]))", "[1, 2, 3]"},
    {"list(itertools.islice(itertools.count(5, 2), 3))", "[5, 7, 9]"},
    {"list(itertools.islice(itertools.cycle('ab'), 5))", "['a', 'b', 'a', 'b', 'a']"},
    {"list(itertools.repeat(1, 3))", "[1, 1, 1]"},
    {"list(itertools.islice('abcdef', 1, 5, 2))", "['b', 'd']"},
    {"list(itertools.product('ab', [1, 2]))", "[('a', 1), ('a', 2), ('b', 1), ('b', 2)]"},
    {"list(itertools.product('ab', repeat=2))", "[('a', 'a'), ('a', 'b'), ('b', 'a'), ('b', 'b')]"},
    {"list(itertools.permutations([1, 2, 3], 2))", "[(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)]"},
    {"list(itertools.combinations('abcd', 2))", "[('a', 'b'), ('a', 'c'), ('a', 'd'), ('b', 'c'), ('b', 'd'), ('c', 'd')]"},
    {"list(itertools.combinations_with_replacement('ab', 2))", "[('a', 'a'), ('a', 'b'), ('b', 'b')]"},
    {"list(itertools.zip_longest([1, 2], 'a', fillvalue='-'))", "[(1, 'a'), (2, '-')]"},
    {"list(itertools.starmap(operator.add, [(1, 2), (3, 4)]))", "[3, 7]"},
    {"list(itertools.accumulate([1, 2, 3]))", "[1, 3, 6]"},
    {"list(itertools.accumulate([1, 2, 3], operator.mul, initial=10))", "[10, 10, 20, 60]"},
    {"list(itertools.takewhile(operator.truth, [1, 2, 0, 3]))", "[1, 2]"},
    {"list(itertools.dropwhile(operator.truth, [1, 2, 0, 3]))", "[0, 3]"},
    {"list(itertools.filterfalse(None, [0, 1, 2]))", "[0]"},
    {"list(itertools.compress('abc', [1, 0, 1]))", "['a', 'c']"},
    {"list(itertools.groupby('aab'))[1][0]", "'b'"},
    {"list(itertools.pairwise([1, 2, 3]))", "[(1, 2), (2, 3)]"},
    {"functools.reduce(operator.add, ['a', 'b', 'c'])", "'abc'"},
    {"functools.reduce(operator.xor, [1, 2, 4], 8)", "15"},
    {"functools.reduce(operator.add, [])", "raises TypeError"},
    {"functools.partial(operator.sub, 10)(3)", "7"},
    {"functools.partial(base64.b64decode, validate=True)('Y!Q=')", "raises binascii.Error"},
    {"operator.itemgetter(1)('abc')", "'b'"},
    {"operator.itemgetter(0, 2)([1, 2, 3])", "(1, 3)"},
    {"operator.attrgetter('pattern')(re.compile('x'))", "'x'"},
    {"operator.methodcaller('replace', 'a', 'b')('aa')", "'bb'"},
    {"operator.contains([1, 2], 2)", "True"},
    {"operator.concat('a', 'b')", "'ab'"},
    {"operator.countOf([1, 2, 1], 1)", "2"},
};
// clang-format on

TEST(LibraryItertools, computes_what_python_does) {
  for (const EvaluationRow& row : kItertoolsRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
