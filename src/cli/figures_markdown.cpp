// docs/ACCURACY.md: what was measured, how, and every mistake.
#include <fmt/format.h>

#include <algorithm>

#include "base/escape.h"
#include "cli/figures.h"

namespace antivenom::cli {
namespace {

// Text of packages in a table cell.
std::string cell(std::string_view text, size_t limit = 160) {
  std::string out;
  for (char c : visible(text, limit)) {
    if (c == '|' || c == '<' || c == '`' || c == '*' || c == '_') out += '\\';
    out += c;
  }
  return out;
}

std::string percent(double share) { return fmt::format("{:.1f} %", share * 100); }
std::string range(std::pair<double, double> interval) {
  return fmt::format("{:.1f}-{:.1f} %", interval.first * 100, interval.second * 100);
}
std::string of(const Rate& rate) { return fmt::format("{} of {}", rate.hits, rate.total); }

std::string introduction(const Figures& f) {
  std::string out = "# Accuracy\n\nWritten by `antivenom evaluate --report`; `scripts/train_verdict.sh` repeats it. ";
  out += fmt::format(
      "Measured on {} malicious packages of {} families whose payload is visible in them, and {} honest ones.\n",
      f.malicious.total, f.families.size(), f.benign.total);
  if (f.folds > 0) {
    out += fmt::format(
        "\nEach package was judged by a model that was trained, calibrated and given its thresholds without any "
        "package of\n"
        "the same family, and without any version of the same project: {} folds. What the folds do not cover: the "
        "rules\n"
        "were written by people who had seen misses and false alarms of these packages.\n",
        f.folds);
  } else {
    out += "\nEach package was judged by the shipped model.\n";
  }
  out += fmt::format(
      "\n| operating point | from score | for |\n| --- | --- | --- |\n"
      "| `malicious` | {:.2f} | blocking without a person |\n| `suspicious` | {:.2f} | showing to a person |\n",
      f.thresholds.malicious, f.thresholds.suspicious);
  out +=
      "\nThe thresholds are those of the model trained on all packages; each fold chooses its own in the same way.\n";
  return out;
}

Rate flagged(const Counts& counts) { return {counts.malicious + counts.suspicious, counts.total}; }

std::string recall_table(const Figures& f) {
  std::string out = "\n## Found\n\n| | | | 95 % interval |\n| --- | --- | --- | --- |\n";
  out += fmt::format("| malicious packages called `malicious` | {} | {} | {} |\n", percent(f.recall.share()),
                     of(f.recall), range(f.recall.interval()));
  if (!f.families.empty()) {
    out += fmt::format("| the same, were other families drawn | | | {} |\n", range(f.package_interval));
    const auto missed =
        std::count_if(f.families.begin(), f.families.end(), [](const auto& x) { return x.second.hits == 0; });
    out += fmt::format("| share of each family found, averaged | {} | {} families, {} without any | {} |\n",
                       percent(f.mean_family_recall), f.families.size(), missed, range(f.family_interval));
  }
  const Rate shown = flagged(f.malicious);
  out += fmt::format("| malicious packages called `suspicious` or `malicious` | {} | {} | {} |\n",
                     percent(shown.share()), of(shown), range(shown.interval()));
  return out +
         "\nIntervals of packages are Wilson's; those over families come from drawing the families again (2000 "
         "draws).\n";
}

std::string false_alarm_table(const Figures& f) {
  std::string out =
      "\n## False alarms\n\n| honest packages | called `malicious` | at most (95 %) | called `suspicious` or "
      "`malicious` | at "
      "most (95 %) |\n| --- | --- | --- | --- | --- |\n";
  const auto row = [&](std::string_view name, const Rate& block, const Rate& show) {
    out += fmt::format("| {} | {} | {} | {} | {} |\n", cell(name), of(block), percent(block.interval().second),
                       of(show), percent(show.interval().second));
  };
  for (const auto& [category, rate] : f.categories) row(category, rate, f.shown.at(category));
  row("all", f.false_positives, flagged(f.benign));
  return out;
}

std::string apart_table(const Figures& f) {
  if (f.not_visible.total + f.pentest.total == 0) return "";
  std::string out =
      "\n## Counted apart\n\n| | packages | malicious | suspicious | clean | unreadable |\n| --- | --- | --- | --- | "
      "--- | --- |\n";
  const auto row = [&](std::string_view name, const Counts& c) {
    if (c.total == 0) return;
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", name, c.total, c.malicious, c.suspicious, c.clean,
                       c.unreadable);
  };
  row("reported as malicious, but nothing malicious is in the archive", f.not_visible);
  row("tools for penetration tests, dual use", f.pentest);
  return out;
}

std::string reliability_table(const Figures& f) {
  std::string out =
      "\n## Is a score what it says?\n\nOf packages that score about s, a share s should be malicious, where as many "
      "packages "
      "are malicious as not:\nthe two kinds are weighted accordingly.\n\n| score | malicious | honest | mean score | "
      "share "
      "malicious |\n| --- | --- | --- | --- | --- |\n";
  for (size_t i = 0; i < f.reliability.size(); ++i) {
    const ReliabilityBin& bin = f.reliability[i];
    out += fmt::format("| {:.1f}-{:.1f} | {} | {} |", static_cast<double>(i) / 10, static_cast<double>(i + 1) / 10,
                       bin.malicious, bin.benign);
    out += bin.malicious + bin.benign > 0 ? fmt::format(" {:.2f} | {:.2f} |\n", bin.mean_score, bin.share) : " | |\n";
  }
  return out;
}

std::string curve_table(const Figures& f) {
  std::string out = "\n## Other thresholds\n\n| threshold | found | false alarms |\n| --- | --- | --- |\n";
  for (size_t i = 1; i < f.curve.size(); i += 2) {
    const CurvePoint& p = f.curve[i];
    out += fmt::format("| {:.2f} | {} | {} |\n", p.threshold, percent(p.recall), percent(p.false_positive_rate));
  }
  return out;
}

std::string list_table(std::string_view title, const std::vector<const Judged*>& list) {
  if (list.empty()) return "";
  std::string out =
      fmt::format("\n### {} ({})\n\n| package | score | verdict | what weighed most |\n| --- | --- | --- | --- |\n",
                  title, list.size());
  for (const Judged* one : list) {
    const std::string& kind = one->sample.malicious ? one->sample.payload : one->sample.category;
    const std::string what = one->evidence.empty() ? std::string("nothing found") : one->evidence;
    out += fmt::format("| {}{} | {:.2f} | {} | {} |\n", cell(file_name(one->sample.listed)),
                       kind.empty() || kind == "visible" ? "" : " (" + cell(kind) + ")", one->score,
                       to_string(one->label), cell(what, 240));
  }
  return out;
}

std::string mistakes(const Figures& f, const std::vector<Judged>& judged) {
  std::vector<const Judged*> missed, accused, shown, pentest;
  for (size_t i : f.mistakes) (judged[i].sample.malicious ? missed : accused).push_back(&judged[i]);
  for (const Judged& one : judged) {
    if (one.label != Label::suspicious && one.label != Label::malicious) continue;
    if (one.sample.group == Group::pentest) pentest.push_back(&one);
    if (one.sample.group == Group::counted && !one.sample.malicious && one.label == Label::suspicious)
      shown.push_back(&one);
  }
  const std::string all = list_table("Malicious, not called so", missed) +
                          list_table("Honest, called malicious", accused) +
                          list_table("Honest, called suspicious", shown) +
                          list_table("Tools for penetration tests that are shown or blocked", pentest);
  return all.empty() ? "" : "\n## Every mistake\n" + all;
}

std::string cost(const Speed& s) {
  if (s.packages == 0) return "";
  const auto n = static_cast<double>(s.packages);
  return fmt::format(
      "\n## Cost\n\nMilliseconds of one processor for a package, on average:\n\n| unpack | parse | interpret | rules | "
      "verdict "
      "|\n| --- | --- | --- | --- | --- |\n| {:.2f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} |\n\nThe verdict includes "
      "looking up the "
      "source lines of the report.\n",
      s.stages.unpack_ms / n, s.stages.parse_ms / n, s.stages.interpret_ms / n, s.stages.rules_ms / n,
      s.stages.verdict_ms / n);
}

}  // namespace

std::string figures_markdown(const Figures& f, const Speed& speed, const std::vector<Judged>& judged) {
  return introduction(f) + recall_table(f) + false_alarm_table(f) + apart_table(f) + reliability_table(f) +
         curve_table(f) + mistakes(f, judged) + cost(speed);
}

}  // namespace antivenom::cli
