#include "python/marshal.h"

#include <gtest/gtest.h>

namespace antivenom::python {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

std::string from_hex(std::string_view hex) {
  std::string out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return out;
}

std::string show_code(const MarshalData& data, const CodeObject& code, int depth);

// One object as text; below `depth` 8 only "...".
std::string show(const MarshalData& data, MarshalId id, int depth = 0) {
  if (depth > 8) return "...";
  const MarshalObject& object = data.objects[id];
  std::string items;
  for (MarshalId item : object.items) items += (items.empty() ? "" : " ") + show(data, item, depth + 1);
  switch (object.kind) {
    case MarshalKind::kNull: return "null";
    case MarshalKind::kNone: return "None";
    case MarshalKind::kTrue: return "True";
    case MarshalKind::kFalse: return "False";
    case MarshalKind::kStopIteration: return "StopIteration";
    case MarshalKind::kEllipsis: return "...";
    case MarshalKind::kInt:
    case MarshalKind::kFloat:
    case MarshalKind::kComplex: return object.text;
    case MarshalKind::kLong: return object.text + "L";
    case MarshalKind::kBytes: return "b'" + object.text + "'";
    case MarshalKind::kStr: return "'" + object.text + "'";
    case MarshalKind::kTuple: return "(" + items + ")";
    case MarshalKind::kList: return "[" + items + "]";
    case MarshalKind::kDict: return "{" + items + "}";
    case MarshalKind::kSet: return "<" + items + ">";
    case MarshalKind::kFrozenSet: return ">" + items + "<";
    case MarshalKind::kCode: return show_code(data, data.codes[object.code], depth);
  }
  return {};
}

std::string show_code(const MarshalData& data, const CodeObject& code, int depth) {
  auto field = [&](MarshalId id) { return " " + show(data, id, depth + 1); };
  return "code" + field(code.name) + " args " + std::to_string(code.argcount) + "/" + std::to_string(code.posonly) + "/" +
         std::to_string(code.kwonly) + " line " + std::to_string(code.first_line) + " bytes " +
         std::to_string(data.objects[code.code].text.size()) + field(code.consts) + field(code.names) +
         field(code.varnames) + field(code.filename);
}

std::string show_hex(std::string_view hex, int major = 0, int minor = 0) {
  const std::string bytes = from_hex(hex);
  const auto data = read_marshal(bytes, major, minor);
  if (!data) return data.error().message();
  EXPECT_EQ(data->consumed, bytes.size());
  return std::to_string(data->major) + "." + std::to_string(data->minor) + " " + show(*data, data->root);
}

// o = (None, True, False, ..., 5, -1, 2**40, -(2**70), 1.5, 1e100, 0.0001, 2+3j, b'ab', 'é', 'x', [1, [2]], {'a': 1},
//      {3}, frozenset({4}), ())
constexpr std::string_view kEveryKind =
    "3.11 (None True False ... 5 -1 1099511627776L -1180591620717411303424L 1.5 1e+100 0.0001 (2.0+3.0j) b'ab' 'é' 'x' "
    "[1 [2]] {'a' 1} <3> >4< ())";

TEST(Marshal, EveryKindVersion2) {  // python3 -c "import marshal; print(marshal.dumps(o, 2).hex())"
  EXPECT_EQ(show_hex("28140000004e54462e690500000069ffffffff6c030000000000000000046cfbffffff00000000000000000004670000000000"
                     "00f83f677dc39425ad49b254672d431cebe2361a3f7900000000000000400000000000000840730200000061627502000000c3"
                     "a97501000000785b0200000069010000005b0100000069020000007b7501000000616901000000303c0100000069030000003e"
                     "0100000069040000002800000000"),
            kEveryKind);
}

TEST(Marshal, EveryKindVersion4WithReferences) {  // python3.11 -c "import marshal; print(marshal.dumps(o).hex())"
  EXPECT_EQ(show_hex("a9144e54462ee905000000e9ffffffffec030000000000000000046cfbffffff00000000000000000004e7000000000000f83f"
                     "e77dc39425ad49b254e72d431cebe2361a3ff900000000000000400000000000000840f3020000006162f502000000c3a9da01"
                     "785b02000000e9010000005b01000000e9020000007bda0161720b000000303c01000000e9030000003e01000000e904000000"
                     "a900"),
            kEveryKind);
}

// python3.11 -c "import marshal; print(marshal.dumps(compile(source, '<s>', 'exec')).hex())" with the source
// "import os\ndef f(a, *, b=1):\n    return a\n"
constexpr std::string_view kCode311 =
    "e30000000000000000000000000200000000000000f31a0000009700640064016c005a00640264039c01640484025a01640153002905e900"
    "0000004ee9010000002901da0162630100000000000000010000000100000003000000f30600000097007c00530029014ea9002902da0161"
    "720400000073020000002020fa033c733eda016672090000000200000073070000008000d80b0c8048f3000000002902da026f7372090000"
    "007206000000720a0000007208000000fa083c6d6f64756c653e720c000000010000007334000000f003010101d80009800980098009d80e"
    "0ff00001010df00001010df00001010df00001010df00001010df00001010df00001010d720a000000";

constexpr std::string_view kShown311 =
    "3.11 code '<module>' args 0/0/0 line 1 bytes 26 (0 None 1 ('b') code 'f' args 1/0/1 line 2 bytes 6 (None) () "
    "('a' 'b') '<s>') ('os' 'f') () '<s>'";

TEST(Marshal, CodeOf311) { EXPECT_EQ(show_hex(kCode311), kShown311); }

// Written by hand after the layouts of the versions.
TEST(Marshal, CodeOf27) {
  EXPECT_EQ(show_hex("6300000000000000000200000040000000730300000064005328040000006907000000740300000061626352000000004e28010000"
                     "0074020000006f7328000000002800000000280000000073030000003c733e740100000066030000007300000000"),
            "2.7 code 'f' args 0/0/0 line 3 bytes 3 (7 'abc' 'abc' None) ('os') () '<s>'");
}

TEST(Marshal, CodeOf36) {
  EXPECT_EQ(show_hex("e30100000001000000020000000200000043000000730400000064005300290269070000004e29017a026f7329027a01617a016229"
                     "0029007a033c733e7a0166030000007300000000"),
            "3.6 code 'f' args 1/0/1 line 3 bytes 4 (7 None) ('os') ('a' 'b') '<s>'");
}

TEST(Marshal, CodeOf38) {
  EXPECT_EQ(show_hex("e3020000000100000001000000020000000200000043000000730400000064005300290269070000004e29017a026f7329027a0161"
                     "7a0162290029007a033c733e7a0166030000007300000000"),
            "3.8 code 'f' args 2/1/1 line 3 bytes 4 (7 None) ('os') ('a' 'b') '<s>'");
}

TEST(Marshal, CycleIsAReference) {
  const auto data = read_marshal("\xDB\x01\0\0\0r\0\0\0\0"sv, 3, 11);  // a list that holds itself
  ASSERT_TRUE(data);
  EXPECT_EQ(data->objects.size(), 1u);
  EXPECT_EQ(data->objects[0].items, std::vector<MarshalId>{0});
}

TEST(Marshal, SizesBeyondTheDataFail) {
  EXPECT_EQ(show_hex("73ffffff7f"), "marshal byte 5: ends too early");
  EXPECT_EQ(show_hex("28ffffff7f"), "marshal byte 5: more items than bytes");
  EXPECT_EQ(show_hex("6c00000080"), "marshal byte 5: ends too early");
  EXPECT_EQ(show_hex("7a"), "marshal byte 1: ends too early");
  EXPECT_EQ(show_hex(""), "marshal byte 0: ends too early");
}

TEST(Marshal, NonsenseFails) {
  EXPECT_EQ(show_hex("58"), "marshal byte 1: an unknown type code 88");
  EXPECT_EQ(show_hex("7205000000"), "marshal byte 5: a reference to nothing");
  EXPECT_EQ(show_hex("7b4e30"), "marshal byte 3: a dict's value is missing");
}

TEST(Marshal, NestingAndCountAreBounded) {
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "\x5B\x01\0\0\0"sv;
  deep += 'N';
  EXPECT_EQ(read_marshal(deep).error().what, "nested too deep");
  const std::string many = "(\x0A\0\0\0NNNNNNNNNN"s;
  EXPECT_EQ(read_marshal(many, 3, 11, {.max_objects = 5}).error().what, "too many objects");
}

TEST(Marshal, EveryPrefixOfACodeObjectFails) {
  const std::string bytes = from_hex(kCode311);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read_marshal(std::string_view(bytes).substr(0, size), 3, 11));
  }
}

TEST(Marshal, FlippedBytesNeverCrash) {
  const std::string bytes = from_hex(kCode311);
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int value : {0, 1, 0x28, 0x7F, 0x80, 0xE3, 0xFF}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(value);
      const auto data = read_marshal(damaged);
      EXPECT_TRUE(!data || data->consumed <= damaged.size());
    }
  }
}

TEST(Pyc, HeaderNamesTheVersion) {
  const std::string code = from_hex(kCode311);
  const auto data = read_pyc("\xA7\x0D\r\n\0\0\0\0\0\0\0\0\0\0\0\0"s + code);
  ASSERT_TRUE(data);
  EXPECT_EQ(std::to_string(data->major) + "." + std::to_string(data->minor) + " " + show(*data, data->root), kShown311);
  EXPECT_EQ(data->consumed, code.size() + 16);
  EXPECT_EQ(read_pyc("\x03\xF3\r\n\0\0\0\0N"s)->minor, 7);
  EXPECT_EQ(read_pyc("\x33\x0D\r\n\0\0\0\0\0\0\0\0N"s)->minor, 6);
}

TEST(Pyc, OthersAreNone) {
  EXPECT_EQ(read_pyc("import os").error().what, "no .pyc file: the magic number is missing");
  EXPECT_EQ(read_pyc("\x01\x00\r\n\0\0\0\0N"s).error().what, "a .pyc file of an unknown Python version, magic number 1");
  EXPECT_EQ(read_pyc("\xA7\x0D\r\n\0\0\0\0"s).error().what, "a .pyc file that ends in its header");
}

}  // namespace
}  // namespace antivenom::python
