// Every rule's fixture hidden in every way that can be applied by program: techniques/<kind>/<id>/hide.py. What a
// package does is found however it is wrapped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "rules/rule.h"
#include "support/packages.h"

namespace antivenom {
namespace {

namespace fs = std::filesystem;
using test_support::File;

struct Hiding {
  fs::path script;
  std::string name;  // "encoding/rot13"
};

void PrintTo(const Hiding& hiding, std::ostream* out) { *out << hiding.name; }

std::vector<Hiding> hidings() {
  const fs::path root = AV_SOURCE_DIR "/techniques";
  std::vector<Hiding> found;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.path().filename() == "hide.py")
      found.push_back({entry.path(), fs::relative(entry.path().parent_path(), root).generic_string()});
  std::sort(found.begin(), found.end(), [](const Hiding& a, const Hiding& b) { return a.name < b.name; });
  return found;
}

// Behaviours whose fires fixture is one file: the file is what gets hidden. Ways of hiding are told by their own form.
std::vector<const RuleEntry*> behaviours() {
  std::vector<const RuleEntry*> rules;
  for (const RuleEntry& rule : all_rules())
    if (rule.rule->kind == RuleKind::behaviour && fs::exists(fs::path(AV_SOURCE_DIR "/rules") / rule.id / "fires.py"))
      rules.push_back(&rule);
  return rules;
}

// The fixtures as `script` hides them, by position; empty where this Python cannot read the fixture.
std::vector<std::string> hidden(const fs::path& script, const std::vector<std::vector<File>>& fixtures) {
  const fs::path input = fs::temp_directory_path() / ("antivenom-hide-" + std::to_string(::getpid()));
  {
    std::ofstream out(input);
    for (const auto& files : fixtures) out << nlohmann::json(files[0].text).dump() << '\n';
  }
  const std::string command =
      "python3 -B '" AV_SOURCE_DIR "/tests/hide/apply.py' '" + script.string() + "' < '" + input.string() + "'";
  std::string text;
  {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    char buffer[1 << 16];
    for (size_t n = 0; pipe && (n = fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) text.append(buffer, n);
  }
  fs::remove(input);
  std::vector<std::string> result;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const auto row = nlohmann::json::parse(text.substr(begin, end - begin), nullptr, false);
    result.push_back(row.is_string() ? row.get<std::string>() : std::string());
    begin = end + 1;
  }
  return result;
}

struct Result {
  bool found = false;
  Label label = Label::clean;
  double score = 0;
};

Result look_for(const RuleEntry& rule, const std::vector<File>& files) {
  const ScanResult result = test_support::scan_files(files);
  return {!run_rules(result.facts, std::span(&rule, 1)).empty(), result.verdict.label, result.verdict.score};
}

class Hidden : public ::testing::TestWithParam<Hiding> {};

TEST_P(Hidden, behaviours_are_found_all_the_same) {
  if (std::system("python3 -c 0 >/dev/null 2>&1") != 0) GTEST_SKIP() << "no python3 to hide with";
  const std::vector<const RuleEntry*> rules = behaviours();
  std::vector<std::vector<File>> fixtures;
  for (const RuleEntry* rule : rules)
    fixtures.push_back(test_support::read_fixture(fs::path(AV_SOURCE_DIR "/rules") / rule->id / "fires"));
  const std::vector<std::string> sources = hidden(GetParam().script, fixtures);
  ASSERT_EQ(sources.size(), fixtures.size()) << "hide.py failed";
  size_t hidden_ones = 0;
#ifdef AV_SANITIZED
  constexpr size_t kStep = 8;  // the build that is shipped sees all of them
#else
  constexpr size_t kStep = 1;
#endif
  for (size_t i = 0; i < rules.size(); i += kStep) {
    if (sources[i].empty()) continue;
    ++hidden_ones;
    std::vector<File> files = fixtures[i];
    const Result plain = look_for(*rules[i], files);
    files[0].text = sources[i];
    const Result wrapped = look_for(*rules[i], files);
    constexpr size_t kShown = 2'000;
    EXPECT_TRUE(wrapped.found) << rules[i]->id << " is not found in:\n" << sources[i].substr(0, kShown);
    // Longer code has more lines around the evidence: beside a threshold that may decide, elsewhere it must not.
    constexpr double kLines = 0.05;
    EXPECT_TRUE(wrapped.label >= plain.label || wrapped.score > plain.score - kLines)
        << rules[i]->id << " gets a milder verdict (" << wrapped.score << " after " << plain.score << ") in:\n"
        << sources[i].substr(0, kShown);
  }
  EXPECT_GT(hidden_ones, rules.size() / kStep / 2);
}

std::string hiding_name(const ::testing::TestParamInfo<Hiding>& info) {
  std::string name = info.param.name;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Techniques, Hidden, ::testing::ValuesIn(hidings()), hiding_name);

}  // namespace
}  // namespace antivenom
