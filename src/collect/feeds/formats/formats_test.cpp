#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collect/feeds/formats/affected.h"
#include "collect/feeds/formats/csv.h"
#include "collect/feeds/formats/json.h"
#include "collect/feeds/formats/xml.h"
#include "collect/feeds/formats/yaml.h"

namespace antivenom::collect {
namespace {

using ::testing::ElementsAre;

// "text@line" of each piece, "key=text@line" of members, and what stopped the reading.
std::vector<std::string> pieces_of(JsonPieces pieces) {
  std::vector<std::string> out;
  while (const auto piece = pieces.next()) {
    out.push_back((piece->key.empty() ? "" : piece->key + "=") + std::string(piece->text) + "@" +
                  std::to_string(piece->line));
  }
  if (pieces.error()) out.push_back("! " + pieces.error()->message());
  return out;
}

TEST(JsonPieces, ListsAreCutWithoutBeingParsed) {
  EXPECT_THAT(pieces_of(JsonPieces::elements(R"([{"a": "}],["}, 2,
 [3, "\""], wrong ,{}])")),
              ElementsAre(R"({"a": "}],["})"
                          "@1",
                          "2@1",
                          R"([3, "\""])"
                          "@2",
                          "wrong@2", "{}@2"));
  EXPECT_THAT(pieces_of(JsonPieces::elements("\xEF\xBB\xBF[ ]")), ElementsAre());
  EXPECT_THAT(pieces_of(JsonPieces::elements("")), ElementsAre());
}

TEST(JsonPieces, DamageKeepsWhatCameBefore) {
  EXPECT_THAT(pieces_of(JsonPieces::elements("[1, 2")), ElementsAre("1@1", "2@1", "! line 1: the JSON is cut off"));
  EXPECT_THAT(pieces_of(JsonPieces::elements("[{\"a\": 1},\n{\"b\"")),
              ElementsAre("{\"a\": 1}@1", "! line 2: the JSON is cut off"));
  EXPECT_THAT(pieces_of(JsonPieces::elements("[1 2]")), ElementsAre("1@1", "! line 1: no comma between two records"));
  EXPECT_THAT(pieces_of(JsonPieces::elements("[1,]")), ElementsAre("1@1", "! line 1: a value is missing"));
  EXPECT_THAT(pieces_of(JsonPieces::elements("[1]x")),
              ElementsAre("1@1", "! line 1: something follows the end of the JSON"));
}

TEST(JsonPieces, LinesEndWithTheirLine) {
  EXPECT_THAT(pieces_of(JsonPieces::elements("{\"a\":1}\n{\"b\": [\n\n{\"c\":3}\n")),
              ElementsAre("{\"a\":1}@1", "{\"b\": [@2", "{\"c\":3}@4"));
  // One value over several lines is one value.
  EXPECT_THAT(pieces_of(JsonPieces::elements("{\"a\":\n1}\n")), ElementsAre("{\"a\":\n1}@1"));
}

TEST(JsonPieces, MembersOfAnObject) {
  EXPECT_THAT(pieces_of(JsonPieces::members(R"({"a": {"b": 1}, "c\u0041": [2]})")),
              ElementsAre(R"(a={"b": 1}@1)", "cA=[2]@1"));
  EXPECT_THAT(pieces_of(JsonPieces::members(R"({"a": [1, 2)")),
              ElementsAre("a=[1, 2@1", "! line 1: the JSON is cut off"));
  EXPECT_THAT(pieces_of(JsonPieces::members("[1]")), ElementsAre("! line 1: no JSON object"));
}

TEST(Json, DeepOrBrokenTextIsRefused) {
  EXPECT_EQ(parse_json(std::string(100'000, '[')).error().message(), "JSON nested deeper than 64");
  EXPECT_EQ(parse_json("{\"a\": tru}").error().message(), "no valid JSON at byte 10");
  EXPECT_FALSE(parse_json("\"\xff\""));
  EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']')));
  EXPECT_EQ(text_of(*parse_json(R"({"n": 12})"), "n"), "12");
  EXPECT_EQ(texts_of(*parse_json(R"({"n": ["a", 1, "b"]})"), "n"), (std::vector<std::string>{"a", "b"}));
}

std::vector<std::string> rows_of(std::string_view text) {
  std::vector<std::string> out;
  CsvReader csv(text);
  while (const auto row = csv.next()) {
    std::string line = std::to_string(row->line);
    for (const std::string& field : row->fields) line += "|" + field;
    out.push_back(row->error ? line + " ! " + row->error->message() : line);
  }
  return out;
}

TEST(Csv, QuotesCommasAndNewlines) {
  EXPECT_THAT(rows_of("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n,,\n3,4"), ElementsAre("2|1|x, \"y\"\nz", "6|3|4"));
  EXPECT_THAT(rows_of("a;b\n1;2,5\n"), ElementsAre("2|1|2,5"));
  EXPECT_THAT(rows_of("a\tb\n1\t2\n"), ElementsAre("2|1|2"));
  EXPECT_THAT(rows_of(""), ElementsAre());
}

TEST(Csv, AnOpenQuoteCostsItsRowOnly) {
  EXPECT_THAT(rows_of("a,b\n1,\"open\n2,fine\n3,\"fine\"\n"),
              ElementsAre("2 ! a quote is not closed", "3|2|fine", "4|3|fine"));
  std::string many = "a\n";
  for (int i = 0; i < 5'000; ++i) many += "\"" + std::to_string(i) + "\"x,\"\n";
  EXPECT_LE(rows_of(many).size(), 5'000u);
  const auto wide = rows_of("a\n" + std::string(5'000, ',') + "\n1\n");
  EXPECT_THAT(wide, ElementsAre("2 ! the row is too long", "3|1"));
}

TEST(Csv, ColumnsAreFoundByName) {
  const CsvReader csv("\xEF\xBB\xBFPackage Name, fix_method,snyk_id\n");
  EXPECT_EQ(csv.column({"package_name"}), 0u);
  EXPECT_EQ(csv.column({"missing", "fix-method"}), 1u);
  EXPECT_EQ(csv.column({"SNYKID"}), 2u);
  EXPECT_EQ(csv.column({"missing"}), std::nullopt);
}

// What add_affected() makes of a text: "all", "versions", "introduced-fixed" and "introduced=last".
std::string affected(std::string_view text) {
  store::Advisory advisory;
  if (!add_affected(text, advisory)) return "not understood";
  std::string out = advisory.all_versions ? "all " : "";
  for (const std::string& version : advisory.versions) out += version + " ";
  for (const auto& range : advisory.ranges) {
    out += range.introduced + (range.fixed.empty() ? "" : "-" + range.fixed) +
           (range.last_affected.empty() ? "" : "=" + range.last_affected) + " ";
  }
  return out;
}

TEST(Affected, EveryFormThatListsUse) {
  EXPECT_EQ(affected(""), "all ");
  EXPECT_EQ(affected("*"), "all ");
  EXPECT_EQ(affected("[]"), "all ");
  EXPECT_EQ(affected("All versions"), "all ");
  EXPECT_EQ(affected("[0,]"), "all 0 ");
  EXPECT_EQ(affected(">=0.0.0"), "all 0 ");
  EXPECT_EQ(affected("['1.0', '2.0-1', '...']"), "1.0 2.0-1 ");
  EXPECT_EQ(affected("[\"1.0\"]"), "1.0 ");
  EXPECT_EQ(affected("[0.3.2]"), "0.3.2 ");
  EXPECT_EQ(affected("[=1.0.4]"), "1.0.4 ");
  EXPECT_EQ(affected("[1.0,2.0]"), "1.0 2.0 ");
  EXPECT_EQ(affected("[1.0,2.0)"), "1.0-2.0 ");
  EXPECT_EQ(affected("[,1.2),[2.0,2.2]"), "0-1.2 2.0=2.2 ");
  EXPECT_EQ(affected("(,1.2]"), "0=1.2 ");
  EXPECT_EQ(affected(">=1.1.5 <=1.1.7"), "1.1.5=1.1.7 ");
  EXPECT_EQ(affected(">= 1.0, < 2.0"), "1.0-2.0 ");
  EXPECT_EQ(affected("= 1.0"), "1.0 ");
  EXPECT_EQ(affected("==1.0 || ==1.1"), "1.0 1.1 ");
  EXPECT_EQ(affected("<2 || 3.0"), "3.0 0-2 ");
  EXPECT_EQ(affected("1.0, 1.1;1.2"), "1.0 1.1 1.2 ");
}

TEST(Affected, WhatIsNotUnderstoodAddsNothing) {
  for (const char* text :
       {"> 1.0", "(1.0,2.0)", "['1.0'", "['1.0' '2.0']", "newest", "1.0 || newest", "[1.0,2.0),x", "~> 2.0"}) {
    EXPECT_EQ(affected(text), "not understood") << text;
  }
  EXPECT_EQ(affected("[" + std::string(1'000'000, '[')), "not understood");
}

TEST(Affected, Ecosystems) {
  EXPECT_EQ(ecosystem_of("PyPI"), "pypi");
  EXPECT_EQ(ecosystem_of("pip"), "pypi");
  EXPECT_EQ(ecosystem_of("PyPI:extra"), "pypi");
  EXPECT_EQ(ecosystem_of("crates.io"), "crates.io");
  EXPECT_EQ(ecosystem_of("Hex"), "hex");
}

TEST(Yaml, ScalarsAreTexts) {
  const auto value =
      parse_yaml("id: X-1\nmodified: 2022-05-24T17:55:00Z\nlist:\n- 0.2\n- '0.10'\n- ~\ntext: 'a\n  b'\n");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->dump(), R"({"id":"X-1","list":["0.2","0.10",null],"modified":"2022-05-24T17:55:00Z","text":"a b"})");
}

TEST(Yaml, HostileDocumentsAreRefused) {
  EXPECT_EQ(parse_yaml("a: &x [1]\nb: *x\n").error().message(), "YAML with aliases is not read: line 2");
  EXPECT_EQ(parse_yaml(std::string(10'000, '[')).error().message(), "YAML nested too deeply: line 1");
  EXPECT_EQ(parse_yaml("a: [1\nb: 2\n").error().message(), "no valid YAML: line 2");
  EXPECT_FALSE(parse_yaml("? [a]\n: b\n"));
  EXPECT_TRUE(parse_yaml("")->is_null());
}

TEST(Xml, TreeOfElements) {
  const auto tree = parse_xml("<a><b>x<c/>y</b><b><![CDATA[<z>]]></b></a>");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->root().name, "a");
  EXPECT_EQ(tree->text(&tree->root(), "b"), "xy");
  EXPECT_EQ(tree->nodes[tree->root().children[1]].text, "<z>");
  EXPECT_EQ(tree->child(tree->child(&tree->root(), "none"), "b"), nullptr);
}

TEST(Xml, HostileDocumentsAreRefused) {
  EXPECT_FALSE(parse_xml("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"));
  EXPECT_FALSE(parse_xml("<a><b></a>"));
  EXPECT_FALSE(parse_xml(""));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_FALSE(parse_xml(deep));
}

}  // namespace
}  // namespace antivenom::collect
