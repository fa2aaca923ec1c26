#include "verdict/train.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>

namespace antivenom {
namespace {

constexpr size_t kCalibrationFolds = 10;
constexpr int kMaxSweeps = 400;
constexpr double kSmallStep = 1e-5;
constexpr double kStartPull = 4;
constexpr double kLeastWeight = 0.005;  // less is not worth a row

// ---- packages ----------------------------------------------------------------------------------------------

// The packages of a family are much alike: one of n counts 1/sqrt(n). Both classes weigh as much as they have groups on
// average.
std::vector<double> sample_weights(std::span<const Example> examples) {
  std::map<std::pair<bool, std::string_view>, double> sizes;
  for (const Example& e : examples) ++sizes[{e.malicious, e.group}];
  std::vector<double> weights;
  double sums[2] = {0, 0};
  for (const Example& e : examples) {
    weights.push_back(1.0 / std::sqrt(sizes[{e.malicious, e.group}]));
    sums[e.malicious ? 1 : 0] += weights.back();
  }
  const double each = static_cast<double>(sizes.size()) / 2;
  for (size_t i = 0; i < examples.size(); ++i) weights[i] *= each / sums[examples[i].malicious ? 1 : 0];
  return weights;
}

// A fold for each example: whole groups, the largest first, always into the smallest fold of their class.
std::vector<size_t> folds_of(std::span<const Example> examples, size_t folds) {
  std::map<std::pair<bool, std::string_view>, size_t> sizes;
  for (const Example& e : examples) ++sizes[{e.malicious, e.group}];
  std::vector<std::pair<std::pair<bool, std::string_view>, size_t>> groups(sizes.begin(), sizes.end());
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::vector<size_t>> filled(2, std::vector<size_t>(folds, 0));
  std::map<std::pair<bool, std::string_view>, size_t> fold_of_group;
  for (const auto& [group, size] : groups) {
    std::vector<size_t>& of_class = filled[group.first ? 1 : 0];
    const auto smallest = std::min_element(of_class.begin(), of_class.end());
    *smallest += size;
    fold_of_group[group] = static_cast<size_t>(smallest - of_class.begin());
  }
  std::vector<size_t> result;
  for (const Example& e : examples) result.push_back(fold_of_group[{e.malicious, e.group}]);
  return result;
}

// The examples of one fold, or of all others. Copies: they are small.
std::vector<Example> pick(std::span<const Example> examples, const std::vector<size_t>& folds, size_t fold) {
  std::vector<Example> result;
  for (size_t i = 0; i < examples.size(); ++i) {
    if (folds[i] != fold) result.push_back(examples[i]);
  }
  return result;
}

// ---- weights -----------------------------------------------------------------------------------------------

struct Cell {
  size_t example;
  double value;
};

struct Column {
  FeatureSpec spec;
  std::vector<Cell> cells;
  double weight = 0;
};

// By name: the features in their order by name, so that the result is sorted.
std::vector<Column> columns_of(std::span<const Example> examples) {
  std::map<std::string_view, Column> columns;
  for (const FeatureSpec& spec : feature_specs()) columns[spec.name] = {spec, {}, spec.expected};
  for (size_t i = 0; i < examples.size(); ++i) {
    for (const Signal& signal : examples[i].features.signals) {
      const auto [it, fresh] = columns.try_emplace(signal.feature);
      if (fresh) it->second.spec = rule_spec(signal.feature);
      std::vector<Cell>& cells = it->second.cells;
      if (!cells.empty() && cells.back().example == i) {
        cells.back().value += signal.value;
      } else {
        cells.push_back({i, signal.value});
      }
    }
  }
  std::vector<Column> result;
  for (auto& [name, column] : columns) result.push_back(std::move(column));
  return result;
}

// Minimises the weighted logistic loss plus pull/2 * (weight - expected)^2 within [low, high], a weight at a time. The
// curvature of the loss is at most a quarter of the squares: each step goes down, whatever the start.
TrainedModel fit(std::span<const Example> examples) {
  const std::vector<double> importance = sample_weights(examples);
  std::vector<Column> columns = columns_of(examples);
  double start = kExpectedStart;
  std::vector<double> points(examples.size(), start);
  for (const Column& column : columns) {
    for (const Cell& cell : column.cells) points[cell.example] += column.weight * cell.value;
  }
  const auto residual = [&](size_t i) {
    return importance[i] * (sigmoid(points[i]) - (examples[i].malicious ? 1.0 : 0.0));
  };
  const double all = std::accumulate(importance.begin(), importance.end(), 0.0);
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    double slope = kStartPull * (start - kExpectedStart);
    for (size_t i = 0; i < examples.size(); ++i) slope += residual(i);
    double largest = slope / (kStartPull + all / 4);
    start -= largest;
    for (double& p : points) p -= largest;
    largest = std::abs(largest);
    for (Column& column : columns) {
      double gradient = column.spec.pull * (column.weight - column.spec.expected), curvature = column.spec.pull;
      for (const Cell& cell : column.cells) {
        gradient += residual(cell.example) * cell.value;
        curvature += importance[cell.example] * cell.value * cell.value / 4;
      }
      const double next = std::clamp(column.weight - gradient / curvature, column.spec.low, column.spec.high);
      const double step = next - column.weight;
      column.weight = next;
      largest = std::max(largest, std::abs(step));
      if (step == 0) continue;
      for (const Cell& cell : column.cells) points[cell.example] += step * cell.value;
    }
    if (largest < kSmallStep) break;
  }
  TrainedModel model;
  model.start = start;
  for (const Column& column : columns) {
    if (std::abs(column.weight) >= kLeastWeight)
      model.weights.push_back({column.spec.name, column.weight, column.spec.note});
  }
  return model;
}

// ---- calibration and operating points ----------------------------------------------------------------------

struct Line {
  double slope = 1, shift = 0;
};

// Platt: the logistic regression of the class on the points of packages left out. The slope is drawn to 1.
Line calibration_of(std::span<const Example> examples, const std::vector<double>& points) {
  constexpr double kSlopePull = 2, kShiftPull = 0.1;
  constexpr int kSteps = 100;
  const std::vector<double> importance = sample_weights(examples);
  Line line;
  for (int step = 0; step < kSteps; ++step) {
    double ga = kSlopePull * (line.slope - 1), gb = kShiftPull * line.shift, haa = kSlopePull, hab = 0,
           hbb = kShiftPull;
    for (size_t i = 0; i < examples.size(); ++i) {
      const double p = sigmoid(line.slope * points[i] + line.shift), w = importance[i] * std::max(1e-4, p * (1 - p));
      const double r = importance[i] * (p - (examples[i].malicious ? 1.0 : 0.0));
      ga += r * points[i];
      gb += r;
      haa += w * points[i] * points[i];
      hab += w * points[i];
      hbb += w;
    }
    const double determinant = haa * hbb - hab * hab;
    const double da = (hbb * ga - hab * gb) / determinant, db = (haa * gb - hab * ga) / determinant;
    line.slope = std::clamp(line.slope - da, 0.3, 2.0);
    line.shift -= std::clamp(db, -1.0, 1.0);
    if (std::abs(da) + std::abs(db) < 1e-9) break;
  }
  return line;
}

void apply(const Line& line, TrainedModel& model) {
  model.start = line.slope * model.start + line.shift;
  for (FeatureWeight& w : model.weights) w.weight *= line.slope;
}

// Rounded up: what is shipped and shown is the same number.
double rounded_up(double score) { return std::ceil(score * 100) / 100; }

// No honest package left out may come within kMargin (log-odds) of a malicious verdict, and no more than the share
// kShown of them reach a suspicious one. A few hundred honest packages say little about thousands: kLeast stands for
// those that were not seen.
Thresholds thresholds_of(std::span<const Example> examples, const std::vector<double>& points) {
  constexpr double kMargin = 0.5, kShown = 0.02, kLeast = 0.75, kMost = 0.95, kLeastShown = 0.4;
  std::vector<double> honest;
  for (size_t i = 0; i < examples.size(); ++i) {
    if (!examples[i].malicious) honest.push_back(points[i]);
  }
  std::sort(honest.begin(), honest.end());
  Thresholds result;
  if (honest.empty()) return result;
  const auto shown = static_cast<size_t>(kShown * static_cast<double>(honest.size()));
  result.malicious = rounded_up(std::clamp(sigmoid(honest.back() + kMargin), kLeast, kMost));
  result.suspicious = rounded_up(std::clamp(sigmoid(honest[honest.size() - 1 - shown]), kLeastShown, 0.5));
  return result;
}

}  // namespace

TrainedModel train(std::span<const Example> examples) {
  const std::vector<size_t> folds = folds_of(examples, kCalibrationFolds);
  std::vector<double> points(examples.size());
  for (size_t fold = 0; fold < kCalibrationFolds; ++fold) {
    const TrainedModel model = fit(pick(examples, folds, fold));
    for (size_t i = 0; i < examples.size(); ++i) {
      if (folds[i] == fold) points[i] = points_of(model.view(), examples[i].features, {1, 1});
    }
  }
  const Line line = calibration_of(examples, points);
  for (double& p : points) p = line.slope * p + line.shift;
  TrainedModel model = fit(examples);
  apply(line, model);
  model.thresholds = thresholds_of(examples, points);
  return model;
}

std::vector<LeftOut> cross_validate(std::span<const Example> examples, size_t folds) {
  const std::vector<size_t> fold_of = folds_of(examples, folds);
  std::vector<LeftOut> result(examples.size());
  for (size_t fold = 0; fold < folds; ++fold) {
    const TrainedModel model = train(pick(examples, fold_of, fold));
    for (size_t i = 0; i < examples.size(); ++i) {
      if (fold_of[i] != fold) continue;
      const double score = sigmoid(points_of(model.view(), examples[i].features, model.thresholds));
      result[i] = {fold, score, label_of(score, model.thresholds)};
    }
  }
  return result;
}

std::string to_tsv(const TrainedModel& model) {
  char number[32];
  const auto row = [&](std::string_view name, double value, std::string_view note) {
    std::snprintf(number, sizeof number, "%.4f", value);
    return std::string(name) + "\t" + number + "\t" + std::string(note) + "\n";
  };
  std::string out =
      "# The model of the verdict: a package's log-odds of being malicious are `start` plus each feature's value times "
      "its\n"
      "# weight, where as many packages are malicious as not. Names with a slash are rules. Written by\n"
      "# scripts/train_verdict.sh; do not edit.\n"
      "feature\tweight\tnote\n";
  out += row("start", model.start, "of the sum");
  out += row("threshold-malicious", model.thresholds.malicious, "score from which a package is malicious");
  out += row("threshold-suspicious", model.thresholds.suspicious, "score from which a person should look");
  for (const FeatureWeight& w : model.weights) out += row(w.feature, w.weight, w.note);
  return out;
}

}  // namespace antivenom
