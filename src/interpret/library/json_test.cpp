// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kJsonRows[] = {
    {"json.loads('{\"a\": [1, 2.5, -3e2, true, false, null, \"x\\\\u00e9\\\\ud83d\\\\ude00\\\\n\"]}')", "{'a': [1, 2.5, -300.0, True, False, None, 'x\303\251\360\237\230\200\\n']}"},
    {"json.loads(b'[123456789012345678901234567890]')", "[123456789012345678901234567890]"},
    {"json.loads('[NaN, Infinity, -Infinity]')", "[nan, inf, -inf]"},
    {"json.loads('[1,]')", "raises json.JSONDecodeError"},
    {"json.loads('{\"a\":1} x')", "raises json.JSONDecodeError"},
    {"json.loads(\"{'a': 1}\")", "raises json.JSONDecodeError"},
    {"json.loads('\"a\\nb\"')", "raises json.JSONDecodeError"},
    {"json.loads('')", "raises json.JSONDecodeError"},
    {"json.loads('01')", "raises json.JSONDecodeError"},
    {"json.loads('{}')", "{}"},
    {"json.dumps({'a': [1, 2.5, True, None, 'h\\xe9\\U0001f600\"\\\\\\n\\x01'], 'b': {}})", "'{\"a\": [1, 2.5, true, null, \"h\\\\u00e9\\\\ud83d\\\\ude00\\\\\"\\\\\\\\\\\\n\\\\u0001\"], \"b\": {}}'"},
    {"json.dumps((1, 2), indent=2)", "'[\\n  1,\\n  2\\n]'"},
    {"json.dumps({'b': 1, 'a': [1, {'c': []}]}, indent=4, sort_keys=True)", "'{\\n    \"a\": [\\n        1,\\n        {\\n            \"c\": []\\n        }\\n    ],\\n    \"b\": 1\\n}'"},
    {"json.dumps({'a': 1, 2: 'x', None: 1.0, True: 0}, separators=(',', ':'))", "'{\"a\":1,\"2\":\"x\",\"null\":1.0,\"true\":0}'"},
    {"json.dumps('h\\xe9\\x7f', ensure_ascii=False)", "'\"h\303\251\\x7f\"'"},
    {"json.dumps('\\x7f')", "'\"\\\\u007f\"'"},
    {"json.dumps(b'x')", "raises TypeError"},
};
// clang-format on

TEST(LibraryJson, computes_what_python_does) {
  for (const EvaluationRow& row : kJsonRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
