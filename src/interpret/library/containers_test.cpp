// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kContainersRows[] = {
    {"collections.Counter('abca').most_common(2)", "[('a', 2), ('b', 1)]"},
    {"collections.Counter('abca')['z']", "0"},
    {"d = collections.deque([1, 2])\nd.appendleft(0)\nd.rotate(1)\n[d.popleft(), d.pop(), len([1])]", "[2, 1, 1]"},
    {"P = collections.namedtuple('P', 'x y')\np = P(1, y=2)\n[p.x, p[1]]", "[1, 2]"},
    {"collections.defaultdict(list)['a']", "[]"},
    {"collections.OrderedDict([('a', 1)])['a']", "1"},
    {"x = [[1]]\ny = copy.deepcopy(x)\noperator.setitem(y[0], 0, 2)\n[x, y]", "[[[1]], [[2]]]"},
    {"x = [[1]]\ny = copy.copy(x)\noperator.setitem(y[0], 0, 2)\n[x, y]", "[[[2]], [[2]]]"},
    {"b = io.BytesIO(b'hello')\n[b.read(2), b.read(), b.seek(0), b.readline(), b.tell()]", "[b'he', b'llo', 0, b'hello', 5]"},
    {"b = io.BytesIO()\nb.write(b'abc')\nb.write(b'def')\nb.getvalue()", "b'abcdef'"},
    {"b = io.BytesIO(b'abcdef')\nb.seek(1)\nb.write(b'XY')\nb.getvalue()", "b'aXYdef'"},
    {"s = io.StringIO('h\\xe9\\nb')\n[s.readline(), s.read()]", "['h\303\251\\n', 'b']"},
    {"io.StringIO('a\\nb\\n').readlines()", "['a\\n', 'b\\n']"},
};
// clang-format on

TEST(LibraryContainers, computes_what_python_does) {
  for (const EvaluationRow& row : kContainersRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
