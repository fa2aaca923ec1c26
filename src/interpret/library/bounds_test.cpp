// Hostile sizes: the library stops at its bounds, says "unknown" and raises nothing.
#include <gtest/gtest.h>

#include "base/testing/cost.h"
#include "interpret/library/codecs.h"
#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

constexpr uint64_t kSteps = kSanitized ? 500'000 : 2'000'000, kHeap = 64u << 20, kValue = 1u << 20;

std::string bounded(std::string_view source) {
  TestRuntime runtime(kSteps, kHeap, kValue);
  const std::string result = evaluate(runtime, source);
  EXPECT_EQ(runtime.exception(), "") << source;
  return result;
}

// The hexadecimal text of what `source` gives with room for it.
std::string packed(std::string_view source) {
  return evaluate("binascii.hexlify(" + std::string(source) + ").decode()");
}

TEST(LibraryBounds, decompression_stops_at_the_size_of_a_value) {
  const std::string zeros = kSanitized ? "(b'0' * 4000000)" : "(b'0' * 20000000)";
  const std::pair<std::string_view, std::string_view> bombs[] = {
      {"zlib.decompress", "zlib.compress"},
      {"gzip.decompress", "gzip.compress"},
      {"bz2.decompress", "bz2.compress"},
      {"lzma.decompress", "lzma.compress"},
      {"zlib.decompressobj().decompress", "zlib.compress"},
  };
  for (const auto& [unpack, pack] : bombs) {
    const std::string call = std::string(unpack) + "(binascii.unhexlify(" + packed(std::string(pack) + zeros) + "))";
    EXPECT_EQ(bounded(call), "unknown") << unpack;
  }
}

TEST(LibraryBounds, work_is_paid_for) {
  for (const std::string_view source : {
           "hashlib.pbkdf2_hmac('sha256', b'p', b's', 1000000000)",
           "hashlib.scrypt(b'p', salt=b's', n=1048576, r=1024, p=1024)",
           "list(itertools.product('abcdefghij', repeat=20))",
           "list(itertools.permutations('abcdefghijklmnop'))",
           "itertools.repeat(1, 100000000000)",
           "math.factorial(10000000)",
           "struct.pack('1000000000x')",
           "struct.unpack('2000000000s', b'')",
           "re.findall('(((a{1000}){1000}){1000})', 'aaa')",
           "random.Random(1).randbytes(100000000)",
           "Crypto.Util.number.long_to_bytes(1, 100000000)",
       }) {
    EXPECT_EQ(bounded(source), "unknown") << source;
  }
}

TEST(LibraryBounds, nesting_is_bounded) {
  const std::string open(100'000, '[');
  EXPECT_EQ(bounded("json.loads('" + open + "')"), "unknown");
}

TEST(LibraryBounds, unsupported_patterns_are_unknown) {
  for (const std::string_view source :
       {"re.findall(r'(a)\\1', 'aa')", "re.findall('(?=a)', 'a')", "re.findall('(?<!a)b', 'b')",
        "re.search('a$', 'a\\n')", "re.findall('(', 'a')", "re.findall('a++', 'a')"}) {
    EXPECT_EQ(bounded(source), "unknown") << source;
  }
}

TEST(LibraryBounds, what_is_random_or_not_known_is_unknown) {
  for (const std::string_view source :
       {"random.random()", "random.seed()\nrandom.random()", "random.choice('ab')", "b''.decode('no-such-codec')",
        "Crypto.Cipher.AES.new(b'0123456789abcdef', 11)"}) {
    EXPECT_EQ(bounded(source), "unknown") << source;
  }
}

TEST(LibraryCodecs, python2_strings_decode_to_strings) {
  TestRuntime runtime;
  const Value hex = runtime.heap().str("7072696e74");
  EXPECT_EQ(runtime.to_repr(codec_decode(runtime, hex, "hex", "strict")), "'print'");
  EXPECT_EQ(runtime.to_repr(codec_decode(runtime, runtime.heap().str("cHJpbnQ="), "base64", "strict")), "'print'");
  EXPECT_EQ(runtime.to_repr(codec_encode(runtime, runtime.heap().str("hi"), "base64", "strict")), "'aGk=\\n'");
}

TEST(LibraryCodecs, hiding_codecs_leave_a_step) {
  TestRuntime runtime;
  Heap& heap = runtime.heap();
  const Value text = codec_decode(runtime, heap.bytes("6869"), "hex", "strict");
  ASSERT_TRUE(text.valid());
  const auto steps = heap.steps(runtime.trail_of(text));
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(heap.text(steps[0]), "hex");
  EXPECT_TRUE(heap.steps(runtime.trail_of(codec_decode(runtime, heap.bytes("hi"), "utf-8", "strict"))).empty());
}

TEST(LibraryStreams, an_unknown_write_keeps_its_origins) {
  TestRuntime runtime;
  Heap& heap = runtime.heap();
  CallArgs none, write;
  const Value stream = find_native("io.BytesIO")->fn(runtime, {}, none);
  write.positional = {heap.unknown(heap.origin(7), "bytes")};
  find_native("io.BytesIO.write")->fn(runtime, stream, write);
  const Value content = find_native("io.BytesIO.getvalue")->fn(runtime, stream, none);
  ASSERT_TRUE(content.is_unknown());
  ASSERT_EQ(heap.events(runtime.origins_of(content)).size(), 1u);
  EXPECT_EQ(heap.events(runtime.origins_of(content))[0], 7u);
}

}  // namespace
}  // namespace antivenom::interpret
