// The built program from outside: exit codes, formats, settings.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <nlohmann/json.hpp>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using nlohmann::json;
using test_support::Finished;
using test_support::TemporaryFolder;

Bytes honest_package() {
  return test_support::sdist_of({{"setup.py", "from setuptools import setup\nsetup(name='sample', version='1.0')\n"},
                                 {"sample/__init__.py", "def double(x):\n    return 2 * x\n"}});
}

class Cli : public ::testing::Test {
 protected:
  Finished run(const std::vector<std::string>& arguments, const std::string& input = {}) {
    return test_support::run_antivenom(arguments, folder_, input);
  }
  TemporaryFolder folder_;
};

TEST_F(Cli, version_is_the_one_of_the_build) {
  const Finished finished = run({"--version"});
  EXPECT_EQ(finished.code, 0);
  const std::string build = test_support::read_file(std::string(AV_SOURCE_DIR) + "/CMakeLists.txt");
  const std::string version = finished.out.substr(10, finished.out.size() - 11);
  EXPECT_NE(build.find("project(antivenom VERSION " + version + " "), std::string::npos) << finished.out;
}

TEST_F(Cli, wrong_use_is_2_and_help_is_0_with_examples) {
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({"frobnicate"}).code, 2);
  EXPECT_EQ(run({"scan"}).code, 2);
  EXPECT_EQ(run({"scan", "--no-such-option", "x"}).code, 2);
  EXPECT_EQ(run({"scan", "--format", "xml", "x"}).code, 2);
  EXPECT_EQ(run({"evaluate", "--malicious", "x"}).code, 2);
  for (const char* command : {"scan", "evaluate"}) {
    const Finished help = run({command, "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find("examples:"), std::string::npos);
  }
}

// The same bytes give the same report on any machine.
TEST_F(Cli, the_machines_settings_of_openssl_change_nothing) {
  folder_.write("sample-1.0.tar.gz", honest_package());
  folder_.write("openssl.cnf",
                "openssl_conf = all\n[all]\nalg_section = hashes\n[hashes]\ndefault_properties = fips=yes\n");
  const std::vector<std::vector<std::string>> commands = {{"scan", "--isolation", "off", "sample-1.0.tar.gz"},
                                                          {"diff", "sample-1.0.tar.gz", "sample-1.0.tar.gz"}};
  for (const auto& command : commands) {
    const Finished plain = run(command);
    ::setenv("OPENSSL_CONF", (folder_.path() + "/openssl.cnf").c_str(), 1);
    const Finished set = run(command);
    ::unsetenv("OPENSSL_CONF");
    EXPECT_EQ(plain.code, 0) << plain.err;
    EXPECT_EQ(set.code, 0) << set.err;
    EXPECT_EQ(set.out, plain.out);
  }
}

TEST_F(Cli, honest_package_is_clean_in_every_format) {
  folder_.write("sample-1.0.tar.gz", honest_package());
  const Finished as_json = run({"scan", "--format", "json", "sample-1.0.tar.gz"});
  EXPECT_EQ(as_json.code, 0) << as_json.err;
  const json result = json::parse(as_json.out);
  EXPECT_EQ(result["schema"], 1);
  EXPECT_EQ(result["verdict"], "clean");
  EXPECT_EQ(result["artifact"]["name"], "sample");
  EXPECT_EQ(result["artifact"]["version"], "1.0");
  EXPECT_EQ(result["artifact"]["kind"], "sdist");
  EXPECT_EQ(result["metrics"]["python_files"], 2);
  for (const char* key : {"score", "threshold", "summary", "behaviours", "evasions", "platforms", "triggers",
                          "indicators", "layers", "errors", "elapsed_ms"}) {
    EXPECT_TRUE(result.contains(key)) << key;
  }
  const Finished text = run({"scan", "sample-1.0.tar.gz"});
  EXPECT_TRUE(text.out.starts_with("CLEAN  sample 1.0  ")) << text.out;
  EXPECT_EQ(text.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(run({"scan", "--quiet", "sample-1.0.tar.gz"}).out, "");
  EXPECT_EQ(json::parse(run({"--format", "sarif", "scan", "sample-1.0.tar.gz"}).out)["version"], "2.1.0");
  EXPECT_TRUE(run({"scan", "--dump", "facts", "sample-1.0.tar.gz"}).out.starts_with("antivenom-facts 1\n"));
}

TEST_F(Cli, standard_input_is_a_target) {
  const Finished finished = run({"scan", "--format=json", "-"}, honest_package());
  EXPECT_EQ(finished.code, 0);
  EXPECT_EQ(json::parse(finished.out)["artifact"]["path"], "-");
}

TEST_F(Cli, unreadable_targets_are_named_and_the_others_reported) {
  folder_.write("good-1.0.tar.gz", honest_package());
  folder_.write("bad.tar.gz", "this is no archive");
  const Finished finished = run({"scan", "--format", "json", "missing.whl", "good-1.0.tar.gz", "bad.tar.gz"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_NE(finished.err.find("missing.whl: No such file or directory"), std::string::npos) << finished.err;
  EXPECT_NE(finished.err.find("bad.tar.gz: "), std::string::npos) << finished.err;
  std::vector<std::string> verdicts;
  for (size_t begin = 0; begin < finished.out.size();) {
    const size_t end = finished.out.find('\n', begin);
    verdicts.push_back(json::parse(finished.out.substr(begin, end - begin))["verdict"]);
    begin = end + 1;
  }
  EXPECT_EQ(verdicts, (std::vector<std::string>{"unreadable", "clean", "unreadable"}));
}

TEST_F(Cli, a_folder_of_archives_is_many_targets_in_order) {
  folder_.write("many/b-1.0.tar.gz", honest_package());
  folder_.write("many/a-1.0.tar.gz", honest_package());
  const Finished finished = run({"scan", "--jobs", "2", "many"});
  EXPECT_EQ(finished.code, 0) << finished.err;
  EXPECT_LT(finished.out.find("a-1.0.tar.gz"), finished.out.find("b-1.0.tar.gz"));
  EXPECT_NE(finished.out.find("2 scanned in "), std::string::npos);
}

TEST_F(Cli, settings_files_give_defaults_and_arguments_win) {
  folder_.write("sample-1.0.tar.gz", honest_package());
  folder_.write("pyproject.toml", "[project]\nname='x'\n[tool.antivenom]\nformat = 'json'\n");
  const Finished from_settings = run({"scan", "sample-1.0.tar.gz"});
  EXPECT_TRUE(from_settings.out.starts_with("{")) << from_settings.out;
  EXPECT_NE(from_settings.err.find("settings of pyproject.toml are used"), std::string::npos);
  EXPECT_TRUE(run({"scan", "--format", "text", "sample-1.0.tar.gz"}).out.starts_with("CLEAN"));
  folder_.write("mine.toml", "[scan]\nno-such-thing = 1\n");
  const Finished wrong = run({"scan", "--config", "mine.toml", "sample-1.0.tar.gz"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("mine.toml: there is no setting 'no-such-thing'"), std::string::npos) << wrong.err;
}

TEST_F(Cli, interrupted_is_130_with_what_was_finished) {
  folder_.write("sample-1.0.tar.gz", honest_package());
  test_support::Process process(
      {"scan", "--jobs", "1", "--format", "json", "sample-1.0.tar.gz", "-", "sample-1.0.tar.gz"}, folder_.path(),
      folder_.path() + "/.stderr");
  EXPECT_EQ(json::parse(process.read_line())["verdict"], "clean");  // by now signals are watched
  process.interrupt();
  process.send(honest_package());
  process.close_input();
  process.read_rest();
  EXPECT_EQ(process.wait(), 130);
}

TEST_F(Cli, evaluate_gives_the_figures_of_the_interface) {
  folder_.write("set/one-1.0.tar.gz", honest_package());
  folder_.write("set/two-1.0.tar.gz", honest_package());
  folder_.write("bad.csv", "path,family,payload\nset/one-1.0.tar.gz,f1,visible\nset/two-1.0.tar.gz,f2,stub\n");
  folder_.write("good.txt", "# honest\nset/two-1.0.tar.gz\n");
  const Finished finished = run({"evaluate", "--malicious", "bad.csv", "--benign", "good.txt", "--format", "json"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const json figures = json::parse(finished.out);
  EXPECT_EQ(figures["malicious"]["total"], 1);
  EXPECT_EQ(figures["not_visible"]["total"], 1);
  EXPECT_EQ(figures["benign"]["clean"], 1);
  EXPECT_EQ(figures["recall"], 0.0);
  EXPECT_EQ(figures["recall_by_family"]["mean"], 0.0);
  EXPECT_EQ(figures["false_positives_by_category"]["set"]["total"], 1);
  EXPECT_EQ(figures["mistakes"].size(), 1u);
  for (const char* key : {"false_positive_rate", "precision", "f1", "curve", "seconds", "packages_per_second",
                          "megabytes_per_second", "peak_rss_mb"}) {
    EXPECT_TRUE(figures.contains(key)) << key;
  }
  const Finished text = run({"evaluate", "--malicious", "bad.csv", "--benign", "set"});
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_NE(text.out.find("false positives"), std::string::npos);
}

}  // namespace
}  // namespace antivenom
