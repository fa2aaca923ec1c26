// The user's own rules from outside: reports, verdicts, exit codes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using nlohmann::json;
using test_support::Finished;
using test_support::TemporaryFolder;

constexpr std::string_view kSetup = "from setuptools import setup\nsetup(name='sample', version='1.0')\n";

class Yara : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("sample-1.0.tar.gz", test_support::sdist_of({{"setup.py", std::string(kSetup)},
                                                               {"sample/__init__.py", "NAME = 'shipped marker'\n"}}));
    folder_.write(
        "packed-1.0.tar.gz",
        test_support::sdist_of(
            {{"setup.py", std::string(kSetup)},
             {"sample/__init__.py", "NAME = 'shipped marker'\n"},
             {"sample/late.py", "import base64\nexec(base64.b64decode('cHJpbnQoJ2hheSBuZWVkbGUgaGF5Jyk='))\n"}}));
  }
  Finished run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "scan");
    return test_support::run_antivenom(arguments, folder_);
  }
  std::string rule(const std::string& name, const std::string& text, const std::string& says = {}) {
    const std::string meta = says.empty() ? "" : " meta: antivenom = \"" + says + "\"";
    return folder_.write(name + ".yar",
                         "rule " + name + " : demo {" + meta + " strings: $a = \"" + text + "\" condition: $a }\n");
  }
  TemporaryFolder folder_;
};

TEST_F(Yara, matches_stand_in_every_report_and_change_no_verdict) {
  const std::string shipped = rule("shipped", "shipped marker"), unpacked = rule("unpacked", "hay needle hay");
  const std::vector<std::string> arguments = {"--yara", shipped, "--yara=" + unpacked, "packed-1.0.tar.gz"};
  const json without = json::parse(run({"--format", "json", "packed-1.0.tar.gz"}).out);
  EXPECT_FALSE(without.contains("yara"));
  const auto with = [&](const std::string& format) {
    std::vector<std::string> all = arguments;
    all.insert(all.begin(), {"--format", format});
    return run(all);
  };
  const json result = json::parse(with("json").out);
  for (const char* key : {"verdict", "score", "summary"}) EXPECT_EQ(result[key], without[key]);
  EXPECT_EQ(result["yara"].dump(),
            R"([{"file":"sample/__init__.py","layer":0,"line":1,"namespace":"shipped","offset":8,"rule":"shipped",)"
            R"("strings":[{"data":"shipped marker","id":"$a","length":14,"offset":8}],"tags":["demo"]},)"
            R"({"file":"sample/late.py","layer":1,"line":1,"namespace":"unpacked","offset":7,"rule":"unpacked",)"
            R"("strings":[{"data":"hay needle hay","id":"$a","length":14,"offset":7}],"tags":["demo"]}])");
  EXPECT_NE(with("text").out.find("  matches of your YARA rules\n"
                                  "    shipped:shipped  demo\n"
                                  "        sample/__init__.py:1\n"
                                  "            $a at byte 8: shipped marker\n"
                                  "    unpacked:unpacked  demo\n"
                                  "        sample/late.py:1 (layer 1)\n"
                                  "            $a at byte 7: hay needle hay\n"),
            std::string::npos);
  const json sarif = json::parse(with("sarif").out)["runs"][0];
  EXPECT_EQ(sarif["tool"]["driver"]["rules"].back()["id"], "yara/unpacked:unpacked");
  EXPECT_EQ(sarif["results"].back()["ruleId"], "yara/unpacked:unpacked");
  EXPECT_EQ(sarif["results"].back()["level"], "note");
}

TEST_F(Yara, a_rule_that_says_so_raises_the_verdict_and_is_named) {
  const std::string bad = rule("bad", "marker", "malicious"), odd = rule("odd", "shipped", "suspicious");
  const Finished raised = run({"--format=json", "--yara", bad, "--yara", odd, "sample-1.0.tar.gz"});
  EXPECT_EQ(raised.code, 1);
  const json result = json::parse(raised.out);
  EXPECT_EQ(result["verdict"], "malicious");
  EXPECT_TRUE(
      std::string(result["summary"])
          .starts_with("The YARA rule bad of bad, marked malicious, matches sample/__init__.py. Nothing hostile"))
      << result["summary"];
  EXPECT_EQ(json::parse(run({"--format=json", "--yara", odd, "sample-1.0.tar.gz"}).out)["verdict"], "suspicious");
  EXPECT_EQ(run({"--yara", rule("absent", "nowhere", "malicious"), "sample-1.0.tar.gz"}).code, 0);
}

TEST_F(Yara, broken_rules_are_wrong_use_and_settings_name_none) {
  const std::string broken = folder_.write("rules/broken.yar", "rule a {\n  condition: nothing_known }\n");
  rule("rules/fine", "x");
  const Finished finished = run({"--yara", "rules", "sample-1.0.tar.gz"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_EQ(finished.out, "");
  EXPECT_NE(finished.err.find("rules/broken.yar:2: undefined identifier \"nothing_known\"\n"), std::string::npos)
      << finished.err;
  EXPECT_EQ(run({"--yara", "none.yar", "sample-1.0.tar.gz"}).code, 2);
  folder_.write("antivenom.toml", "yara = \"rules\"\nformat = \"json\"\n");
  const Finished settings = run({"sample-1.0.tar.gz"});
  EXPECT_EQ(settings.code, 0) << settings.err;
  EXPECT_FALSE(json::parse(settings.out).contains("yara"));
}

}  // namespace
}  // namespace antivenom
