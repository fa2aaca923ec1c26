// Every rule against its own fixtures: fires.py, quiet.py and gaps.py beside rule.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "rules/rule.h"
#include "support/packages.h"
#include "verdict/metrics.h"

namespace antivenom {
namespace {

using test_support::File;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Not;

std::filesystem::path folder_of(const RuleEntry& rule) {
  return std::filesystem::path(AV_SOURCE_DIR) / "rules" / rule.id;
}

// "path:line" in the shipped files of what this rule found last: the act. Sorted, each once.
std::vector<std::string> lines_found(const RuleEntry& rule, const std::vector<File>& files) {
  const ScanResult result = test_support::scan_files(files);
  std::vector<std::string> lines;
  for (const Finding& finding : run_rules(result.facts, std::span(&rule, 1))) {
    const Place place = shipped_place(result.facts, finding.evidence.back().place);
    const std::string path = place.file < result.facts.files.size() ? result.facts.files[place.file].path : "?";
    lines.push_back(path + ":" + std::to_string(place.line));
  }
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

// The name instead of addresses, which change from run to run.
struct NamedRule {
  RuleEntry entry;
};
void PrintTo(const NamedRule& rule, std::ostream* out) { *out << rule.entry.id; }

class RuleFixtures : public ::testing::TestWithParam<NamedRule> {};

TEST_P(RuleFixtures, fires_exactly_where_expected) {
  const auto files = test_support::read_fixture(folder_of(GetParam().entry) / "fires");
  const auto expected = test_support::marked_lines(files, "# expect");
  ASSERT_THAT(expected, Not(IsEmpty())) << "no line of the fires fixture is marked `# expect`";
  EXPECT_THAT(lines_found(GetParam().entry, files), ElementsAreArray(expected));
}

TEST_P(RuleFixtures, quiet_on_honest_lookalikes) {
  const auto files = test_support::read_fixture(folder_of(GetParam().entry) / "quiet");
  ASSERT_THAT(files, Not(IsEmpty()));
  EXPECT_THAT(lines_found(GetParam().entry, files), IsEmpty());
}

// A gap that was closed must move to fires or quiet.
TEST_P(RuleFixtures, known_gaps_are_still_there) {
  const auto files = test_support::read_fixture(folder_of(GetParam().entry) / "gaps");
  if (files.empty()) return;
  const auto missed = test_support::marked_lines(files, "# misses:");
  const auto overfired = test_support::marked_lines(files, "# overfires:");
  ASSERT_FALSE(missed.empty() && overfired.empty()) << "gaps without `# misses:` or `# overfires:`";
  EXPECT_THAT(lines_found(GetParam().entry, files), ElementsAreArray(overfired));
}

std::string rule_name(const ::testing::TestParamInfo<NamedRule>& info) {
  std::string name(info.param.entry.id);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RuleFixtures);
std::vector<NamedRule> named_rules() {
  std::vector<NamedRule> rules;
  for (const RuleEntry& entry : all_rules()) rules.push_back({entry});
  return rules;
}

INSTANTIATE_TEST_SUITE_P(All, RuleFixtures, ::testing::ValuesIn(named_rules()), rule_name);

TEST(Rules, say_in_plain_words_what_they_find) {
  for (const RuleEntry& rule : all_rules()) {
    SCOPED_TRACE(rule.id);
    EXPECT_FALSE(rule.rule->summary.empty());
    EXPECT_FALSE(rule.rule->why.empty());
    EXPECT_NE(rule.rule->run, nullptr);
    EXPECT_FALSE(rule.rule->summary.ends_with('.')) << "the summary completes a sentence that goes on";
    EXPECT_EQ(rule.rule->category == Category::none, rule.rule->kind == RuleKind::evasion);
  }
}

}  // namespace
}  // namespace antivenom
