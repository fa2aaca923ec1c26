// Whole documents in, one line of JSON out; what the standard forbids; bytes of no good will.
#include "toml/toml.h"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/cost.h"

namespace antivenom::toml {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + '"';
}

std::string json(Value value) {
  std::string out;
  switch (value.kind()) {
    case Kind::text:
      return in_quotes(*value.text());
    case Kind::date:
      return '@' + *value.date();
    case Kind::integer:
      return std::to_string(*value.integer());
    case Kind::floating:
      out = std::to_string(*value.floating());
      return out.substr(0, out.find_last_not_of('0') + 1);
    case Kind::boolean:
      return *value.boolean() ? "true" : "false";
    case Kind::array:
      for (const Item& item : value.items()) out += (out.empty() ? "" : ",") + json(item.value);
      return '[' + out + ']';
    case Kind::table:
      for (const Item& item : value.items()) {
        out += (out.empty() ? "" : ",") + in_quotes(item.key) + ':' + json(item.value);
      }
      return '{' + out + '}';
    case Kind::none:
      break;
  }
  return "none";
}

// The document, and behind it the failure if there is one.
std::string read(std::string_view text) {
  const Document document = parse(text);
  const auto& failure = document.failure();
  return json(document.root()) + (failure ? " line " + std::to_string(failure->line) + ": " + failure->reason : "");
}

TEST(Toml, keys_tables_and_comments_in_the_order_of_the_text) {
  EXPECT_EQ(
      read("# all\nb = 1 # one\na.'c d' . \"\\u00e9\" = 'x'\n1.2 = true\n\n[t]\n-_ = {}\n[ t . \"u.v\" ]\r\nz=[ ]"),
      "{\"b\":1,\"a\":{\"c d\":{\"\xc3\xa9\":\"x\"}},\"1\":{\"2\":true},\"t\":{\"-_\":{},\"u.v\":{\"z\":[]}}}");
  EXPECT_EQ(read(""), "{}");
  EXPECT_EQ(read("\xEF\xBB\xBF# mark\n"), "{}");
  EXPECT_EQ(read("'' = \"\"\ntrue = false\ninf = nan"), "{\"\":\"\",\"true\":false,\"inf\":nan}");
}

TEST(Toml, arrays_of_tables_and_inline_tables) {
  EXPECT_EQ(read("[[f]]\nn = 1\n[f.p]\nc = 2\n[[f.v]]\nn = 3\n[[f.v]]\n[[f]]\n[f.p]\n"),
            "{\"f\":[{\"n\":1,\"p\":{\"c\":2},\"v\":[{\"n\":3},{}]},{\"p\":{}}]}");
  EXPECT_EQ(read("a = { b = [1, [2, 'x'], # c\n {d.e=1, d.f={}}\n , ], g = \"\"\"\n\n\"\"\" }"),
            "{\"a\":{\"b\":[1,[2,\"x\"],{\"d\":{\"e\":1,\"f\":{}}}],\"g\":\"\\n\"}}");
  EXPECT_EQ(read("[a.b.c]\nx = 1\n[a]\nd.e = 2\nd.f = 3\n[a.d.g]\n[a.b]\n"),
            "{\"a\":{\"b\":{\"c\":{\"x\":1}},\"d\":{\"e\":2,\"f\":3,\"g\":{}}}}");
}

TEST(Toml, strings_of_all_four_kinds) {
  EXPECT_EQ(read(R"(a = "\"\\\b\t\n\f\r\u00E9\U0001F600#")"),
            "{\"a\":\"\\\"\\\\\b\t\\n\f\r\xc3\xa9\xf0\x9f\x98\x80#\"}");
  EXPECT_EQ(read(R"(a = 'C:\new "x"#')"), R"({"a":"C:\\new \"x\"#"})");
  EXPECT_EQ(read("a = '''\r\nit's\r\n \\ '''''\nb = \"\"\"\n\"two\"\"\"\"\"\n"),
            "{\"a\":\"it's\\n \\\\ ''\",\"b\":\"\\\"two\\\"\\\"\"}");
  // A break behind a backslash goes with the blanks on both sides of it.
  EXPECT_EQ(read("a = \"\"\"one \\\n   two \\ \t\r\n\n  three\\\\ \n\"\"\" # \\ \nb = '''\\ \n'''\nc = 1"),
            "{\"a\":\"one two three\\\\ \\n\",\"b\":\"\\\\ \\n\",\"c\":1}");
}

TEST(Toml, numbers_and_dates) {
  EXPECT_EQ(read("a = [0, +1, -1_000, 0xdead_BEEF, 0o17, 0b1_0, 9223372036854775807, -9223372036854775808]"),
            "{\"a\":[0,1,-1000,3735928559,15,2,9223372036854775807,-9223372036854775808]}");
  EXPECT_EQ(read("a = [1.5, -0.25, 1e3, 1_0.5E-1, +inf, -inf, 1e999, -1e999, 1e-999]"),
            "{\"a\":[1.5,-0.25,1000.,1.05,inf,-inf,inf,-inf,0.]}");
  EXPECT_EQ(
      read("a = [1979-05-27, 2000-02-29 07:32:00, 07:32:00.5, 1979-05-27T00:32:00.99-07:00, 1979-05-27t07:32:00z]"),
      "{\"a\":[@1979-05-27,@2000-02-29 07:32:00,@07:32:00.5,@1979-05-27T00:32:00.99-07:00,@1979-05-27t07:32:00z]}");
}

TEST(Toml, what_is_defined_twice_keeps_its_first_value) {
  const auto reason = [](std::string_view text) {
    const std::string all = read(text);
    return all.substr(0, all.find(':', all.find(" line ")));
  };
  EXPECT_EQ(read("a = 1\na = 2\nb = 3"), "{\"a\":1,\"b\":3} line 2: 'a' is defined a second time");
  EXPECT_EQ(read("[a]\nb = 1\n[a]\nb = 2\nc = 3\n[d]"),
            "{\"a\":{\"b\":1},\"d\":{}} line 3: the table 'a' is defined a second time or is no table");
  const std::vector<std::pair<std::string_view, std::string_view>> forbidden = {
      {"a = 1\n'a' = 2", "{\"a\":1} line 2"},
      {"a.b = 1\na = 2", "{\"a\":{\"b\":1}} line 2"},
      {"a = 1\na.b = 2", "{\"a\":1} line 2"},
      {"a = {b = 1}\na.c = 2", "{\"a\":{\"b\":1}} line 2"},
      {"a = {b.c = 1, b = 2}", "{\"a\":{\"b\":{\"c\":1}}} line 1"},
      {"a = {b = {}, b.c = 1}", "{\"a\":{\"b\":{}}} line 1"},
      {"a.b = 1\n[a]", "{\"a\":{\"b\":1}} line 2"},
      {"a = {}\n[a.b]", "{\"a\":{}} line 2"},
      {"a = []\n[[a]]", "{\"a\":[]} line 2"},
      {"a = [{}]\n[a.b]", "{\"a\":[{}]} line 2"},
      {"[a]\n[[a]]", "{\"a\":{}} line 2"},
      {"[[a]]\n[a]", "{\"a\":[{}]} line 2"},
      {"[a.b]\n[[a]]", "{\"a\":{\"b\":{}}} line 2"},
      {"a = 1\n[a.b]", "{\"a\":1} line 2"},
      {"[a.b]\nc = 1\n[a]\nb.d = 2", "{\"a\":{\"b\":{\"c\":1}}} line 4"},
      {"[[a.b]]\n[a]\nb.d = 2", "{\"a\":{\"b\":[{}]}} line 3"},
      {"[a]\nb.c = 1\n[a.b]", "{\"a\":{\"b\":{\"c\":1}}} line 3"},
      {"a.b = 1\n[x]\n[a.c]\n[x.y]\n[a.b]", "{\"a\":{\"b\":1,\"c\":{}},\"x\":{\"y\":{}}} line 5"},
  };
  for (const auto& [text, expected] : forbidden) EXPECT_EQ(reason(text), expected) << text;
}

TEST(Toml, values_that_mean_nothing_leave_the_rest_readable) {
  EXPECT_EQ(read("a = 9223372036854775808\nb = 1"),
            "{\"a\":9223372036854775807,\"b\":1} line 1: an integer of more than 64 bits");
  EXPECT_EQ(read("a = \"x\\uD800\"\nb = 1"), "{\"a\":\"x\",\"b\":1} line 1: an escape that stands for no character");
  EXPECT_EQ(read("a = \"\\U00110000\""), "{\"a\":\"\"} line 1: an escape that stands for no character");
  EXPECT_EQ(read("a = 2021-02-29"), "{\"a\":@2021-02-29} line 1: a day that its month has not");
  EXPECT_EQ(read("a = [2021-01-31,\n 1-01-01T00:00:00]"),
            "{\"a\":[@2021-01-31,@1-01-01T00:00:00]} line 2: a year that has not four digits");
  EXPECT_EQ(read("a = \"\"\"x\"\"\"\"\"\""), "{\"a\":\"x\\\"\\\"\\\"\"} line 1: three quotes within a string");
}

TEST(Toml, broken_syntax_ends_the_document_before_its_statement) {
  EXPECT_EQ(read("a = 1\n[t]\nb = [1,\n 2]\nc = &\nd = 4\n[u]"),
            "{\"a\":1,\"t\":{\"b\":[1,2]}} line 5: unexpected `&`");
  EXPECT_EQ(read("a = 1\n[t]\nb = 2\nc = [1,\n 2,\n &"), "{\"a\":1,\"t\":{\"b\":2}} line 6: unexpected `&`");
  EXPECT_EQ(read("a = 1\nb = \"\"\"\nx\n"), "{\"a\":1} line 4: the text ends too early");
  EXPECT_EQ(read("a = 1\nb =\nc = 2"), "{\"a\":1} line 2: the line ends too early");
  EXPECT_EQ(read("a = 1\nb = 'x\nc = 2"), "{\"a\":1} line 2: the line ends too early");
  EXPECT_EQ(read("a = 1\n[t\nb = 2"), "{\"a\":1} line 2: the line ends too early");
  EXPECT_EQ(read("a = 1\nb = \"\x01\"\nc = 2"), "{\"a\":1} line 2: a control character, or a byte that is no UTF-8");
  EXPECT_EQ(read("a = &\nb = \x80"), "{} line 1: unexpected `&`");
  EXPECT_EQ(read("a = [\n\xff\n]"), "{} line 2: a control character, or a byte that is no UTF-8");
  EXPECT_EQ(read(std::string(kMaxBytes + 1, '\n')), "{} line 1: longer than 1048576 bytes");
}

TEST(Toml, what_the_standard_forbids) {
  const std::vector<std::string> forbidden = {"a",
                                              "a =",
                                              "= 1",
                                              "a = 1 b = 2",
                                              "a = 1 2",
                                              "a.b",
                                              "a. = 1",
                                              ".a = 1",
                                              "a..b = 1",
                                              "a b = 1",
                                              "\"\"\"a\"\"\" = 1",
                                              "[a",
                                              "[a]]",
                                              "[[a]",
                                              "[ [a]]",
                                              "[]",
                                              "[a.]",
                                              "[a] b = 1",
                                              "[a]\n[b] # ok\n[c] d",
                                              "[\na]",
                                              "\xc3\xa9 = 1",
                                              "a = [1 2]",
                                              "a = [,]",
                                              "a = [1,,]",
                                              "a = {b = 1,}",
                                              "a = {\nb = 1}",
                                              "a = {b}",
                                              "a = {,}",
                                              "a = [1",
                                              "a = {b = 1",
                                              "a = 01",
                                              "a = 1_",
                                              "a = _1",
                                              "a = 1__0",
                                              "a = 0x",
                                              "a = +0x1",
                                              "a = 0X1",
                                              "a = 0b2",
                                              "a = 0o8",
                                              "a = 1.",
                                              "a = .1",
                                              "a = 1.e1",
                                              "a = 1e",
                                              "a = 1._5",
                                              "a = 1_.5",
                                              "a = Inf",
                                              "a = +-1",
                                              "a = True",
                                              "a = truefalse",
                                              "a = nil",
                                              "a = 1979-5-27",
                                              "a = 1979-13-01",
                                              "a = 1979-00-01",
                                              "a = 1979-05-32",
                                              "a = 07:32",
                                              "a = 24:00:00",
                                              "a = 07:60:00",
                                              "a = 1979-05-27T07:32:00+25:00",
                                              "a = 1979-05-27T",
                                              "a = \"x",
                                              "a = \"x\ny\"",
                                              "a = \"\\x41\"",
                                              "a = \"\\u12\"",
                                              "a = \"\\ \"",
                                              "a = 'x'y'",
                                              "a = 'x\ny'",
                                              "a = '''x",
                                              "a = '''x''''''",
                                              "a = \"\"\"x\\ y\"\"\"",
                                              "a = \"\x7f\"",
                                              "# \x01",
                                              "a = 1\rb = 2",
                                              "a = '\r'",
                                              std::string("a = 1\0", 6),
                                              "a = \xc0\xaf",
                                              "a = '\xed\xa0\x80'",
                                              "a = '\xf4\x90\x80\x80'"};
  for (const std::string& text : forbidden) EXPECT_TRUE(parse(text).failure()) << text << " -> " << read(text);
}

// Where toml++ 3.3.0 failed an assertion or had undefined behaviour.
TEST(Toml, hostile_headers_and_characters) {
  EXPECT_EQ(read("[[["), "{} line 1: unexpected `[`");
  EXPECT_EQ(read("[&"), "{} line 1: unexpected `&`");
  EXPECT_EQ(read("[[&]]\n"), "{} line 1: unexpected `&`");
  EXPECT_EQ(read("[\xc3\xa9]"), "{} line 1: an unexpected character");
  EXPECT_EQ(read("a = \xf0\x9f\x98\x80"), "{} line 1: an unexpected character");
  EXPECT_EQ(read("a\xc2\xa0= 1"), "{} line 1: an unexpected character");
}

std::string repeated(std::string_view part, size_t bytes) {
  std::string out;
  while (out.size() + part.size() <= bytes) out += part;
  return out;
}

// The times are one or two seconds for the largest text, and would be hours if errors were recovered from.
TEST(Toml, the_work_is_linear_and_no_depth_is_too_deep) {
  const double before = processor_seconds();
  constexpr size_t kSize = kMaxBytes / (kSanitized ? 64 : 16);
  for (const std::string_view part : {"\"\"\"x", "[", "a=[", "a=\n", "a      =     ", "[a]]\n"}) {
    EXPECT_TRUE(parse(repeated(part, kSize)).failure()) << part;
    EXPECT_TRUE(parse(repeated("[[a]]\nb=1\n", kSize) + repeated(part, kSize)).failure()) << part;
  }
  EXPECT_EQ(parse(repeated("[[a]]\n", kSize)).root()["a"].items().size(), kSize / 6);
  EXPECT_FALSE(parse("a" + repeated(".a", kSize) + " = 1").failure());
  EXPECT_FALSE(parse("[a" + repeated(".a", kSize) + "]").failure());
  EXPECT_FALSE(parse("a = " + std::string(500, '[') + std::string(500, ']')).failure());
  EXPECT_EQ(parse("a = " + std::string(kSize, '[') + std::string(kSize, ']') + "\nb = 1").root()["b"].integer(), 1);
  EXPECT_EQ(parse("a = " + repeated("{a=", kSize)).failure()->line, 1u);
  EXPECT_LT(processor_seconds() - before, 60);
}

TEST(Toml, any_bytes_have_an_answer) {
  std::mt19937 random(1);
  const std::string_view alphabet = "[]{}=.,\"'\\#\n\r\t ab1-+_:\xc3\xa9\x80";
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    for (size_t n = random() % 40; n > 0; --n) text += alphabet[random() % alphabet.size()];
    const Document document = parse(text);
    ASSERT_EQ(document.root().kind(), Kind::table);
    const auto& failure = document.failure();
    if (failure) {
      ASSERT_LE(failure->line, std::count(text.begin(), text.end(), '\n') + 1u) << text;
    }
  }
}

TEST(Toml, questions_about_what_is_not_there_give_none) {
  const Document document = parse("a = [{b = 'x'}]\nc = 1.5");
  const Value root = document.root();
  EXPECT_EQ(root["a"][0]["b"].text(), "x");
  EXPECT_EQ(root["c"].floating(), 1.5);
  for (const Value none : {root["z"], root["a"][1], root["a"]["b"], root["c"]["d"][3], Value()}) {
    EXPECT_EQ(none.kind(), Kind::none);
    EXPECT_EQ(none.text(), std::nullopt);
    EXPECT_TRUE(none.items().empty());
  }
  EXPECT_EQ(root["c"].integer(), std::nullopt);
}

}  // namespace
}  // namespace antivenom::toml
