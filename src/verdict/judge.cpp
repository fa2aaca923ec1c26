// The score: a sum of points (log-odds) in which every point names the finding it comes from.
//
//   points = prior + sum over rules of the strongest finding of the rule + conjunctions, score = sigmoid(points)
//
// A rule counts once, however often it fires: forty calls of one kind are no more hostile than one.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "verdict/metrics.h"
#include "verdict/summary.h"
#include "verdict/verdict.h"

namespace antivenom {
namespace {

// All constants of the score, in log-odds. Set by hand; measured by `antivenom evaluate`.
struct Points {
  double prior = -3.0;  // a package without findings scores 0.05
  // By Weight: context, notable, suspicious, hostile.
  // One certain hostile finding is enough for a verdict also where it runs only when used.
  std::array<double, 4> weight{0.0, 0.6, 2.2, 5.2};
  // By Trigger: install, import, runtime. What runs by itself is seen by nobody.
  std::array<double, 3> trigger{1.3, 1.15, 1.0};
  // By Reach: entry, uncalled, unshipped.
  std::array<double, 3> reach{1.0, 0.6, 0.05};
  // Instead, for what is hostile whoever calls it: in a package that is little else, it is what the package is for.
  double uncalled_hostile = 0.75, uncalled_hostile_small = 0.95;
  uint64_t small_lines = 1500;  // of Python
  // A behaviour and a way of hiding at the same trigger: honest packages have one or the other. Scaled by the
  // confidence of both.
  double hidden_behaviour = 1.0;
  // Without any behaviour, hiding ends this far below the malicious threshold, unless a finding is hostile.
  double evasion_margin = 0.1;
};
constexpr Points kPoints;

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
double logit(double p) { return std::log(p / (1.0 - p)); }

template <class T>
constexpr size_t index_of(T value) {
  return static_cast<size_t>(value);
}

double reach_of(const Finding& finding, uint64_t python_lines) {
  if (finding.reach != Reach::uncalled || finding.weight != Weight::hostile)
    return kPoints.reach[index_of(finding.reach)];
  return python_lines <= kPoints.small_lines ? kPoints.uncalled_hostile_small : kPoints.uncalled_hostile;
}

double points_of(const Finding& finding, uint64_t python_lines) {
  return kPoints.weight[index_of(finding.weight)] * std::clamp(finding.confidence, 0.0, 1.0) *
         kPoints.trigger[index_of(finding.trigger)] * reach_of(finding, python_lines);
}

std::string reason_of(const Finding& finding) {
  if (finding.reach == Reach::unshipped) return "only in tests, documentation or examples";
  const std::string where = finding.reach == Reach::uncalled ? "in a function that nothing here calls" : "";
  switch (finding.trigger) {
    case Trigger::install:
      return where.empty() ? "runs at install" : where + ", at install";
    case Trigger::import:
      return where.empty() ? "runs when imported" : where + ", when imported";
    case Trigger::runtime:
      return where.empty() ? "runs when used" : where;
  }
  return where;
}

bool is_behaviour(const Finding& f) { return f.rule->kind == RuleKind::behaviour; }
bool counts(const Finding& f) { return f.weight >= Weight::notable && f.reach != Reach::unshipped; }

// The strongest finding of each rule.
std::vector<Contribution> points_by_rule(const std::vector<Finding>& findings, uint64_t python_lines) {
  std::map<std::string_view, Contribution> best;
  for (size_t i = 0; i < findings.size(); ++i) {
    const double points = points_of(findings[i], python_lines);
    if (points <= 0) continue;
    auto [it, fresh] = best.try_emplace(findings[i].rule_id);
    if (fresh || points > it->second.points) it->second = {i, points, reason_of(findings[i])};
  }
  std::vector<Contribution> result;
  for (auto& [id, contribution] : best) result.push_back(std::move(contribution));
  return result;
}

// The most certain finding that counts, of one kind and trigger.
std::optional<size_t> most_certain(const std::vector<Finding>& findings, RuleKind kind, Trigger trigger) {
  std::optional<size_t> best;
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& f = findings[i];
    if (f.rule->kind != kind || f.trigger != trigger || !counts(f)) continue;
    if (!best || f.confidence > findings[*best].confidence) best = i;
  }
  return best;
}

// One bonus, for the trigger where it is largest.
std::optional<Contribution> hidden_behaviour(const std::vector<Finding>& findings) {
  std::optional<Contribution> best;
  for (Trigger trigger : {Trigger::install, Trigger::import, Trigger::runtime}) {
    const auto behaviour = most_certain(findings, RuleKind::behaviour, trigger);
    const auto evasion = most_certain(findings, RuleKind::evasion, trigger);
    if (!behaviour || !evasion) continue;
    // What is merely notable is often the same act, told once more.
    const double share = findings[*evasion].weight == Weight::notable ? 0.5 : 1.0;
    const double points =
        kPoints.hidden_behaviour * share * findings[*behaviour].confidence * findings[*evasion].confidence;
    if (best && points <= best->points) continue;
    best = Contribution{*evasion, points, "hides what it does: " + std::string(findings[*behaviour].rule_id)};
  }
  return best;
}

bool may_be_malicious(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return counts(f) && (is_behaviour(f) || f.weight == Weight::hostile); });
}

double sum(const std::vector<Contribution>& contributions) {
  double points = kPoints.prior;
  for (const Contribution& c : contributions) points += c.points;
  return points;
}

std::vector<Trigger> triggers_of(const std::vector<Finding>& findings) {
  std::vector<Trigger> result;
  for (Trigger trigger : {Trigger::install, Trigger::import, Trigger::runtime}) {
    const bool any = std::any_of(findings.begin(), findings.end(),
                                 [&](const Finding& f) { return f.trigger == trigger && counts(f); });
    if (any) result.push_back(trigger);
  }
  return result;
}

}  // namespace

std::string_view to_string(Label label) {
  switch (label) {
    case Label::clean:
      return "clean";
    case Label::suspicious:
      return "suspicious";
    case Label::malicious:
      return "malicious";
    case Label::unreadable:
      return "unreadable";
  }
  return "unreadable";
}

Verdict judge(const Facts& facts, std::vector<Finding> findings, const Thresholds& thresholds) {
  Verdict verdict;
  verdict.thresholds = thresholds;
  verdict.contributions = points_by_rule(findings, facts.package.python_lines);
  if (auto bonus = hidden_behaviour(findings)) verdict.contributions.push_back(std::move(*bonus));
  std::stable_sort(verdict.contributions.begin(), verdict.contributions.end(),
                   [](const Contribution& a, const Contribution& b) { return a.points > b.points; });

  double points = sum(verdict.contributions);
  const double most = logit(std::clamp(thresholds.malicious, 0.01, 0.99)) - kPoints.evasion_margin;
  if (points > most && !verdict.contributions.empty() && !may_be_malicious(findings)) {
    verdict.contributions.push_back({verdict.contributions.front().finding, most - points,
                                     "hiding alone, without anything to hide, is not enough"});
    points = most;
  }
  verdict.score = sigmoid(points);
  // From here on the score is fixed.

  verdict.label = verdict.score >= thresholds.malicious    ? Label::malicious
                  : verdict.score >= thresholds.suspicious ? Label::suspicious
                                                           : Label::clean;
  verdict.findings = std::move(findings);
  verdict.triggers = triggers_of(verdict.findings);
  verdict.platforms = platforms_of(facts, verdict.findings);
  verdict.metrics = metrics_of(facts, verdict.findings);
  verdict.summary = summarise(facts, verdict);
  return verdict;
}

}  // namespace antivenom
