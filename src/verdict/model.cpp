#include "verdict/model.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace antivenom {
namespace {

// Without any behaviour, hiding ends this far below the malicious threshold, unless a finding is hostile.
constexpr double kEvasionMargin = 0.1;

double weight_of(const Model& model, std::string_view feature) {
  const auto it = std::lower_bound(model.weights.begin(), model.weights.end(), feature,
                                   [](const FeatureWeight& w, std::string_view name) { return w.feature < name; });
  return it != model.weights.end() && it->feature == feature ? it->weight : 0.0;
}

double sum(const Model& model, const Features& features) {
  double points = model.start;
  for (const Signal& signal : features.signals) points += signal.value * weight_of(model, signal.feature);
  return points;
}

double most_of(const Features& features, const Thresholds& thresholds) {
  if (features.held_back.empty()) return INFINITY;
  return logit(std::clamp(thresholds.malicious, 0.01, 0.99)) - kEvasionMargin;
}

}  // namespace

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
double logit(double p) { return std::log(p / (1.0 - p)); }

double points_of(const Model& model, const Features& features, const Thresholds& thresholds) {
  return std::min(sum(model, features), most_of(features, thresholds));
}

Scored score(const Model& model, const Features& features, const std::vector<Finding>& findings,
             const Thresholds& thresholds) {
  Scored result;
  std::map<size_t, Contribution> own;
  for (const Signal& signal : features.signals) {
    const double points = signal.value * weight_of(model, signal.feature);
    if (!signal.reason.empty()) {
      if (points != 0) result.contributions.push_back({signal.finding, points, signal.reason});
      continue;
    }
    Contribution& contribution = own[signal.finding];
    contribution.finding = signal.finding;
    contribution.points += points;
  }
  for (auto& [finding, contribution] : own) {
    contribution.reason = reason_of(findings[finding]);
    result.contributions.push_back(std::move(contribution));
  }
  std::stable_sort(result.contributions.begin(), result.contributions.end(),
                   [](const Contribution& a, const Contribution& b) { return a.points > b.points; });
  const double points = sum(model, features), most = most_of(features, thresholds);
  if (points > most && !result.contributions.empty()) {
    result.contributions.push_back(
        {result.contributions.front().finding, most - points, std::string(features.held_back)});
  }
  result.points = std::min(points, most);
  return result;
}

Label label_of(double score, const Thresholds& thresholds) {
  return score >= thresholds.malicious    ? Label::malicious
         : score >= thresholds.suspicious ? Label::suspicious
                                          : Label::clean;
}

}  // namespace antivenom
