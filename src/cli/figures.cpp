#include "cli/figures.h"

#include <algorithm>
#include <random>
#include <unordered_map>

#include "base/wilson.h"
#include "cli/csv.h"

namespace antivenom::cli {
namespace {

bool detected(const Judged& one) { return one.label == Label::malicious; }

void add_rate(Rate& rate, bool hit) {
  ++rate.total;
  rate.hits += hit ? 1 : 0;
}

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0.0; }

std::vector<CurvePoint> curve_of(const std::vector<Judged>& judged) {
  std::vector<CurvePoint> curve;
  for (int percent = 5; percent <= 95; percent += 5) {
    const double threshold = percent / 100.0;
    Rate recall, false_positives;
    for (const Judged& one : judged) {
      if (one.sample.group != Group::counted) continue;
      const bool hit = one.label != Label::unreadable && one.score >= threshold;
      add_rate(one.sample.malicious ? recall : false_positives, hit);
    }
    curve.push_back({threshold, recall.share(), false_positives.share()});
  }
  return curve;
}

std::vector<ReliabilityBin> reliability_of(const std::vector<Judged>& judged) {
  constexpr size_t kBins = 10;
  std::vector<ReliabilityBin> bins(kBins);
  size_t all[2] = {0, 0};
  std::vector<std::pair<double, double>> sums(kBins);  // of scores: malicious, benign
  for (const Judged& one : judged) {
    if (one.sample.group != Group::counted || one.label == Label::unreadable) continue;
    const size_t bin = std::min(kBins - 1, static_cast<size_t>(std::max(0.0, one.score) * kBins));
    ++all[one.sample.malicious ? 1 : 0];
    ++(one.sample.malicious ? bins[bin].malicious : bins[bin].benign);
    (one.sample.malicious ? sums[bin].first : sums[bin].second) += one.score;
  }
  for (size_t i = 0; i < kBins; ++i) {
    const double bad = ratio(1, static_cast<double>(all[1])), good = ratio(1, static_cast<double>(all[0]));
    const double weight = bad * static_cast<double>(bins[i].malicious) + good * static_cast<double>(bins[i].benign);
    bins[i].mean_score = ratio(bad * sums[i].first + good * sums[i].second, weight);
    bins[i].share = ratio(bad * static_cast<double>(bins[i].malicious), weight);
  }
  return bins;
}

// Packages of a family are found or missed together: what varies from one corpus to the next is which families are in
// it. So families are drawn, not packages.
void add_family_intervals(Figures& f) {
  constexpr size_t kDraws = 2000;
  if (f.families.empty()) return;
  std::vector<Rate> families;
  for (const auto& [name, rate] : f.families) families.push_back(rate);
  std::mt19937_64 random(1);  // fixed: the same corpus gives the same figures
  std::vector<double> means, shares;
  for (size_t draw = 0; draw < kDraws; ++draw) {
    double mean = 0;
    Rate packages;
    for (size_t i = 0; i < families.size(); ++i) {
      const Rate& one = families[random() % families.size()];
      mean += one.share();
      packages.hits += one.hits;
      packages.total += one.total;
    }
    means.push_back(mean / static_cast<double>(families.size()));
    shares.push_back(packages.share());
  }
  const auto middle = [&](std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    return std::pair{values[kDraws / 40], values[kDraws - 1 - kDraws / 40]};
  };
  f.family_interval = middle(means);
  f.package_interval = middle(shares);
}

bool is_yes(std::string_view text) {
  return text == "1" || text == "true" || text == "True" || text == "yes" || text == "malicious";
}

}  // namespace

void Counts::add(Label label) {
  ++total;
  switch (label) {
    case Label::malicious:
      ++malicious;
      break;
    case Label::suspicious:
      ++suspicious;
      break;
    case Label::clean:
      ++clean;
      break;
    case Label::unreadable:
      ++unreadable;
      break;
  }
}

std::pair<double, double> Rate::interval() const { return wilson_interval(hits, total); }

Figures compute(const std::vector<Judged>& judged) {
  Figures f;
  for (size_t i = 0; i < judged.size(); ++i) {
    const Judged& one = judged[i];
    const bool hit = detected(one);
    if (one.sample.group != Group::counted) {
      (one.sample.group == Group::pentest ? f.pentest : f.not_visible).add(one.label);
      continue;
    }
    if (hit != one.sample.malicious) f.mistakes.push_back(i);
    (one.sample.malicious ? f.malicious : f.benign).add(one.label);
    add_rate(one.sample.malicious ? f.recall : f.false_positives, hit);
    if (one.sample.malicious && !one.sample.family.empty()) add_rate(f.families[one.sample.family], hit);
    if (!one.sample.malicious) {
      add_rate(f.categories[one.sample.category], hit);
      add_rate(f.shown[one.sample.category], hit || one.label == Label::suspicious);
    }
    for (const std::string& rule : one.rules) ++(one.sample.malicious ? f.rules[rule].malicious : f.rules[rule].benign);
  }
  const auto hits = static_cast<double>(f.recall.hits);
  f.precision = ratio(hits, static_cast<double>(f.recall.hits + f.false_positives.hits));
  f.f1 = ratio(2 * f.precision * f.recall.share(), f.precision + f.recall.share());
  for (const auto& [family, rate] : f.families) f.mean_family_recall += rate.share();
  f.mean_family_recall = ratio(f.mean_family_recall, static_cast<double>(f.families.size()));
  add_family_intervals(f);
  f.curve = curve_of(judged);
  f.reliability = reliability_of(judged);
  return f;
}

Against compare(const std::string& name, const std::string& csv, const std::vector<Judged>& judged) {
  std::unordered_map<std::string, const Judged*> ours;
  for (const Judged& one : judged) ours.emplace(file_name(one.sample.path), &one);
  Against out;
  out.name = name;
  for (const CsvRow& row : parse_csv(csv)) {
    const auto file = row.find("file");
    const auto flag = row.find("detected");
    if (file == row.end() || flag == row.end()) continue;
    ++out.rows;
    const auto it = ours.find(file_name(file->second));
    if (it == ours.end() || it->second->sample.group != Group::counted) continue;
    ++out.matched;
    const bool malicious = it->second->sample.malicious;
    add_rate(malicious ? out.their_recall : out.their_false_positives, is_yes(flag->second));
    add_rate(malicious ? out.our_recall : out.our_false_positives, detected(*it->second));
  }
  return out;
}

}  // namespace antivenom::cli
