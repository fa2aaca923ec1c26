// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kBase64Rows[] = {
    {"base64.b64decode('cHJpbnQoMSk=')", "b'print(1)'"},
    {"base64.b64decode(b'cHJp\\nbn Qo!MSk=')", "b'print(1)'"},
    {"base64.b64decode('cHJpbnQoMSk')", "raises binascii.Error"},
    {"base64.b64decode('c')", "raises binascii.Error"},
    {"base64.b64decode('YQ==YQ==')", "b'a'"},
    {"base64.b64decode('YQ=a=')", "b'a\\x06'"},
    {"base64.b64decode('=YQ==')", "b'a'"},
    {"base64.b64decode('YWJjZGVm')", "b'abcdef'"},
    {"base64.b64decode('YWJj!ZGVmZw==')", "b'abcdefg'"},
    {"base64.b64decode('YWJj=ZGVm')", "b'abcdef'"},
    {"base64.b64decode('/+/+YWJ')", "raises binascii.Error"},
    {"base64.b64decode('YWJjZ==ZGVm', validate=True)", "raises binascii.Error"},
    {"base64.b64decode('YQ==x', validate=True)", "raises binascii.Error"},
    {"base64.b64decode('Y!Q==', validate=True)", "raises binascii.Error"},
    {"base64.b64decode('YWJj', validate=True)", "b'abc'"},
    {"base64.b64decode('-_-_', altchars=b'-_')", "b'\\xfb\\xff\\xbf'"},
    {"base64.b64decode('\\xe9')", "raises ValueError"},
    {"base64.b64encode(b'')", "b''"},
    {"base64.b64encode(b'\\xfb\\xff\\xfe')", "b'+//+'"},
    {"base64.b64encode(b'\\xfb\\xff', b'-_')", "b'-_8='"},
    {"base64.b64encode('text')", "raises TypeError"},
    {"base64.urlsafe_b64decode('-_-_')", "b'\\xfb\\xff\\xbf'"},
    {"base64.urlsafe_b64encode(b'\\xfb\\xff\\xfe')", "b'-__-'"},
    {"base64.standard_b64decode(b'aGk=')", "b'hi'"},
    {"base64.encodebytes(b'a' * 60)", "b'YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\\nYWFh\\n'"},
    {"base64.decodebytes(b'aGk=\\n')", "b'hi'"},
    {"base64.b32encode(b'hello world')", "b'NBSWY3DPEB3W64TMMQ======'"},
    {"base64.b32decode('NBSWY3DPEB3W64TMMQ======')", "b'hello world'"},
    {"base64.b32decode('nbswy3dp', casefold=True)", "b'hello'"},
    {"base64.b32decode('nbswy3dp')", "raises binascii.Error"},
    {"base64.b32decode('MZXW6')", "raises binascii.Error"},
    {"base64.b32decode('MZXW6YQ=')", "b'foob'"},
    {"base64.b32hexencode(b'hello')", "b'D1IMOR3F'"},
    {"base64.b32hexdecode('D1IMOR3F')", "b'hello'"},
    {"base64.b16encode(b'\\xab\\x01')", "b'AB01'"},
    {"base64.b16decode('AB01')", "b'\\xab\\x01'"},
    {"base64.b16decode('ab01')", "raises binascii.Error"},
    {"base64.b16decode('ab01', True)", "b'\\xab\\x01'"},
    {"base64.b85encode(b'print(1)\\n')", "b'aB^vGbSN<?3I'"},
    {"base64.b85decode('aB^vGbO$9KMJ')", "b'print\\x07%\\x1eE'"},
    {"base64.b85decode('a\"')", "raises ValueError"},
    {"base64.b85decode(base64.b85encode(b'\\x00\\x01\\x02\\xff\\xfe'))", "b'\\x00\\x01\\x02\\xff\\xfe'"},
    {"base64.b85decode('~~~~~')", "raises ValueError"},
    {"base64.a85encode(b'\\x00\\x00\\x00\\x00print(1)    x')", "b'zE,oZ1F=8jm+<VdLGQ'"},
    {"base64.a85encode(b'\\x00\\x00\\x00\\x00ab    ', adobe=True, foldspaces=True)", "b'<~z@:C?%+<U~>'"},
    {"base64.a85encode(b'hello world, hello world', wrapcol=10)", "b'BOu!rD]j7B\\nEbo8;+D>>&\\nCi:G?DfTZ)'"},
    {"base64.a85decode(b'zE,8rmL/')", "b'\\x00\\x00\\x00\\x00plac\\x86'"},
    {"base64.a85decode(b'<~zE,8rm~>', adobe=True)", "b'\\x00\\x00\\x00\\x00plac'"},
    {"base64.a85decode(b'E,8 rm')", "b'plac'"},
    {"base64.a85decode(b'\\x7f')", "raises ValueError"},
    {"binascii.hexlify(b'\\x01\\xab\\xff', ':')", "b'01:ab:ff'"},
    {"binascii.hexlify(b'\\x01\\xab\\xff\\x10\\x20', '-', 2)", "b'01-abff-1020'"},
    {"binascii.hexlify(b'\\x01\\xab\\xff\\x10\\x20', '-', -2)", "b'01ab-ff10-20'"},
    {"binascii.unhexlify('7072696e74')", "b'print'"},
    {"binascii.unhexlify('707')", "raises binascii.Error"},
    {"binascii.unhexlify('7x')", "raises binascii.Error"},
    {"binascii.a2b_base64('aGk=\\n')", "b'hi'"},
    {"binascii.b2a_base64(b'hi', newline=False)", "b'aGk='"},
    {"binascii.b2a_uu(b'hello world')", "b'+:&5L;&\\\\@=V]R;&0 \\n'"},
    {"binascii.a2b_uu(b'+:&5L;&\\\\@=V]R;&0 \\n')", "b'hello world'"},
    {"binascii.a2b_uu(b'#\\x7f\\x7f\\x7f\\x7f')", "raises binascii.Error"},
    {"binascii.b2a_qp(b'caf\\xe9 = x\\ty \\n.z')", "b'caf=E9 =3D x\\ty=20\\n.z'"},
    {"binascii.a2b_qp(b'caf=E9=3D =\\nx')", "b'caf\\xe9= x'"},
    {"binascii.crc32(b'hello')", "907060870"},
    {"binascii.crc32(b'world', 907060870)", "4192936109"},
    {"binascii.crc_hqx(b'hello', 0)", "50018"},
    {"zlib.crc32(b'')", "0"},
};
// clang-format on

TEST(LibraryBase64, computes_what_python_does) {
  for (const EvaluationRow& row : kBase64Rows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
