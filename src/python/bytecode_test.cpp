// Listings of code objects. The hex texts are marshal.dumps(compile(source, "m", "exec")).hex() of CPython 3.11 for the
// source in the comment; the others are assembled by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "python/bytecode.h"
#include "python/opcodes.h"
#include "python/testing/texts.h"

namespace antivenom::python {
namespace {

// def f(a, b=2):\n    for k in a:\n        if k == b:\n            print(k)\n    return lambda x: x + b\n
constexpr std::string_view kLoop =
    "630000000000000000000000000200000000000000f30e00000097006403640184015a00640253002904e902000000630200000000000000"
    "000000000400000003000000f342000000870197007c0044005d177d027c0289016b0200000000720f7401000000000000000000007c02a6"
    "010000ab01000000000000000001008c188801660164018408530029024e630100000000000000000000000200000013000000f30e000000"
    "950197007c0089017a000000530029014ea9002902da0178da016273020000002080da016dfa083c6c616d6264613e7a13662e3c6c6f6361"
    "6c733e2e3c6c616d6264613e05000000730b000000f880009051981191558000f3000000002901da057072696e742903da01617206000000"
    "da016b73030000002060207207000000da0166720d000000010000007333000000f88000d80d0ef000020515f0000205158801d80b0c9001"
    "8a368836dd0c11902189488c488848f8d80b1a883f883f883fd0041a72090000004e290172010000002901720d0000007204000000720900"
    "00007207000000fa083c6d6f64756c653e720e000000010000007323000000f003010101f00204011bf00004011bf00004011bf00004011b"
    "f00004011bf00004011b7209000000";

// try:\n    go()\nexcept ValueError as e:\n    print(e)\nwith open("a") as f:\n    f.read()\n
constexpr std::string_view kTry =
    "630000000000000000000000000600000000000000f3c80000009700090002006500a6000000ab00000000000000000001006e1d23006501"
    "240072155a02020065036502a6010000ab0100000000000000000100590064005a025b026e0864005a025b02770177007803590077010200"
    "65046401a6010000ab01000000000000000035005a056505a0060000000000000000000000000000000000000000a6000000ab0000000000"
    "000000000100640064006400a6020000ab020000000000000000010064005300230031007304770278035900770101005900010001006400"
    "530029024eda01612907da02676fda0a56616c75654572726f72da0165da057072696e74da046f70656eda0166da0472656164a900f30000"
    "0000da016dfa083c6d6f64756c653e720c0000000100000073c9000000f003010101f00203010dd8040680428144844480448044f8d80711"
    "f00001010df00001010df00001010dd804098045882181488448804880488048804880488048f8f8f8f8f00301010df8f8f8e00509805488"
    "2381598459f00001010d9021d8040587468246814884488048f00301010df00001010df00001010df10001010df40001010df00001010df0"
    "0001010df00001010df00001010df00001010df00001010df00001010df8f8f8f00001010df00001010df00001010df00001010df0000101"
    "0df00001010d7321000000820a0d008d052703920b2203a2052703b515411703c11704411b07c11e01411b07";

// class A(B):\n    @staticmethod\n    def m(q, *r, k=1):\n        return [x for x in q if x]\n
constexpr std::string_view kClass =
    "630000000000000000000000000500000000000000f3220000009700020047006400840064016500a6030000ab0300000000000000005a01"
    "640253002903630000000000000000000000000300000000000000f32a000000970065005a0164005a026503640164029c0164038402a600"
    "0000ab0000000000000000005a04640453002905da0141e9010000002901da016b630100000000000000010000000200000007000000f31a"
    "0000009700640184007c004400a6000000ab000000000000000000530029024e630100000000000000000000000300000013000000f31600"
    "0000970067007c005d067d017c01af047c0191028c075300a90072070000002902da022e30da017873020000002020da016dfa0a3c6c6973"
    "74636f6d703e7a17412e6d2e3c6c6f63616c733e2e3c6c697374636f6d703e04000000731d0000008000d00f22d00f22d00f229061a001d0"
    "0f229001d00f22d00f22d00f22f30000000072070000002903da01717204000000da01727303000000202020720a000000720a0000007a03"
    "412e6d0200000073160000008000e00f22d00f229831d00f22d10f22d40f22d00822720c0000004e2905da085f5f6e616d655f5fda0a5f5f"
    "6d6f64756c655f5fda0c5f5f7175616c6e616d655f5fda0c7374617469636d6574686f64720a0000007207000000720c000000720a000000"
    "7202000000720200000001000000733a00000080008000800080008000d80511d81314f000010523f000010523f000010523f000010523f1"
    "03000612845cf002010523f000010523f000010523720c00000072020000004e2902da014272020000007207000000720c000000720a0000"
    "00fa083c6d6f64756c653e7214000000010000007339000000f003010101f002030123f000030123f000030123f000030123f00003012388"
    "01f100030123f400030123f000030123f000030123f000030123720c000000";

std::string listing(std::string_view hex) {
  const auto data = read_marshal(from_hex(hex), 3, 11);
  return data ? decompile_text(*data, data->objects[data->root].code) : data.error().message();
}

// A code object made of its parts; constants are text, the empty one is None.
struct Assembled {
  MarshalData data;
  MarshalId add(MarshalKind kind, std::string text = {}, std::vector<MarshalId> items = {}) {
    MarshalObject object;
    object.kind = kind;
    object.text = std::move(text);
    object.items = std::move(items);
    data.objects.push_back(std::move(object));
    return static_cast<MarshalId>(data.objects.size() - 1);
  }
  MarshalId names(const std::vector<std::string>& texts) {
    std::vector<MarshalId> ids;
    for (const std::string& text : texts)
      ids.push_back(text.empty() ? add(MarshalKind::kNone) : add(MarshalKind::kStr, text));
    return add(MarshalKind::kTuple, {}, std::move(ids));
  }
  Assembled(int major, int minor, std::string code, const std::vector<std::string>& used,
            const std::vector<std::string>& constants) {
    add(MarshalKind::kNull);
    data.major = major;
    data.minor = minor;
    CodeObject object;
    object.code = add(MarshalKind::kBytes, std::move(code));
    object.names = names(used);
    object.consts = names(constants);
    object.varnames = object.freevars = object.cellvars = names({});
    object.name = add(MarshalKind::kStr, "<module>");
    data.codes.push_back(object);
  }
  std::string text() const { return decompile_text(data, 0); }
};

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (int v : values) out += static_cast<char>(v);
  return out;
}

TEST(Bytecode, loops_functions_and_lambdas_of_3_11) {
  EXPECT_EQ(listing(kLoop),
            "def f(a, b=2):\n"
            "    for k in a:\n"
            "        if (k == b):\n"
            "            print(k)\n"
            "    return (lambda x: x + b)\n");
}

TEST(Bytecode, try_and_with_of_3_11) {
  EXPECT_EQ(listing(kTry),
            "try:\n    go()\nexcept BaseException as _exception:\n    if isinstance(_exception, ValueError):\n        "
            "e = _exception\n"
            "        print(e)\n        e = None\n        del e\n    else:\n        raise\nwith open('a') as "
            "_entered_1:\n    pass\n"
            "f = _entered_1\nf.read()\n");
}

TEST(Bytecode, classes_and_comprehensions_of_3_11) {
  EXPECT_EQ(
      listing(kClass),
      "class A(B):\n    def m(q, *r, k=1):\n        def _listcomp_3(_0_0c33):\n            _stack_1 = []\n"
      "            for x in _0_0c33:\n                if not x:\n                    continue\n                "
      "_stack_1.append(x)\n            return _stack_1\n        return _listcomp_3(q)\n    m = staticmethod(m)\n");
}

TEST(Bytecode, python_2_7) {
  // import os; os.system('a'); print 'a'; exec 'a'
  const Assembled code(2, 7,
                       bytes({100, 0, 0, 100, 1,   0, 108, 0,  0,  90,  0, 0, 101, 0, 0, 106, 1,  0,   100, 2, 0,
                              131, 1, 0, 1,   100, 2, 0,   71, 72, 100, 2, 0, 100, 1, 0, 4,   85, 100, 1,   0, 83}),
                       {"os", "system"}, {"", "", "a"});
  EXPECT_EQ(code.text(), "import os\nos.system('a')\nprint('a')\nexec('a')\n");
}

TEST(Bytecode, python_3_8_loop_and_method) {
  // for i in x: (if i: f(i)); os.system('a')
  const Assembled code(3, 8, bytes({101, 0, 68,  0, 93,  16, 90,  1, 101, 1, 114, 4, 101, 2, 101, 1, 131, 1,
                                    1,   0, 113, 4, 101, 3,  160, 4, 100, 0, 161, 1, 1,   0, 100, 1, 83,  0}),
                       {"x", "i", "f", "os", "system"}, {"a", ""});
  EXPECT_EQ(code.text(), "for i in x:\n    if not i:\n        continue\n    f(i)\nos.system('a')\n");
}

TEST(Bytecode, python_3_12_and_3_13_calls) {
  std::string code = bytes({101, 0, 106, 3}) + std::string(18, '\0') + bytes({100, 0, 171, 1}) + std::string(6, '\0') +
                     bytes({1, 0, 121, 1});
  EXPECT_EQ(Assembled(3, 12, code, {"os", "system"}, {"a", ""}).text(), "os.system('a')\n");
  code = bytes({149, 0, 92, 0, 34, 0, 83, 0, 53, 1}) + std::string(6, '\0') + bytes({32, 0, 103, 1});
  EXPECT_EQ(Assembled(3, 13, code, {"f"}, {"a", ""}).text(), "f('a')\n");
}

TEST(Bytecode, versions_without_a_table_give_nothing) {
  EXPECT_EQ(Assembled(3, 4, bytes({83}), {}, {""}).text(), "");
  EXPECT_FALSE(has_opcodes(3, 5));
  for (int minor = 6; minor <= 13; ++minor) EXPECT_TRUE(has_opcodes(3, minor));
}

TEST(Bytecode, a_code_object_inside_itself_ends) {
  // def f: def f: ...
  Assembled code(3, 8, bytes({100, 0, 100, 1, 132, 0, 90, 0, 100, 1, 83, 0}), {"f"}, {"a", "f"});
  MarshalObject& constant = code.data.objects[code.data.objects[code.data.codes[0].consts].items[0]];
  constant.kind = MarshalKind::kCode;
  constant.code = 0;
  const std::string text = code.text();
  EXPECT_TRUE(text.starts_with("def f():\n    def f():\n"));
  EXPECT_LT(text.size(), 4'000u);
}

TEST(Bytecode, what_is_missing_on_the_stack_is_none) {
  // LOAD_NAME f, ROT_TWO, CALL_FUNCTION 1, POP_TOP: the stack holds one value where two are turned.
  EXPECT_EQ(Assembled(2, 7, bytes({101, 0, 0, 2, 131, 1, 0, 1, 100, 0, 0, 83}), {"f"}, {""}).text(), "f(None)\n");
}

TEST(Bytecode, long_bytes_stand_aside_and_are_put_back) {
  // LOAD_NAME f, LOAD_CONST 0, CALL_FUNCTION 1, POP_TOP, LOAD_CONST 1, RETURN_VALUE
  Assembled code(3, 8, bytes({101, 0, 100, 0, 131, 1, 1, 0, 100, 1, 83, 0}), {"f"}, {"long", ""});
  MarshalObject& constant = code.data.objects[code.data.objects[code.data.codes[0].consts].items[0]];
  constant.kind = MarshalKind::kBytes;
  for (const auto& [text, stands] : std::vector<std::pair<std::string, bool>>{
           {std::string(5'000, '\x81'), true}, {std::string(4'000, '\x81'), false}, {std::string(5'000, 'A'), false}}) {
    constant.text = text;
    ConstantsAside aside;
    const std::string listing = decompile_text(code.data, 0, {}, nullptr, &aside);
    EXPECT_EQ(aside.size(), stands ? 1u : 0u);
    if (stands) {
      EXPECT_THAT(listing, testing::MatchesRegex("f\\(b'<5000 bytes [0-9a-f]+>'\\)\n"));
    } else {
      EXPECT_EQ(listing, code.text());
    }
    Interner names;
    Tree tree = parse_text(listing, names);
    EXPECT_EQ(put_back(aside, tree), stands ? text.size() : 0);
    ASSERT_EQ(tree.constants.size(), 1u);
    EXPECT_EQ(tree.constants[0].text, text);
  }
}

// Any bytes of any version give a listing that ends, whatever their jumps.
TEST(Bytecode, random_bytes_are_bounded) {
  uint32_t state = 12'345;
  auto next = [&] { return (state = state * 1'664'525 + 1'013'904'223) >> 24; };
  Interner names;
  for (int round = 0; round < 300; ++round) {
    std::string code;
    for (int i = 0; i < 600; ++i) code += static_cast<char>(i % 2 == 1 ? next() % 12 : next());
    const int minor = 5 + round % 9;
    const Assembled assembled(minor == 5 ? 2 : 3, minor == 5 ? 7 : minor, code, {"a", "b"}, {"x", "y", ""});
    const std::string text = assembled.text();
    EXPECT_LT(text.size(), 4u << 20);
    if (round % 10 == 0) {
      EXPECT_NE(decompile(assembled.data, 0, names).root, NodeId::none);
    }
  }
}

}  // namespace
}  // namespace antivenom::python
