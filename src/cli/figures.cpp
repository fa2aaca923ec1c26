#include "cli/figures.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "cli/csv.h"

namespace antivenom::cli {
namespace {

constexpr double kZ = 1.959964;  // 95 % of a normal distribution lie within

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

bool is_yes(std::string_view text) { return text == "1" || text == "true" || text == "True" || text == "yes" || text == "malicious"; }

}  // namespace

void Counts::add(Label label) {
  ++total;
  switch (label) {
    case Label::malicious: ++malicious; break;
    case Label::suspicious: ++suspicious; break;
    case Label::clean: ++clean; break;
    case Label::unreadable: ++unreadable; break;
  }
}

std::pair<double, double> Rate::interval() const {
  if (total == 0) return {0.0, 1.0};
  const auto n = static_cast<double>(total);
  const double p = share(), z2 = kZ * kZ;
  const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

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
    if (!one.sample.malicious) add_rate(f.categories[one.sample.category], hit);
    for (const std::string& rule : one.rules) ++(one.sample.malicious ? f.rules[rule].malicious : f.rules[rule].benign);
  }
  const auto hits = static_cast<double>(f.recall.hits);
  f.precision = ratio(hits, static_cast<double>(f.recall.hits + f.false_positives.hits));
  f.f1 = ratio(2 * f.precision * f.recall.share(), f.precision + f.recall.share());
  for (const auto& [family, rate] : f.families) f.mean_family_recall += rate.share();
  f.mean_family_recall = ratio(f.mean_family_recall, static_cast<double>(f.families.size()));
  f.curve = curve_of(judged);
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
