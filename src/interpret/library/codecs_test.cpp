// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kCodecsRows[] = {
    {"'h\\xe9\\u20ac\\U0001f600'.encode()", "b'h\\xc3\\xa9\\xe2\\x82\\xac\\xf0\\x9f\\x98\\x80'"},
    {"b'h\\xc3\\xa9\\xe2\\x82\\xac\\xf0\\x9f\\x98\\x80'.decode()", "'h\303\251\342\202\254\360\237\230\200'"},
    {"b'a\\xff\\xe2\\x82b'.decode('utf-8', 'replace')", "'a\357\277\275\357\277\275b'"},
    {"b'a\\xff\\xe2\\x82'.decode('utf-8', 'backslashreplace')", "'a\\\\xff\\\\xe2\\\\x82'"},
    {"b'a\\xffb'.decode('utf8', 'ignore')", "'ab'"},
    {"b'a\\xff'.decode('utf-8')", "raises UnicodeDecodeError"},
    {"b'\\xed\\xa0\\x80'.decode('utf-8', 'replace')", "'\357\277\275\357\277\275\357\277\275'"},
    {"b'\\xed\\xa0\\x80'.decode('utf-8', 'surrogatepass')", "'\\ud800'"},
    {"b'a\\xff\\x80'.decode('utf-8', 'surrogateescape')", "'a\\udcff\\udc80'"},
    {"b'a\\xff'.decode('utf-8', 'surrogateescape').encode('utf-8', 'surrogateescape')", "b'a\\xff'"},
    {"'\\ud800'.encode()", "raises UnicodeEncodeError"},
    {"b'\\xef\\xbb\\xbfab'.decode('utf-8-sig')", "'ab'"},
    {"'ab'.encode('utf-8-sig')", "b'\\xef\\xbb\\xbfab'"},
    {"'h\\xe9\\U0001f600'.encode('utf-16')", "b'\\xff\\xfeh\\x00\\xe9\\x00=\\xd8\\x00\\xde'"},
    {"'h\\xe9\\U0001f600'.encode('utf-16-be')", "b'\\x00h\\x00\\xe9\\xd8=\\xde\\x00'"},
    {"b'\\xff\\xfeh\\x00=\\xd8\\x00\\xde'.decode('utf-16')", "'h\360\237\230\200'"},
    {"b'h\\x00\\x00\\xd8'.decode('utf-16-le', 'replace')", "'h\357\277\275'"},
    {"b'h\\x00i'.decode('utf-16-le')", "raises UnicodeDecodeError"},
    {"'a\\U0001f600'.encode('UTF-32LE')", "b'a\\x00\\x00\\x00\\x00\\xf6\\x01\\x00'"},
    {"b'\\x00\\x00\\x00a\\x00\\x11\\x00\\x00'.decode('utf_32_be', 'replace')", "'a\357\277\275'"},
    {"'\\xe9\\u20ac'.encode('ascii', 'backslashreplace')", "b'\\\\xe9\\\\u20ac'"},
    {"'\\xe9\\u20ac'.encode('latin1', 'xmlcharrefreplace')", "b'\\xe9&#8364;'"},
    {"'\\xe9\\u20ac'.encode('latin-1', 'replace')", "b'\\xe9?'"},
    {"'\\xe9'.encode('ascii')", "raises UnicodeEncodeError"},
    {"b'\\xe9'.decode('ascii')", "raises UnicodeDecodeError"},
    {"b'\\xe9'.decode('L1')", "'\303\251'"},
    {"'\\u20ac\\u201c'.encode('cp1252')", "b'\\x80\\x93'"},
    {"b'\\x80\\x81'.decode('windows-1252')", "raises UnicodeDecodeError"},
    {"b'\\x80\\x93'.decode('cp1252')", "'\342\202\254\342\200\234'"},
    {"b'\\xf0\\xcf'.decode('cp1251')", "'\321\200\320\237'"},
    {"b'\\xc9\\xcd'.decode('cp437')", "'\342\225\224\342\225\220'"},
    {"'\\u2550'.encode('cp437')", "b'\\xcd'"},
    {"b'\\x81\\x82\\x83'.decode('cp037')", "'abc'"},
    {"'a+b\\xe9\\U0001f600-c~'.encode('utf-7')", "b'a+-b+AOnYPd4A--c+AH4-'"},
    {"b'a+-b+AOnYPd4A-c+AH4-'.decode('utf-7')", "'a+b\303\251\360\237\230\200c~'"},
    {"b'+AOn'.decode('utf-7')", "raises UnicodeDecodeError"},
    {"b'\\xff'.decode('utf-7')", "raises UnicodeDecodeError"},
    {"'a\\n\\\\\\xe9\\u20ac\\U0001f600'.encode('unicode_escape')", "b'a\\\\n\\\\\\\\\\\\xe9\\\\u20ac\\\\U0001f600'"},
    {"b'a\\\\n\\\\x41\\\\u20ac\\\\U0001f600\\\\101\\\\q\\xe9'.decode('unicode_escape')", "'a\\nA\342\202\254\360\237\230\200A\\\\q\303\251'"},
    {"b'\\\\x4'.decode('unicode_escape')", "raises UnicodeDecodeError"},
    {"b'a\\\\'.decode('unicode_escape')", "raises UnicodeDecodeError"},
    {"'a\\xe9\\u20ac\\\\'.encode('raw_unicode_escape')", "b'a\\xe9\\\\u20ac\\\\'"},
    {"b'\\\\u20ac\\\\n\\\\\\\\u0041'.decode('raw_unicode_escape')", "'\342\202\254\\\\n\\\\\\\\u0041'"},
    {"'b\\xfccher'.encode('punycode')", "b'bcher-kva'"},
    {"b'bcher-kva'.decode('punycode')", "'b\303\274cher'"},
    {"'b\\xfccher.example.com'.encode('idna')", "b'xn--bcher-kva.example.com'"},
    {"b'xn--bcher-kva.example.com'.decode('idna')", "'b\303\274cher.example.com'"},
    {"codecs.encode('Hello, World', 'rot13')", "'Uryyb, Jbeyq'"},
    {"codecs.decode('cevag(1)', 'rot_13')", "'print(1)'"},
    {"codecs.decode('6869', 'hex')", "b'hi'"},
    {"codecs.decode(b'6869', 'hex_codec')", "b'hi'"},
    {"codecs.encode(b'hi', 'hex')", "b'6869'"},
    {"codecs.decode(b'aGk=\\n', 'base64')", "b'hi'"},
    {"codecs.encode(b'hi', 'base64')", "b'aGk=\\n'"},
    {"codecs.decode(zlib.compress(b'print(1)'), 'zip')", "b'print(1)'"},
    {"codecs.decode(bz2.compress(b'print(1)'), 'bz2')", "b'print(1)'"},
    {"codecs.encode(b'hello', 'uu')", "b'begin 666 <data>\\n%:&5L;&\\\\ \\n \\nend\\n'"},
    {"codecs.decode(b'begin 666 <data>\\n%:&5L;&\\\\ \\n \\nend\\n', 'uu')", "b'hello'"},
    {"codecs.decode(b'no begin', 'uu')", "raises ValueError"},
    {"codecs.decode(b'a=3Db=\\nc', 'quopri')", "b'a=bc'"},
    {"codecs.escape_decode(b'\\\\x41\\\\n')", "(b'A\\n', 6)"},
    {"codecs.getdecoder('rot13')('uryyb')", "('hello', 5)"},
    {"codecs.getencoder('utf-8')('h\\xe9')", "(b'h\\xc3\\xa9', 2)"},
};
// clang-format on

TEST(LibraryCodecs, computes_what_python_does) {
  for (const EvaluationRow& row : kCodecsRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
