// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kCompressionRows[] = {
    {"zlib.compress(b'hello hello hello hello')", "b\"x\\x9c\\xcbH\\xcd\\xc9\\xc9W\\xc8@'\\x01h\\x03\\x08\\xb1\""},
    {"zlib.decompress(zlib.compress(b'hello' * 100)) == b'hello' * 100", "True"},
    {"zlib.decompress(b'x\\x9c\\xcbH\\xcd\\xc9\\xc9W\\xc8 \\x9b\\x00')", "raises zlib.error"},
    {"zlib.decompress(b'not zlib')", "raises zlib.error"},
    {"zlib.decompress(zlib.compress(b'hello')[:-3])", "raises zlib.error"},
    {"zlib.decompress(zlib.compress(b'raw', wbits=-15), -15)", "b'raw'"},
    {"zlib.decompress(gzip.compress(b'gz'), 31)", "b'gz'"},
    {"zlib.decompress(gzip.compress(b'auto'), wbits=47)", "b'auto'"},
    {"zlib.decompress(b'')", "raises zlib.error"},
    {"zlib.decompress(zlib.compress(b'hello') + b'trailing')", "b'hello'"},
    {"zlib.adler32(b'hello')", "103547413"},
    {"d = zlib.decompressobj()\nd.decompress(zlib.compress(b'hello') + b'rest')\nd.unused_data", "b'rest'"},
    {"d = zlib.decompressobj(-15)\nd.decompress(zlib.compress(b'hello', wbits=-15))", "b'hello'"},
    {"gzip.decompress(gzip.compress(b'one') + gzip.compress(b'two'))", "b'onetwo'"},
    {"gzip.decompress(b'')", "b''"},
    {"gzip.decompress(b'no gzip')", "raises gzip.BadGzipFile"},
    {"gzip.decompress(gzip.compress(b'hello')[:-9])", "raises EOFError"},
    {"gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(b'inside'))).read()", "b'inside'"},
    {"bz2.decompress(bz2.compress(b'hello') + bz2.compress(b' world'))", "b'hello world'"},
    {"bz2.decompress(b'BZh9garbage-and-more')", "raises OSError"},
    {"bz2.decompress(b'')", "b''"},
    {"bz2.BZ2Decompressor().decompress(bz2.compress(b'hello'))", "b'hello'"},
    {"lzma.decompress(lzma.compress(b'hello'))", "b'hello'"},
    {"lzma.decompress(lzma.compress(b'hello', format=lzma.FORMAT_ALONE))", "b'hello'"},
    {"lzma.decompress(b'no xz at all')", "raises lzma.LZMAError"},
    {"lzma.decompress(lzma.compress(b'hello')[:-4])", "raises lzma.LZMAError"},
};
// clang-format on

TEST(LibraryCompression, computes_what_python_does) {
  for (const EvaluationRow& row : kCompressionRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
