#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "cli/figures.h"

namespace antivenom::cli {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::isfinite(value) ? std::round(value * 1e4) / 1e4 : 0.0; }
double per_second(double amount, const Speed& speed) { return speed.seconds > 0 ? amount / speed.seconds : 0.0; }
double megabytes(uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

Json counts_json(const Counts& c) {
  return {{"total", c.total},
          {"malicious", c.malicious},
          {"suspicious", c.suspicious},
          {"clean", c.clean},
          {"unreadable", c.unreadable}};
}

Json rate_json(const Rate& rate) {
  const auto [low, high] = rate.interval();
  return {{"hits", rate.hits},
          {"total", rate.total},
          {"rate", rounded(rate.share())},
          {"interval", {rounded(low), rounded(high)}}};
}

Json stages_json(const StageTimes& t) {
  return {{"unpack_ms", rounded(t.unpack_ms)},
          {"parse_ms", rounded(t.parse_ms)},
          {"interpret_ms", rounded(t.interpret_ms)},
          {"rules_ms", rounded(t.rules_ms)},
          {"verdict_ms", rounded(t.verdict_ms)}};
}

std::string rate_text(const Rate& rate) {
  const auto [low, high] = rate.interval();
  return fmt::format("{:>5.1f} %  ({} of {}, 95 % interval {:.1f} - {:.1f})", rate.share() * 100, rate.hits, rate.total,
                     low * 100, high * 100);
}

std::string counts_text(std::string_view name, const Counts& c) {
  return fmt::format("  {:<12} {:>6} {:>10} {:>11} {:>7} {:>11}\n", name, c.total, c.malicious, c.suspicious, c.clean,
                     c.unreadable);
}

std::string mistakes_text(const Figures& f, const std::vector<Judged>& judged, bool verbose) {
  constexpr size_t kShown = 20;
  std::string out;
  for (bool missed : {true, false}) {
    std::vector<const Judged*> list;
    for (size_t i : f.mistakes) {
      if (judged[i].sample.malicious == missed) list.push_back(&judged[i]);
    }
    if (list.empty()) continue;
    out += missed ? "\nmissed\n" : "\nfalse alarms\n";
    const size_t count = verbose ? list.size() : std::min(kShown, list.size());
    for (size_t i = 0; i < count; ++i) {
      out += fmt::format("  {:.2f} {:<10} {}\n       {}\n", list[i]->score, to_string(list[i]->label),
                         visible(list[i]->sample.path), visible(list[i]->summary, 200));
      if (!list[i]->evidence.empty()) out += fmt::format("       {}\n", visible(list[i]->evidence, 300));
    }
    if (count < list.size()) out += fmt::format("  ... and {} more (--verbose shows all)\n", list.size() - count);
  }
  return out;
}

std::string speed_text(const Speed& s) {
  const StageTimes& t = s.stages;
  const double all = std::max(1e-9, t.unpack_ms + t.parse_ms + t.interpret_ms + t.rules_ms + t.verdict_ms);
  const auto percent = [&](double ms) { return 100 * ms / all; };
  std::string out =
      fmt::format("\nspeed\n  {:.1f} s, {:.1f} packages/s, {:.1f} MB/s, peak memory {:.0f} MB\n", s.seconds,
                  per_second(static_cast<double>(s.packages), s), per_second(megabytes(s.bytes), s), s.peak_rss_mb);
  out += fmt::format("  unpack {:.0f} %, parse {:.0f} %, interpret {:.0f} %, rules {:.0f} %, verdict {:.0f} %\n",
                     percent(t.unpack_ms), percent(t.parse_ms), percent(t.interpret_ms), percent(t.rules_ms),
                     percent(t.verdict_ms));
  return out;
}

std::string against_text(const Against& a) {
  return fmt::format(
      "\nbeside {} ({} of its {} rows are in the sets)\n  {:<26} {}\n  {:<26} {}\n  {:<26} {}\n  {:<26} {}\n", a.name,
      a.matched, a.rows, "recall, " + a.name, rate_text(a.their_recall), "recall, antivenom", rate_text(a.our_recall),
      "false positives, " + a.name, rate_text(a.their_false_positives), "false positives, antivenom",
      rate_text(a.our_false_positives));
}

}  // namespace

std::string figures_json(const Figures& f, const Speed& speed, const std::vector<Judged>& judged) {
  Json out;
  out["malicious"] = counts_json(f.malicious);
  out["benign"] = counts_json(f.benign);
  out["recall"] = rounded(f.recall.share());
  out["false_positive_rate"] = rounded(f.false_positives.share());
  out["precision"] = rounded(f.precision);
  out["f1"] = rounded(f.f1);
  if (!f.families.empty()) {
    Json families = Json::object();
    for (const auto& [family, rate] : f.families) families[family] = {{"detected", rate.hits}, {"total", rate.total}};
    out["recall_by_family"] = {{"mean", rounded(f.mean_family_recall)},
                               {"interval", {rounded(f.family_interval.first), rounded(f.family_interval.second)}},
                               {"families", std::move(families)}};
  }
  out["curve"] = Json::array();
  for (const CurvePoint& p : f.curve) {
    out["curve"].push_back({{"threshold", rounded(p.threshold)},
                            {"recall", rounded(p.recall)},
                            {"false_positive_rate", rounded(p.false_positive_rate)}});
  }
  out["seconds"] = rounded(speed.seconds);
  out["packages_per_second"] = rounded(per_second(static_cast<double>(speed.packages), speed));
  out["megabytes_per_second"] = rounded(per_second(megabytes(speed.bytes), speed));
  out["peak_rss_mb"] = rounded(speed.peak_rss_mb);
  out["mistakes"] = Json::array();
  for (size_t i : f.mistakes) {
    const Judged& one = judged[i];
    out["mistakes"].push_back({{"path", one.sample.path},
                               {"label", one.sample.malicious ? "malicious" : "benign"},
                               {"verdict", to_string(one.label)},
                               {"score", rounded(one.score)},
                               {"category", one.sample.malicious ? one.sample.family : one.sample.category},
                               {"evidence", one.evidence},
                               {"summary", one.summary}});
  }
  out["intervals"] = {{"recall", rate_json(f.recall)}, {"false_positive_rate", rate_json(f.false_positives)}};
  out["false_positives_by_category"] = Json::object();
  for (const auto& [category, rate] : f.categories) out["false_positives_by_category"][category] = rate_json(rate);
  out["shown_by_category"] = Json::object();
  for (const auto& [category, rate] : f.shown) out["shown_by_category"][category] = rate_json(rate);
  out["folds"] = f.folds;
  out["threshold"] = {{"malicious", rounded(f.thresholds.malicious)}, {"suspicious", rounded(f.thresholds.suspicious)}};
  out["reliability"] = Json::array();
  for (const ReliabilityBin& bin : f.reliability) {
    out["reliability"].push_back({{"malicious", bin.malicious},
                                  {"benign", bin.benign},
                                  {"mean_score", rounded(bin.mean_score)},
                                  {"share", rounded(bin.share)}});
  }
  out["not_visible"] = counts_json(f.not_visible);
  out["pentest"] = counts_json(f.pentest);
  out["rules"] = Json::object();
  for (const auto& [rule, hits] : f.rules)
    out["rules"][rule] = {{"malicious", hits.malicious}, {"benign", hits.benign}};
  out["stages"] = stages_json(speed.stages);
  if (!f.against.empty()) out["against"] = Json::object();
  for (const Against& a : f.against) {
    out["against"][a.name] = {{"rows", a.rows},
                              {"matched", a.matched},
                              {"recall", rate_json(a.their_recall)},
                              {"false_positive_rate", rate_json(a.their_false_positives)},
                              {"our_recall", rate_json(a.our_recall)},
                              {"our_false_positive_rate", rate_json(a.our_false_positives)}};
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string figures_text(const Figures& f, const Speed& speed, const std::vector<Judged>& judged, bool verbose) {
  std::string out;
  if (f.folds > 0) {
    out = fmt::format("each package judged by a model trained without its family or project: {} folds\n\n", f.folds);
  }
  out += fmt::format("  {:<12} {:>6} {:>10} {:>11} {:>7} {:>11}\n", "", "total", "malicious", "suspicious", "clean",
                     "unreadable");
  out += counts_text("malicious", f.malicious) + counts_text("benign", f.benign);
  if (f.not_visible.total > 0) out += counts_text("not visible", f.not_visible);
  if (f.pentest.total > 0) out += counts_text("pentest", f.pentest);
  out += fmt::format("\n  {:<24} {}\n", "recall", rate_text(f.recall));
  if (!f.families.empty()) {
    out += fmt::format("  {:<24} {:>5.1f} %  (mean of {} families, 95 % interval {:.1f} - {:.1f})\n",
                       "recall by family", f.mean_family_recall * 100, f.families.size(), f.family_interval.first * 100,
                       f.family_interval.second * 100);
  }
  out += fmt::format("  {:<24} {}\n", "false positives", rate_text(f.false_positives));
  for (const auto& [category, rate] : f.categories)
    out += fmt::format("    {:<22} {}\n", visible(category), rate_text(rate));
  out += fmt::format("  {:<24} {:>5.1f} %\n  {:<24} {:>7.3f}\n", "precision", f.precision * 100, "f1", f.f1);
  out += "\ncurve      threshold  recall  false positives\n";
  for (const CurvePoint& p : f.curve) {
    out += fmt::format("                {:.2f}  {:>5.1f} %         {:>5.1f} %\n", p.threshold, p.recall * 100,
                       p.false_positive_rate * 100);
  }
  out += "\nscores          malicious  benign   mean   share malicious, of as many of each\n";
  for (size_t i = 0; i < f.reliability.size(); ++i) {
    const ReliabilityBin& bin = f.reliability[i];
    out += fmt::format("    {:.1f} - {:.1f} {:>12} {:>7}", static_cast<double>(i) / 10, static_cast<double>(i + 1) / 10,
                       bin.malicious, bin.benign);
    out += bin.malicious + bin.benign > 0 ? fmt::format("   {:.2f}   {:.2f}\n", bin.mean_score, bin.share) : "\n";
  }
  if (verbose) {
    out += "\nrules                                     malicious  benign\n";
    for (const auto& [rule, hits] : f.rules)
      out += fmt::format("  {:<40} {:>8} {:>7}\n", rule, hits.malicious, hits.benign);
  }
  for (const Against& a : f.against) out += against_text(a);
  return out + mistakes_text(f, judged, verbose) + speed_text(speed);
}

}  // namespace antivenom::cli
