// Facts and findings -> verdict: features, the model's points, a label, and what a person is told.
#include <algorithm>
#include <array>

#include "verdict/features.h"
#include "verdict/metrics.h"
#include "verdict/model.h"
#include "verdict/summary.h"
#include "verdict/verdict.h"

namespace antivenom {
namespace {

std::vector<Trigger> triggers_of(const std::vector<Finding>& findings) {
  std::vector<Trigger> result;
  for (Trigger trigger : {Trigger::install, Trigger::import, Trigger::runtime}) {
    const bool any = std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
      return f.trigger == trigger && f.weight >= Weight::notable && f.reach != Reach::unshipped;
    });
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

Verdict judge(const Facts& facts, std::vector<Finding> findings, const Model& model, const Thresholds& thresholds) {
  Verdict verdict;
  verdict.thresholds = thresholds;
  Scored scored = score(model, features_of(facts, findings), findings, thresholds);
  verdict.score = sigmoid(scored.points);
  verdict.label = label_of(verdict.score, thresholds);
  verdict.contributions = std::move(scored.contributions);
  // From here on score and label are fixed.

  verdict.findings = std::move(findings);
  verdict.triggers = triggers_of(verdict.findings);
  verdict.platforms = platforms_of(facts, verdict.findings);
  verdict.metrics = metrics_of(facts, verdict.findings);
  verdict.summary = summarise(facts, verdict);
  return verdict;
}

Verdict judge(const Facts& facts, std::vector<Finding> findings, const Thresholds& thresholds) {
  return judge(facts, std::move(findings), shipped_model(), thresholds);
}

}  // namespace antivenom
