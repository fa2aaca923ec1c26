#include "pipeline/known_bad.h"

#include <gtest/gtest.h>

namespace antivenom {
namespace {

ScanResult with(std::string from, Standing standing, Label label = Label::clean) {
  ScanResult result;
  Dependency& d = result.facts.dependencies.emplace_back();
  d.name = "evil";
  d.from = std::move(from);
  d.standing = standing;
  d.reason = "is bad";
  result.verdict.label = label;
  result.verdict.summary = "Nothing.";
  return result;
}

TEST(KnownBad, what_is_known_of_a_dependency_sets_the_least_label) {
  const auto raised = [](ScanResult result) {
    raise_by_dependencies(result);
    return std::string(to_string(result.verdict.label)) + ": " + result.verdict.summary;
  };
  EXPECT_EQ(raised(with("requirement", Standing::listed)), "malicious: It brings in evil, which is bad. Nothing.");
  EXPECT_EQ(raised(with("requirement", Standing::judged_malicious)),
            "suspicious: It brings in evil, which is bad. Nothing.");
  EXPECT_EQ(raised(with("requirement", Standing::judged_malicious, Label::malicious)), "malicious: Nothing.");
  EXPECT_EQ(raised(with("requirement", Standing::listed_in_part)), "clean: Nothing.");
  EXPECT_EQ(raised(with("import", Standing::listed)), "clean: Nothing.");
  EXPECT_EQ(raised(with("requirement", Standing::listed, Label::unreadable)), "unreadable: Nothing.");
}

TEST(KnownBad, lists_come_before_verdicts) {
  KnownMalicious lists;
  ASSERT_EQ(lists.add("evil\n", "list.txt"), "");
  Facts facts;
  facts.dependencies.resize(2);
  facts.dependencies[0].name = "evil";
  facts.dependencies[1].name = "other";
  const JudgedDependency judged[] = {{"evil", "", "was scanned"}, {"other", "", "was scanned"}};
  set_standings(facts, &lists, judged);
  EXPECT_EQ(facts.dependencies[0].reason, "is known to be malicious by your list (list.txt, line 1: all versions)");
  EXPECT_EQ(facts.dependencies[1].standing, Standing::judged_malicious);
  set_standings(facts, nullptr, {});
  EXPECT_EQ(facts.dependencies[1].standing, Standing::unknown);
}

}  // namespace
}  // namespace antivenom
