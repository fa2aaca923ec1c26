#include "python/marshal.h"

#include <gtest/gtest.h>

#include "python/testing/texts.h"

namespace antivenom::python {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

std::string show_code(const MarshalData& data, const CodeObject& code, int depth);

// One object as text; below `depth` 8 only "...".
std::string show(const MarshalData& data, MarshalId id, int depth = 0) {
  if (depth > 8) return "...";
  const MarshalObject& object = data.objects[id];
  std::string items;
  for (MarshalId item : object.items) items += (items.empty() ? "" : " ") + show(data, item, depth + 1);
  switch (object.kind) {
    case MarshalKind::kNull:
      return "null";
    case MarshalKind::kNone:
      return "None";
    case MarshalKind::kTrue:
      return "True";
    case MarshalKind::kFalse:
      return "False";
    case MarshalKind::kStopIteration:
      return "StopIteration";
    case MarshalKind::kEllipsis:
      return "...";
    case MarshalKind::kInt:
    case MarshalKind::kFloat:
    case MarshalKind::kComplex:
      return object.text;
    case MarshalKind::kLong:
      return object.text + "L";
    case MarshalKind::kBytes:
      return "b'" + object.text + "'";
    case MarshalKind::kStr:
      return "'" + object.text + "'";
    case MarshalKind::kTuple:
      return "(" + items + ")";
    case MarshalKind::kList:
      return "[" + items + "]";
    case MarshalKind::kDict:
      return "{" + items + "}";
    case MarshalKind::kSet:
      return "<" + items + ">";
    case MarshalKind::kFrozenSet:
      return ">" + items + "<";
    case MarshalKind::kCode:
      return show_code(data, data.codes[object.code], depth);
  }
  return {};
}

std::string show_code(const MarshalData& data, const CodeObject& code, int depth) {
  auto field = [&](MarshalId id) { return " " + show(data, id, depth + 1); };
  return "code" + field(code.name) + " args " + std::to_string(code.argcount) + "/" + std::to_string(code.posonly) +
         "/" + std::to_string(code.kwonly) + " line " + std::to_string(code.first_line) + " bytes " +
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
  EXPECT_EQ(
      show_hex("28140000004e54462e690500000069ffffffff6c030000000000000000046cfbffffff00000000000000000004670000000000"
               "00f83f677dc39425ad49b254672d431cebe2361a3f7900000000000000400000000000000840730200000061627502000000c3"
               "a97501000000785b0200000069010000005b0100000069020000007b7501000000616901000000303c0100000069030000003e"
               "0100000069040000002800000000"),
      kEveryKind);
}

TEST(Marshal, EveryKindVersion4WithReferences) {  // python3.11 -c "import marshal; print(marshal.dumps(o).hex())"
  EXPECT_EQ(
      show_hex("a9144e54462ee905000000e9ffffffffec030000000000000000046cfbffffff00000000000000000004e7000000000000f83f"
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
  EXPECT_EQ(
      show_hex(
          "6300000000000000000200000040000000730300000064005328040000006907000000740300000061626352000000004e28010000"
          "0074020000006f7328000000002800000000280000000073030000003c733e740100000066030000007300000000"),
      "2.7 code 'f' args 0/0/0 line 3 bytes 3 (7 'abc' 'abc' None) ('os') () '<s>'");
}

TEST(Marshal, CodeOf36) {
  EXPECT_EQ(
      show_hex(
          "e30100000001000000020000000200000043000000730400000064005300290269070000004e29017a026f7329027a01617a016229"
          "0029007a033c733e7a0166030000007300000000"),
      "3.6 code 'f' args 1/0/1 line 3 bytes 4 (7 None) ('os') ('a' 'b') '<s>'");
}

TEST(Marshal, CodeOf38) {
  EXPECT_EQ(
      show_hex(
          "e3020000000100000001000000020000000200000043000000730400000064005300290269070000004e29017a026f7329027a0161"
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
  EXPECT_EQ(read_pyc("\x01\x00\r\n\0\0\0\0N"s).error().what,
            "a .pyc file of an unknown Python version, magic number 1");
  EXPECT_EQ(read_pyc("\xA7\x0D\r\n\0\0\0\0"s).error().what, "a .pyc file that ends in its header");
}

// Versions that lay out code objects alike are told by their instructions: "import os", then a loop that calls
// os.system() inside a try.
TEST(Marshal, the_version_is_the_one_whose_instructions_fit) {
  struct Sample {
    int major, minor;
    std::string_view hex;
  };
  const Sample samples[] = {
      {2, 7,
       "630000000000000000050000004000000073460000006400006401006c00005a0000792200781b00650100445d13005a0200"
       "6500006a03006502008301000171160057576e1100046504006b0a007241000101016e01005864010053280200000069ffff"
       "ffff4e280500000074020000006f73740100000061740100000069740600000073797374656d740100000045280000000028"
       "00000000280000000074010000007874080000003c6d6f64756c653e01000000730a0000000c0103010d0115010d01"},
      {3, 6,
       "e30000000000000000000000000b00000040000000733e000000640064016c005a00791c7816650144005d0e5a0265006a03"
       "6502830101007110570057006e14040065046b0a723801000100010059006e025800640153002902e9000000004e2905da02"
       "6f73da0161da0169da0673797374656dda0145a90072070000007207000000da0178da083c6d6f64756c653e01000000730a"
       "000000080102010a0112010e01"},
      {3, 7,
       "630000000000000000000000000800000040000000733e000000640064016c005a00791c7816650144005d0e5a026500a003"
       "6502a10101007110570057006e14040065046b0a723801000100010059006e025800640153002902e9000000004e2905da02"
       "6f73da0161da0169da0673797374656dda0145a90072060000007206000000da0178da083c6d6f64756c653e01000000730a"
       "000000080102010a0112010e01"},
      {3, 8,
       "63000000000000000000000000000000000800000040000000733a000000640064016c005a007a18650144005d0e5a026500"
       "a0036502a1010100710e57006e14040065046b0a723401000100010059006e025800640153002902e9000000004e2905da02"
       "6f73da0161da0169da0673797374656dda0145a90072060000007206000000da0178da083c6d6f64756c653e01000000730a"
       "00000008010201080110010e01"},
      {3, 9,
       "630000000000000000000000000000000008000000400000007338000000640064016c005a007a18650144005d0e5a026500"
       "a0036502a1010100710e57006e1204006504793201000100010059006e023000640153002902e9000000004e2905da026f73"
       "da0161da0169da0673797374656dda0145a90072060000007206000000da0178da083c6d6f64756c653e01000000730a0000"
       "0008010201080110010c01"},
      {3, 10,
       "630000000000000000000000000000000008000000400000007338000000640064016c005a007a0d650144005d075a026500"
       "a0036502a1010100710757006401530004006504791b01000100010059006401530077002902e9000000004e2905da026f73"
       "da0161da0169da0673797374656dda0145a90072060000007206000000da0178da083c6d6f64756c653e0100000073100000"
       "000800020108010c0106ff0c02060102ff"},
      {3, 11,
       "630000000000000000000000000400000000000000f3520000009700640064016c005a000900650144005d125a0202006500"
       "6a0300000000000000006502a6010000ab01000000000000000001008c136401530023006504240072040100590064015300"
       "77007803590077012902e9000000004e2905da026f73da0161da0169da0673797374656dda0145a900f300000000da0178fa"
       "083c6d6f64756c653e720a00000001000000735f000000f003010101d80009800980098009f002040109d80d0ef000010515"
       "f0000105158801d8081188028c099021890c8c0c880c880cf003010515f000010515f8e00708f000010109f000010109f000"
       "010109d8040880448044f003010109f8f8f8730c00000086151d009d052603a5012603"},
      {3, 12,
       "630000000000000000000000000400000000000000f3560000009700640064016c005a000900650144005d1400005a020200"
       "65006a060000000000000000000000000000000000006502ab0100000000000001008c160400790123006504240072030100"
       "5900790177007803590077012902e9000000004e2905da026f73da0161da0169da0673797374656dda0145a900f300000000"
       "da0178fa083c6d6f64756c653e720a00000001000000733b000000f003010101db0009f002040109d80d0ef2000105158801"
       "d8081188028f09890990218d0cf103010515f8e00708f200010109d90408f003010109fa730c00000086192000a0052803a7"
       "012803"},
      {3, 13,
       "630000000000000000000000000400000000000000f35c0000009500530053014b0072001e005c0113004815000072025c00"
       "520600000000000000000000000000000000000022005c02350100000000000020004d1700000b002000670121005c040700"
       "6103000020001f00670166003d031f0066012902e9000000004e2905da026f73da0161da0169da0673797374656dda0145a9"
       "00f300000000da0178da083c6d6f64756c653e720a000000010000007334000000f003010101db0009f002040109db0d0e88"
       "01d8080a8f098a0990218e0cf203000e0ff8e00708f300010109d90408f003010109fa730c000000861b2200a2062b03aa01"
       "2b03"},
  };
  for (const Sample& sample : samples) {
    const std::string bytes = from_hex(sample.hex);
    const auto data = read_marshal(bytes);
    ASSERT_TRUE(data) << sample.minor;
    EXPECT_EQ(data->major, sample.major);
    EXPECT_EQ(data->minor, sample.minor);
  }
}

}  // namespace
}  // namespace antivenom::python
