// Every figure on a dataset of six packages and four lives, counted by hand.
#include "study/study.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace antivenom::study {
namespace {

using nlohmann::json;

Sample malicious(const std::string& name, const std::string& version, uint32_t files, uint64_t lines,
                 uint64_t bad_lines, uint32_t depth) {
  Sample s;
  s.name = name;
  s.version = version;
  s.file = name + "-" + version + ".tar.gz";
  s.sha256 = "hash of " + s.file;
  s.python_files = files;
  s.python_lines = lines;
  s.malicious_lines = bad_lines;
  s.max_depth = depth;
  s.elapsed_ms = 100;
  if (version != "1.1") s.lines_of_bad_files = bad_lines * 2;
  return s;
}

Dataset by_hand() {
  Dataset data;
  Sample a = malicious("alpha", "1.0", 1, 10, 8, 1);
  a.categories = {"command-execution", "information-stealing"};
  a.behaviours = {"command/lolbin", "steal/system-info"};
  a.evasions = {"code-obfuscation"};
  a.platforms = {"windows"};
  a.trigger = "install";
  a.in_setup = true;
  a.verdict = "malicious";
  a.family = "F1";
  a.sources = {"one"};
  a.calls = {1, 2};
  Sample b = malicious("alpha", "1.1", 3, 90, 30, 2);
  b.categories = {"command-execution"};
  b.behaviours = {"command/lolbin"};
  b.evasions = {"trace-removal"};
  b.removes_traces = true;
  b.trigger = "import";
  b.outside_setup = true;
  b.verdict = "malicious";
  b.family = "F1";
  b.sources = {"one", "two"};
  b.calls = {1, 2, 3, 4};
  Sample c = malicious("beta", "1.0", 2, 20, 15, 4);
  c.categories = {"remote-control"};
  c.behaviours = {"remote/beacon"};
  c.trigger = "runtime";
  c.outside_setup = true;
  c.verdict = "clean";
  c.visible = false;
  c.family = "F2";
  c.sources = {"two"};
  c.calls = {9};
  Sample d = malicious("gamma", "1.0", 2, 40, 10, 1);
  d.verdict = "suspicious";
  d.family = "F2";
  d.sources = {"two"};
  d.tool = "Metasploit";
  Sample x = malicious("x", "1", 10, 1000, 0, 3);
  x.malicious = false;
  x.kind = "popular";
  x.verdict = "clean";
  Sample y = malicious("y", "1", 10, 1000, 0, 3);
  y.malicious = false;
  y.kind = "hard";
  y.verdict = "malicious";
  y.evasions = {"code-obfuscation"};
  data.samples = {a, b, c, d, x, y};
  data.claims["osv"] = {"alpha", "delta"};
  data.has_store = true;

  const store::Time start = 19'000 * store::kDay;
  const auto life = [&](const char* name, int uploaded, int found, int last, uint64_t before, uint64_t after) {
    Life l;
    l.name = name;
    l.uploaded = uploaded < 0 ? 0 : start + uploaded * store::kDay;
    l.found = found < 0 ? 0 : start + found * store::kDay;
    l.last_download = last < 0 ? 0 : start + last * store::kDay;
    l.downloads_incubating = before;
    l.downloads_residual = after;
    data.lives.push_back(l);
  };
  life("alpha", 0, 10, 40, 150, 50);
  life("beta", 0, 90, 95, 0, 1200);
  life("delta", -1, 5, -1, 0, 0);
  life("epsilon", 20, 5, -1, 0, 0);

  data.downloads.total = 100;
  data.downloads.forms = {{"sdist", 75}, {"bdist_wheel", 20}, {"bdist_egg", 5}};
  data.downloads.clients = {{"pip", 60}, {"mirror", 20}};
  data.downloads.without_client = 20;
  DetectorResult aura;
  aura.name = "Aura";
  aura.detected = {{"alpha-1.0.tar.gz", true}, {"x-1.tar.gz", true}};
  DetectorResult absent;
  absent.name = "GuardDog";
  absent.missing = "guarddog is not installed";
  data.detectors = {aura, absent};
  data.evolving_packages = 1;
  data.evolved = {{"alpha", "1.0", "1.1", true, false, false, false, true, "- steal/system-info; sturdier"}};
  data.mirrors = {{"alpha", "1.0", "alpha-1.0.tar.gz", "m1", "CN", true, false},
                  {"alpha", "1.0", "alpha-1.0.tar.gz", "m2", "", false, true},
                  {"beta", "1.0", "beta-1.0.tar.gz", "m2", "", false, true}};
  return data;
}

class Study : public ::testing::Test {
 protected:
  static json tables(const Dataset& data) { return json::parse(study_json(study(data, "test")))["tables"]; }
  void expect(const char* table, const char* ours, const char* paper = "{}") {
    EXPECT_EQ(all_[table]["ours"], json::parse(ours)) << table;
    EXPECT_EQ(all_[table]["paper"], json::parse(paper)) << table;
  }
  json all_ = tables(by_hand());
};

TEST_F(Study, code_is_counted) {
  const json files = all_["rq1.files"]["ours"]["all"];
  EXPECT_EQ(
      files,
      json::parse(R"({"packages":4,"Python files, mean":2,"Python files, median":2,"lines, mean":40,"lines, median":30,
    "lines a file, mean":17.5,"depth, mean":2,"deepest":4,"no deeper than 3":0.75})"));
  EXPECT_EQ(all_["rq1.files"]["paper"]["all"],
            json::parse(R"({"Python files, mean":2,"deepest":3,"no deeper than 3":1})"));
  EXPECT_EQ(all_["rq1.files"]["ours"]["two"]["packages"], 3);
  EXPECT_EQ(all_["rq1.density"]["ours"]["all"],
            json::parse(R"({"packages":4,"density, median":0.541667,"density, mean":0.533333,"denser than 50 %":0.5,
              "denser than 50 %, whole files":0.666667})"))
      << "16 of 10 lines, 30 of 20, 20 of 40";
  EXPECT_EQ(all_["rq1.density"]["interval"]["all"]["denser than 50 %"], json::parse("[0.150039,0.849961]"))
      << "Wilson, 2 of 4";
  const json overlap = all_["rq1.overlap"]["ours"];
  EXPECT_EQ(overlap["one / osv"]["in both"], 1);
  EXPECT_EQ(overlap["one / osv"]["overlap"], 0.5);
  EXPECT_EQ(overlap["one / two"]["overlap"], 0.333333);
  EXPECT_EQ(overlap["osv / two"]["overlap"], 0.25);
  EXPECT_EQ(all_["rq1.similarity"]["ours"]["two / one"]["likeness of the nearest, mean"], 0.25)
      << "alpha 1.1 and 1.0 half, beta nothing";
  EXPECT_EQ(all_["rq1.similarity"]["ours"]["two / one"]["same bytes"], 1);
  expect("rq1.tools", R"({"Metasploit":{"packages":1,"share":0.25},"any":{"packages":1,"share":0.25}})");
}

TEST_F(Study, strategies_are_counted) {
  expect(
      "rq2.behaviours",
      R"({"none":{"packages":1,"share":0.25},"one":{"packages":2,"share":0.5},"two":{"packages":1,"share":0.25},
           "two or more":{"packages":1,"share":0.25},"three or more":{"packages":0,"share":0}})",
      R"({"one":{"packages":630,"share":0.47191},"two":{"packages":411,"share":0.307865},"two or more":{"packages":635,"share":0.475655},
           "three or more":{"packages":224,"share":0.16779}})");
  expect(
      "rq2.categories", R"({"command-execution":{"packages":2,"share":0.5,"families":1,"share of families":0.5},
           "information-stealing":{"packages":1,"share":0.25,"families":1,"share of families":0.5},
           "file-operations":{"packages":0,"share":0,"families":0,"share of families":0},
           "code-execution":{"packages":0,"share":0,"families":0,"share of families":0},
           "remote-control":{"packages":1,"share":0.25,"families":1,"share of families":0.5},
           "obfuscated code":{"packages":1,"share":0.25,"families":1,"share of families":0.5}})",
      R"({"command-execution":{"share":0.5933},"information-stealing":{"share":0.4944},"file-operations":{"share":0.4719},
           "code-execution":{"share":0.0262},"remote-control":{"share":0.0075},"obfuscated code":{"share":0.0787}})");
  EXPECT_EQ(all_["rq2.pairs"]["ours"]["command-execution / information-stealing"],
            json::parse(R"({"another":"information-stealing",
    "packages with both":1,"share":0.25,"lift":2})"));
  expect(
      "rq2.details",
      R"({"command/lolbin":{"packages":2,"share":0.5},"remote/beacon":{"packages":1,"share":0.25},"steal/system-info":{"packages":1,"share":0.25}})");
  expect(
      "rq2.platforms",
      R"({"Windows":{"packages":1,"share":0.25},"Linux":{"packages":0,"share":0},"macOS":{"packages":0,"share":0},
           "none named":{"packages":3,"share":0.75}})",
      R"({"Windows":{"packages":453,"share":0.339326},"Linux":{"packages":43,"share":0.03221},"macOS":{"packages":19,"share":0.014232}})");
  expect("rq2.traces", R"({"remove what they ran or wrote":{"packages":1,"share":0.25}})");
  const json evolution = all_["rq2.evolution"]["ours"];
  EXPECT_EQ(evolution["packages with several versions"]["count"], 1);
  EXPECT_EQ(evolution["versions of them that were compared"]["count"], 2);
  EXPECT_EQ(evolution["sturdier: more errors caught"], json::parse(R"({"count":1,"share of the steps":1})"));
  EXPECT_EQ(evolution["further behaviours"], json::parse(R"({"count":0,"share of the steps":0})"));
}

TEST_F(Study, detectors_and_evasions_are_compared) {
  expect(
      "rq3.detectors",
      R"({"Antivenom":{"malicious":4,"recall":0.5,"recall where something is to be seen":0.666667,"honest":2,"false positives":0.5,
             "time, median":0.1,"how":"verdict malicious"},
           "Aura":{"malicious":1,"recall":1,"recall where something is to be seen":1,"honest":1,"false positives":1,"time, median":"not known"},
           "GuardDog":{"malicious":"-","recall":"-","recall where something is to be seen":"-","honest":"-","false positives":"-","time, median":"-",
             "how":"guarddog is not installed"}})",
      R"({"Aura":{"false positives":0.87}})");
  expect("rq3.honest", R"({"Antivenom":{"hard":1,"popular":0},"Aura":{"hard":"none to count","popular":1}})");
  EXPECT_EQ(all_["rq3.evasions"]["ours"]["code-obfuscation"],
            json::parse(R"({"packages":1,"share":0.25,"honest packages":0.5})"));
  EXPECT_EQ(all_["rq3.evasions"]["ours"]["sandbox-escape"],
            json::parse(R"({"packages":0,"share":0,"honest packages":0})"));
  EXPECT_EQ(all_["rq3.evasions"]["paper"]["sandbox-escape"]["packages"], 63);
  expect("rq3.defeats", R"({"none":{"Antivenom":0,"Aura":"none to count"},"code-obfuscation":{"Antivenom":1,"Aura":1},
           "trace-removal":{"Antivenom":1,"Aura":"none to count"}})");
  expect("rq3.setup",
         R"({"all behaviour in setup.py":{"packages":1,"share":0.333333},"some in setup.py":{"packages":0,"share":0},
           "none in setup.py: missed":{"packages":2,"share":0.666667}})",
         R"({"none in setup.py: missed":{"share":0.23}})");
  expect("rq3.mirrors", R"({"m1":{"country":"CN","files looked for":1,"still served":1,"share":1},
           "m2":{"country":"not known","files looked for":2,"still served":0,"share":0}})");
  expect(
      "rq3.gone",
      R"({"versions gone from every mirror":{"count":1},"their packages":{"count":1},"of these, downloaded after they were found":{"count":1}})",
      R"({"versions gone from every mirror":{"count":70},"their packages":{"count":37}})");
}

TEST_F(Study, lives_are_measured) {
  const json life = all_["rq4.life"]["ours"];
  EXPECT_EQ(life["uploaded and found"], json::parse(R"({"packages":2,"days, median":50,"days, mean":50})"));
  EXPECT_EQ(life["found and downloaded"], json::parse(R"({"packages":2,"days, median":17.5,"days, mean":17.5})"));
  const std::map<std::string, double> shares = {{"incubation of more than two months", 0.5},
                                                {"found within a day", 0},
                                                {"residual longer than incubation", 0.5},
                                                {"residual of more than two months", 0},
                                                {"more than 100 downloads while incubating", 0.5},
                                                {"more than 100 downloads afterwards", 0.5},
                                                {"more than 1,000 downloads", 0.5}};
  for (const auto& [row, share] : shares) EXPECT_EQ(life[row]["share"], share) << row;
  EXPECT_EQ(all_["rq4.life"]["paper"]["residual longer than incubation"]["share"], 0.7234);
  expect("rq4.forms", R"({"source":{"downloads":75,"share":0.75},"binary":{"downloads":25,"share":0.25}})",
         R"({"source":{"share":0.7481},"binary":{"share":0.2519}})");
  expect("rq4.clients", R"({"pip":{"downloads":60,"share":0.75},"mirror":{"downloads":20,"share":0.25}})",
         R"({"pip":{"share":0.8142},"mirror":{"share":0.05}})");
  expect(
      "rq4.vectors",
      R"({"install time":{"packages":1,"share":0.333333,"share of families":0.5},"import time":{"packages":1,"share":0.333333,
           "share of families":0.5},"run time":{"packages":1,"share":0.333333,"share of families":0.5}})",
      R"({"install time":{"packages":580,"share":0.686},"import time":{"packages":161,"share":0.19},"run time":{"packages":105,"share":0.124}})");
}

TEST_F(Study, portrait_tells_each_stage_and_family) {
  const json stages = all_["portrait.stages"]["ours"];
  EXPECT_EQ(stages["made / hides in some way"]["packages"], 2);
  EXPECT_EQ(stages["uploaded / to the index"]["packages"], 3);
  EXPECT_EQ(stages["found / by an advisory"]["days after upload, median"], 10)
      << "10, 90 and a name that was used again";
  EXPECT_EQ(stages["removed / from the index"]["packages"], "not known");
  EXPECT_EQ(stages["lingers / on a mirror"], json::parse(R"({"what":"on a mirror","packages":1,"share":0.5})"));
  EXPECT_EQ(all_["portrait.families"]["ours"]["F1"]["does most"], "command-execution (100.0 %)");
  Dataset data = by_hand();
  narrow_to_family(data, "F2");
  const json narrow = tables(data);
  EXPECT_EQ(narrow["rq1.files"]["ours"]["all"]["packages"], 2);
  EXPECT_EQ(narrow["rq4.life"]["ours"]["uploaded and found"]["packages"], 1);
}

TEST_F(Study, what_is_missing_is_said) {
  const json empty = json::parse(study_json(study({}, "test")));
  EXPECT_EQ(empty["tables"].size(), 1u) << empty["tables"];  // the portrait's stages, all of them "not known"
  std::map<std::string, std::string> reasons;
  for (const json& one : empty["missing"]) reasons[one["table"]] = one["reason"];
  EXPECT_EQ(reasons["rq2.categories"], "no malicious package was scanned");
  EXPECT_EQ(reasons["rq4.life"], "without a dataset (--db) upload times and advisories are not known");
  EXPECT_EQ(reasons["rq3.mirrors"], "without a dataset (--db) nothing is known of mirrors");
  EXPECT_NE(reasons["rq4.countries"].find("--print-query"), std::string::npos);
}

TEST_F(Study, numbers_lead_to_the_packages_behind_them) {
  const chart::Document document = study(by_hand(), "test");
  for (const chart::Section& section : document.sections) {
    for (const chart::Part& part : section.parts) {
      const auto* table = std::get_if<chart::Table>(&part);
      if (table == nullptr || table->id != "rq2.traces") continue;
      const chart::Cell& cell = table->rows[0][1];
      ASSERT_EQ(cell.packages.size(), 1u);
      EXPECT_EQ(document.packages[cell.packages[0]], "alpha 1.1");
    }
  }
}

}  // namespace
}  // namespace antivenom::study
