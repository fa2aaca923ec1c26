// The model: a sum of weights times signals, in log-odds. models/verdict.tsv holds the shipped one.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rules/rule.h"
#include "verdict/features.h"
#include "verdict/verdict.h"

namespace antivenom {

struct FeatureWeight {
  std::string_view feature;
  double weight = 0;
  std::string_view note;
};

// Calibrated: the sigmoid of the sum is the share of malicious ones among packages of that score, where as many are
// malicious as not.
struct Model {
  double start = 0;  // of the sum
  Thresholds thresholds;
  std::span<const FeatureWeight> weights;  // sorted by feature; what is missing counts nothing
};

// Compiled in.
const Model& shipped_model();

// The same as findings and facts -> verdict for another model.
Verdict judge(const Facts& facts, std::vector<Finding> findings, const Model& model, const Thresholds& thresholds);

struct Scored {
  double points = 0;                        // log-odds
  std::vector<Contribution> contributions;  // largest first
};

// The points of the model and where they come from. Hiding with nothing to hide ends below `thresholds.malicious`.
Scored score(const Model& model, const Features& features, const std::vector<Finding>& findings,
             const Thresholds& thresholds);

// The same without the explanation: for training and evaluation, where only features were kept.
double points_of(const Model& model, const Features& features, const Thresholds& thresholds);

Label label_of(double score, const Thresholds& thresholds);

double sigmoid(double x);
double logit(double p);

}  // namespace antivenom
