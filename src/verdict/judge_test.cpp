#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/text.h"
#include "verdict/metrics.h"
#include "verdict/model.h"
#include "verdict/verdict.h"

namespace antivenom {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

constexpr Rule kDrop{.weight = Weight::hostile, .summary = "download a program and run it"};
constexpr Rule kSpy{.weight = Weight::suspicious, .summary = "send the host name away"};
constexpr Rule kNet{.weight = Weight::context, .summary = "use the network"};
constexpr Rule kLayers{
    .kind = RuleKind::evasion, .weight = Weight::suspicious, .summary = "hide its code in encoded layers"};
constexpr Rule kNames{.kind = RuleKind::evasion, .weight = Weight::suspicious, .summary = "use meaningless names"};
constexpr Rule kBidi{.kind = RuleKind::evasion, .weight = Weight::suspicious, .summary = "reorder its text"};

Finding finding(std::string_view id, const Rule& rule, double confidence, Trigger trigger = Trigger::install,
                Reach reach = Reach::entry) {
  return {id, &rule, confidence, rule.weight, trigger, reach, {{{0, 0, 1, 1}, UINT32_MAX, "why"}}};
}

// Of its own, so that training changes no test.
constexpr FeatureWeight kWeights[] = {
    {"a/spy", 0.5},
    {"behaviour-hostile", 5},
    {"behaviour-suspicious", 2},
    {"evasion-hostile", 5},
    {"evasion-suspicious", 2},
    {"hidden-behaviour", 1},
    {"hostile-at-install", 1.5},
    {"several-behaviours", 0.25},
    {"small-file", 1},
    {"unshipped", 0.25},
};
constexpr Model kModel{-3, {0.8, 0.4}, kWeights};

Verdict judge_it(const Facts& facts, std::vector<Finding> findings) {
  return judge(facts, std::move(findings), kModel, kModel.thresholds);
}

TEST(Judge, the_shipped_model_is_in_order) {
  const Model& model = shipped_model();
  ASSERT_FALSE(model.weights.empty());
  EXPECT_TRUE(std::is_sorted(model.weights.begin(), model.weights.end(),
                             [](const auto& a, const auto& b) { return a.feature < b.feature; }));
  EXPECT_LT(model.start, -1);
  EXPECT_LT(0.2, model.thresholds.suspicious);
  EXPECT_LT(model.thresholds.suspicious, model.thresholds.malicious);
  EXPECT_LT(model.thresholds.malicious, 1);
  EXPECT_EQ(judge(Facts{}, {finding("a/drop", kDrop, 0.9)}).label, Label::malicious);
  EXPECT_EQ(judge(Facts{}, {finding("a/spy", kSpy, 0.9, Trigger::runtime)}).label, Label::clean);
}

TEST(Judge, nothing_found_is_clean_and_says_what_was_read) {
  Facts facts;
  facts.package.files = 12;
  const Verdict verdict = judge_it(facts, {});
  EXPECT_EQ(verdict.label, Label::clean);
  EXPECT_THAT(verdict.score, DoubleNear(sigmoid(-3), 1e-9));
  EXPECT_EQ(verdict.summary, "Nothing hostile found: 12 files read.");
}

TEST(Judge, clean_with_risky_calls_says_why_they_are_fine) {
  auto facts = load_facts(
      "antivenom-facts 1\npackage files=1\nevent callee=\"requests.get\" effects=net-fetch\n"
      "event callee=\"os.system\" effects=run-shell\nevent callee=\"exec\" effects=run-code reach=unshipped\n");
  ASSERT_TRUE(facts);
  facts->effort.exhausted = {"steps"};
  EXPECT_EQ(judge_it(*facts, {finding("net/any", kNet, 1)}).summary,
            "Nothing hostile found: 1 file read; it uses the network and runs programs, but no hostile flow between "
            "such calls was found. The analysis was cut short: a limit was reached.");
}

TEST(Judge, points_name_their_findings_and_add_up) {
  const Verdict verdict =
      judge_it(Facts{}, {finding("a/drop", kDrop, 0.9), finding("a/drop", kDrop, 0.5),
                         finding("a/spy", kSpy, 1, Trigger::import), finding("e/layers", kLayers, 0.8)});
  std::string told;
  double sum = -3;
  for (const Contribution& c : verdict.contributions) {
    told += std::to_string(c.finding) + " " + c.reason + "\n";
    sum += c.points;
  }
  EXPECT_EQ(told, "0 runs at install\n2 runs when imported\n3 runs at install\n3 hides what it does: a/drop\n");
  // The second finding counts four fifths, the third less; what the test's model has no weight for, nothing.
  EXPECT_THAT(sum, DoubleNear(-3 + (5 + 1.5) * .9 + (2 + .5 * 2.2 * 1.15) * .8 + 2 * .8 * .65 + .9 * .8, 1e-9));
  EXPECT_THAT(verdict.score, DoubleNear(sigmoid(sum), 1e-9));
  EXPECT_EQ(verdict.label, Label::malicious);
  EXPECT_EQ(
      verdict.summary,
      "At install, this package may download a program and run it; when imported, it may send the host name away. "
      "It may also hide its code in encoded layers.");
  EXPECT_THAT(verdict.triggers, ElementsAre(Trigger::install, Trigger::import));
}

TEST(Judge, hiding_alone_is_never_malicious_unless_hostile) {
  const Verdict verdict =
      judge_it(Facts{}, {finding("e/b", kBidi, 1), finding("e/l", kLayers, 1), finding("e/n", kNames, 1)});
  EXPECT_EQ(verdict.label, Label::suspicious);
  EXPECT_LT(verdict.contributions.back().points, 0);
  EXPECT_EQ(verdict.summary,
            "This package may reorder its text, hide its code in encoded layers and use meaningless names.");
  Finding hostile = finding("e/l", kLayers, 1);
  hostile.weight = Weight::hostile;
  EXPECT_EQ(judge_it(Facts{}, {hostile}).label, Label::malicious);
}

TEST(Judge, tests_and_context_hardly_count) {
  const Verdict verdict =
      judge_it(Facts{}, {finding("a/drop", kDrop, 1, Trigger::runtime, Reach::unshipped), finding("net/any", kNet, 1)});
  EXPECT_EQ(verdict.label, Label::clean);
  EXPECT_LT(verdict.score, 0.07);
  EXPECT_TRUE(verdict.triggers.empty());
  EXPECT_EQ(verdict.summary,
            "Nothing hostile found: 0 files read; the strongest sign is too weak to warn of: in files that are not "
            "installed, this package may download a program and run it.");
}

TEST(Judge, malicious_lines_are_counted_once_in_the_shipped_file) {
  auto facts = load_facts(R"(antivenom-facts 1
package python_lines=20
file path="setup.py" python=true
file path="x.bin"
layer at=0:0:7-7
layer parent=1 at=0:1:3-3
condition platform="macos"
condition platform="windows" platform="mars"
event callee="f" place=0:0:2-4 conditions=0
event callee="g" place=0:2:99-99 conditions=1
)");
  ASSERT_TRUE(facts) << facts.error().message();
  Finding spy = finding("a/spy", kSpy, 1);
  spy.evidence = {{{0, 0, 2, 4}, 0, ""}, {{0, 2, 99, 99}, 1, ""}, {{0, 1, 5, 5}, 1, ""}, {{1, 0, 1, 1}, 1, ""}};
  Finding net = finding("net/any", kNet, 1);
  net.evidence = {{{0, 0, 20, 20}, 0, ""}};
  const Verdict verdict = judge_it(*facts, {spy, net});
  EXPECT_EQ(verdict.metrics.malicious_lines, 4u);  // 2, 3, 4 and 7
  EXPECT_THAT(verdict.metrics.density, DoubleNear(0.2, 1e-9));
  EXPECT_THAT(verdict.platforms, ElementsAre("windows", "macos"));
}

TEST(Judge, platforms_come_from_what_exists_on_one_only) {
  const auto facts = load_facts(R"(antivenom-facts 1
package python_lines=20
file path="setup.py" python=true
event callee="os.startfile" place=0:0:2-2
  arg text="svc.exe"
event callee="open" place=0:0:3-3 tag="systemd-unit"
event callee="print" place=0:0:4-4
  arg text="/tmp/x"
)");
  ASSERT_TRUE(facts) << facts.error().message();
  Finding spy = finding("a/spy", kSpy, 1);
  spy.evidence = {{{0, 0, 2, 2}, 0, ""}, {{0, 0, 3, 3}, 1, ""}, {{0, 0, 4, 4}, 2, ""}};
  EXPECT_THAT(judge_it(*facts, {spy}).platforms, ElementsAre("windows", "linux"));
}

}  // namespace
}  // namespace antivenom
