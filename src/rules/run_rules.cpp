#include <algorithm>
#include <tuple>

#include "rules/query.h"
#include "rules/reporter.h"
#include "rules/rule.h"

namespace antivenom {
namespace {

constexpr size_t kMaxFindingsPerRule = 16;  // what a person reads; the score counts a rule once anyway

const Place& act_of(const Finding& finding) { return finding.evidence.back().place; }

// Orders findings of one rule by how much they say.
bool says_more(const Finding& a, const Finding& b) {
  if (a.weight != b.weight) return a.weight > b.weight;
  if (a.reach != b.reach) return a.reach < b.reach;
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  if (a.trigger != b.trigger) return a.trigger < b.trigger;
  return act_of(a) < act_of(b);
}

// Findings about the same act are one finding: the one that says most, with the highest confidence of all.
void merge_same_act(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    if (act_of(a) != act_of(b)) return act_of(a) < act_of(b);
    return says_more(a, b);
  });
  size_t kept = 0;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (kept > 0 && act_of(findings[kept - 1]) == act_of(findings[i])) {
      findings[kept - 1].confidence = std::max(findings[kept - 1].confidence, findings[i].confidence);
      continue;
    }
    if (kept != i) findings[kept] = std::move(findings[i]);
    ++kept;
  }
  findings.resize(kept);
}

}  // namespace

std::vector<Finding> run_rules(const Facts& facts, std::span<const RuleEntry> rules) {
  const Query query(facts);
  std::vector<Finding> all;
  for (const RuleEntry& entry : rules) {
    std::vector<Finding> found;
    Reporter reporter(query, entry, found);
    entry.rule->run(query, reporter);
    merge_same_act(found);
    if (found.size() > kMaxFindingsPerRule) {
      std::stable_sort(found.begin(), found.end(), says_more);
      found.resize(kMaxFindingsPerRule);
    }
    std::move(found.begin(), found.end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.rule_id, act_of(a)) < std::tie(b.rule_id, act_of(b));
  });
  return all;
}

}  // namespace antivenom
