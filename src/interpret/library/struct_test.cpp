// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kStructRows[] = {
    {"struct.pack('<HIq', 1, 2, -3)", "b'\\x01\\x00\\x02\\x00\\x00\\x00\\xfd\\xff\\xff\\xff\\xff\\xff\\xff\\xff'"},
    {"struct.pack('@bhiq', 1, 2, 3, 4)", "b'\\x01\\x00\\x02\\x00\\x03\\x00\\x00\\x00\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00'"},
    {"struct.pack('>3sx?p', b'abcd', True, b'')", "b'abc\\x00\\x01\\x00'"},
    {"struct.pack('4p', b'abcdef')", "b'\\x03abc'"},
    {"struct.pack('!f', 1.5)", "b'?\\xc0\\x00\\x00'"},
    {"struct.pack('<e', 0.1)", "b'f.'"},
    {"struct.pack('<e', 65504.0)", "b'\\xff{'"},
    {"struct.pack('<e', 0.00001)", "b'\\xa8\\x00'"},
    {"struct.pack('<d', -2.5)", "b'\\x00\\x00\\x00\\x00\\x00\\x00\\x04\\xc0'"},
    {"struct.pack('<B', 256)", "raises struct.error"},
    {"struct.pack('<H', -1)", "raises struct.error"},
    {"struct.pack('BB', 1)", "raises struct.error"},
    {"struct.pack('z', 1)", "raises struct.error"},
    {"struct.unpack('<HIq', b'\\x01\\x00\\x02\\x00\\x00\\x00\\xfd\\xff\\xff\\xff\\xff\\xff\\xff\\xff')", "(1, 2, -3)"},
    {"struct.unpack('>Q', b'\\xff' * 8)", "(18446744073709551615,)"},
    {"struct.unpack('<e', b'f.')", "(0.0999755859375,)"},
    {"struct.unpack('3s2c', b'abcde')", "(b'abc', b'd', b'e')"},
    {"struct.unpack('4p', b'\\x02ab\\x00')", "(b'ab',)"},
    {"struct.unpack('<I', b'abc')", "raises struct.error"},
    {"struct.unpack_from('<H', b'abcdef', 2)", "(25699,)"},
    {"struct.unpack_from('<H', b'abcdef', -2)", "(26213,)"},
    {"list(struct.iter_unpack('<H', b'abcd'))", "[(25185,), (25699,)]"},
    {"struct.calcsize('@bhiqP')", "24"},
    {"struct.calcsize('<bhiq')", "15"},
    {"struct.Struct('<2H').unpack(b'\\x01\\x00\\x02\\x00')", "(1, 2)"},
    {"struct.Struct('<H').size", "2"},
    {"struct.unpack('<0s', b'')", "(b'',)"},
};
// clang-format on

TEST(LibraryStruct, computes_what_python_does) {
  for (const EvaluationRow& row : kStructRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
