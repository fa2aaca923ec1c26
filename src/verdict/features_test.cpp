#include "verdict/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace antivenom {
namespace {

constexpr Rule kDropRule{.weight = Weight::hostile, .summary = "drop"};
constexpr Rule kSpyRule{.weight = Weight::suspicious, .summary = "spy"};
constexpr Rule kRun{.weight = Weight::notable, .summary = "run"};
constexpr Rule kHide{.kind = RuleKind::evasion, .weight = Weight::suspicious, .summary = "hide"};

Finding finding(std::string_view id, const Rule& rule, Reach reach = Reach::entry, Trigger trigger = Trigger::runtime,
                FileId file = 0, EventId event = UINT32_MAX) {
  return {id, &rule, 0.5, rule.weight, trigger, reach, {{{file, 0, 1, 1}, event, "why"}}};
}

Facts files(std::vector<uint32_t> lines) {
  Facts facts;
  for (uint32_t n : lines) {
    facts.files.push_back({});
    facts.files.back().python = true;
    facts.files.back().lines = n;
  }
  return facts;
}

// "feature value finding", sorted.
std::vector<std::string> told(const Facts& facts, const std::vector<Finding>& findings) {
  std::vector<std::string> result;
  for (const Signal& s : features_of(facts, findings).signals) {
    char value[32];
    std::snprintf(value, sizeof value, " %.2f ", s.value);
    result.push_back(std::string(s.feature) + value + std::to_string(s.finding));
  }
  std::sort(result.begin(), result.end());
  return result;
}

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::StartsWith;

TEST(Features, nothing_without_findings) {
  EXPECT_THAT(told(files({10}), {}), IsEmpty());
  EXPECT_EQ(features_of(Facts{}, {}).held_back, "");
}

TEST(Features, the_strongest_finding_of_a_rule_counts_once) {
  Finding weak = finding("a/drop", kDropRule, Reach::uncalled);
  EXPECT_THAT(told(Facts{}, {weak, finding("a/drop", kDropRule, Reach::entry, Trigger::install), weak}),
              ElementsAre("a/drop 3.38 1", "behaviour-hostile 0.50 1", "hostile-at-install 0.50 1"));
}

TEST(Features, conjunctions_name_their_finding) {
  const std::vector<Finding> findings = {finding("a/drop", kDropRule, Reach::entry, Trigger::import, 0, 7),
                                         finding("a/spy", kSpyRule, Reach::entry, Trigger::import, 0, 7),
                                         finding("e/hide", kHide, Reach::entry, Trigger::import)};
  EXPECT_THAT(told(Facts{}, findings),
              IsSupersetOf({"hidden-behaviour 0.25 2", "one-act 0.50 1", "several-behaviours 1.00 1"}));
  for (const Signal& s : features_of(Facts{}, findings).signals) {
    EXPECT_EQ(s.reason.empty(), s.feature.find('/') != s.feature.npos || s.feature.find("hostile") != s.feature.npos ||
                                    s.feature.find("suspicious") != s.feature.npos)
        << s.feature;
  }
}

TEST(Features, an_honest_library_around_the_payload_changes_nothing) {
  const std::vector<Finding> payload = {finding("a/spy", kSpyRule, Reach::uncalled)};
  const auto alone = told(files({20}), payload);
  EXPECT_THAT(alone, IsSupersetOf({"small-file 0.50 0", "small-file-uncalled 0.50 0", "dense 0.05 0"}));
  EXPECT_EQ(told(files({20, 9000, 50, 700}), payload), alone);
  // Also when the library has findings of its own.
  auto more = payload;
  more.push_back(finding("a/run", kRun, Reach::entry, Trigger::import, 1));
  EXPECT_THAT(told(files({20, 9000}), more), IsSupersetOf(alone));
}

TEST(Features, large_files_and_notable_findings_say_less) {
  EXPECT_THAT(told(files({5000}), {finding("a/spy", kSpyRule)}), Not(Contains(StartsWith("small-file"))));
  EXPECT_THAT(told(files({20}), {finding("a/run", kRun)}), Contains("small-file-notable 0.50 0"));
}

TEST(Features, a_collection_holds_what_it_does_not_do) {
  std::vector<Finding> findings;
  for (FileId file = 0; file < 4; ++file)
    findings.push_back(finding("a/spy", kSpyRule, Reach::uncalled, Trigger::runtime, file));
  EXPECT_THAT(told(files({900, 900, 900, 900}), findings), Contains("collection 1.00 0"));
  findings.push_back(finding("a/drop", kDropRule));
  EXPECT_THAT(told(files({900, 900, 900, 900}), findings), Not(Contains(StartsWith("collection"))));
}

TEST(Features, unpacked_and_unknown_code) {
  Facts facts = files({20});
  facts.layers.push_back({});
  Note note;
  note.id = "layer-unknown";
  facts.notes.push_back(note);
  Finding spy = finding("a/spy", kSpyRule);
  spy.evidence[0].place.layer = 1;
  EXPECT_THAT(told(facts, {spy}), IsSupersetOf({"unpacked 0.50 0", "unknown-code 0.50 0"}));
  // Hostile facts: places that do not exist.
  spy.evidence[0].place = {9, 9, 1, 1};
  EXPECT_THAT(told(facts, {spy}), Not(Contains(StartsWith("small-file"))));
}

TEST(Features, specs_keep_the_order_of_the_words) {
  for (const FeatureSpec& spec : feature_specs()) {
    EXPECT_LE(spec.low, spec.expected) << spec.name;
    EXPECT_LE(spec.expected, spec.high) << spec.name;
    EXPECT_GT(spec.pull, 0) << spec.name;
    EXPECT_TRUE(spec.low >= 0 || spec.name == "collection") << spec.name;
  }
  EXPECT_GT(rule_spec("a/b").low, -0.5) << "a rule's correction never turns its sign";
}

// A package of 50 modules of 100 lines: pkg/__init__.py and parts that it does not import.
Facts framework() {
  Facts facts = files(std::vector<uint32_t>(50, 100));
  for (FileId file = 0; file < facts.files.size(); ++file) {
    facts.files[file].role = file == 0 ? "package_init" : "module";
    facts.files[file].module = "pkg";
    if (file > 0) facts.files[file].module.append(".part").append(std::to_string(file));
  }
  facts.package.python_files = 50;
  facts.package.python_lines = 5000;
  return facts;
}

TEST(Features, parts_of_a_large_collection_are_dual_use) {
  const auto spy = [](FileId file) { return finding("a/spy", kSpyRule, Reach::entry, Trigger::import, file); };
  const auto drop = [](FileId file) { return finding("a/drop", kDropRule, Reach::entry, Trigger::import, file); };
  constexpr std::string_view kDualUse = "of a large collection that does none of it by itself: dual use";
  EXPECT_EQ(features_of(framework(), {spy(1), drop(2), spy(3)}).held_back, kDualUse);
  EXPECT_EQ(features_of(framework(), {spy(1), drop(2), drop(2)}).held_back, "") << "too few files";
  EXPECT_EQ(features_of(framework(), {spy(0), drop(2), spy(3)}).held_back, "")
      << "one is done when the package is imported";
  EXPECT_EQ(features_of(files({100, 100, 100, 100}), {spy(1), drop(2), spy(3)}).held_back, "") << "no large package";
}

TEST(Features, a_part_that_nothing_imports_counts_like_a_function_that_nothing_calls) {
  const std::vector<Finding> in_part = {finding("a/spy", kSpyRule, Reach::entry, Trigger::import, 5)};
  EXPECT_THAT(told(framework(), in_part), Contains("behaviour-suspicious-uncalled 0.50 0"));
  const std::vector<Finding> at_import = {finding("a/spy", kSpyRule, Reach::entry, Trigger::import, 0)};
  EXPECT_THAT(told(framework(), at_import),
              IsSupersetOf({"behaviour-suspicious 0.50 0", "suspicious-when-imported 0.50 0"}));
  const std::vector<Finding> hostile = {finding("a/drop", kDropRule, Reach::entry, Trigger::import, 5)};
  EXPECT_THAT(told(framework(), hostile), IsSupersetOf({"behaviour-hostile 0.50 0", "hostile-when-imported 0.50 0"}));
}

}  // namespace
}  // namespace antivenom
