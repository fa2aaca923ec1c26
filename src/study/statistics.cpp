#include "study/statistics.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "base/wilson.h"

namespace antivenom::study {
namespace {

constexpr size_t kDraws = 1000;
constexpr size_t kMostDrawn = 5'000'000;  // values drawn in all: of large samples fewer rounds will do

double middle_of(std::vector<double>& values, double q) {
  if (values.empty()) return 0;
  const double at = q * static_cast<double>(values.size() - 1);
  const auto low = static_cast<size_t>(at);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(low), values.end());
  const double first = values[low];
  if (static_cast<double>(low) == at) return first;
  const double second = *std::min_element(values.begin() + static_cast<std::ptrdiff_t>(low) + 1, values.end());
  return first + (at - static_cast<double>(low)) * (second - first);
}

template <class Statistic>
chart::Interval bootstrap(const std::vector<double>& values, const Statistic& statistic) {
  if (values.empty()) return {};
  std::mt19937_64 random(1);
  std::vector<double> drawn(values.size()), results;
  const size_t draws = std::clamp<size_t>(kMostDrawn / values.size(), 100, kDraws);
  for (size_t draw = 0; draw < draws; ++draw) {
    for (double& value : drawn) value = values[random() % values.size()];
    results.push_back(statistic(drawn));
  }
  return {quantile(results, 0.025), quantile(results, 0.975)};
}

}  // namespace

chart::Interval wilson(size_t hits, size_t total) {
  const auto [low, high] = wilson_interval(hits, total);
  return {low, high};
}

double quantile(std::vector<double> values, double q) { return middle_of(values, q); }

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

chart::Interval bootstrap_median(const std::vector<double>& values) {
  return bootstrap(values, [](std::vector<double>& drawn) { return middle_of(drawn, 0.5); });
}

chart::Interval bootstrap_mean(const std::vector<double>& values) {
  return bootstrap(values, [](const std::vector<double>& drawn) { return mean(drawn); });
}

}  // namespace antivenom::study
