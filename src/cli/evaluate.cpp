#include <sys/resource.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>
#include <set>

#include "cli/commands.h"
#include "cli/figures.h"
#include "cli/interrupt.h"
#include "cli/labelled.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/targets.h"

namespace antivenom::cli {
namespace {

struct EvaluateArguments {
  SharedOptions shared;
  ScanOptions scan;
  std::string malicious, benign, families;
  std::vector<std::string> against;
};

void add_options(CLI::App& app, EvaluateArguments& a) {
  add_shared_options(app, a.shared, {"text", "json"});
  const std::string set = "LIST|DIR";
  app.add_option("--malicious", a.malicious, "list, CSV with a path column, or folder")->type_name(set)->required();
  app.add_option("--benign", a.benign, "the same, of honest packages")->type_name(set)->required();
  app.add_option("--families", a.families, "CSV with path,family: each family counts once more")->type_name("CSV");
  app.add_option("--against", a.against, "another detector's results beside ours: columns file,label,detected")
      ->type_name("NAME=CSV")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->expected(1)
      ->allow_extra_args(false);
  add_limit_options(app, a.scan);
  app.footer(
      "Columns of a CSV that are used: path, family, payload (other than `visible`: counted apart), category\n"
      "(`pentest` is counted apart). Paths are relative to the list, or to the current folder.\n"
      "\nexamples:\n"
      "  antivenom evaluate --malicious malicious.csv --benign benign.csv\n"
      "  antivenom evaluate --malicious bad/ --benign good/ --format json > figures.json\n"
      "  antivenom evaluate --malicious bad.txt --benign good.txt --against other=other.csv");
}

Judged judged_of(const Sample& sample, const ScanResult& result) {
  Judged judged{sample, result.verdict.label, result.verdict.score, result.verdict.summary, {}};
  std::set<std::string_view> rules;
  for (const Finding& finding : result.verdict.findings) {
    if (finding.weight >= Weight::notable && finding.reach != Reach::unshipped) rules.insert(finding.rule_id);
  }
  judged.rules.assign(rules.begin(), rules.end());
  return judged;
}

void add_times(StageTimes& sum, const StageTimes& one) {
  sum.unpack_ms += one.unpack_ms;
  sum.parse_ms += one.parse_ms;
  sum.interpret_ms += one.interpret_ms;
  sum.rules_ms += one.rules_ms;
  sum.verdict_ms += one.verdict_ms;
}

double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;  // Linux counts in KiB
}

Result<std::vector<Sample>> read_samples(const EvaluateArguments& arguments) {
  auto samples = read_set(arguments.malicious, true);
  if (!samples) return samples;
  auto benign = read_set(arguments.benign, false);
  if (!benign) return benign;
  samples->insert(samples->end(), std::make_move_iterator(benign->begin()), std::make_move_iterator(benign->end()));
  if (arguments.families.empty()) return samples;
  const auto matched = read_families(arguments.families, *samples);
  if (!matched) return tl::unexpected(matched.error());
  return samples;
}

Result<std::vector<Against>> read_against(const EvaluateArguments& arguments, const std::vector<Judged>& judged) {
  std::vector<Against> result;
  for (const std::string& argument : arguments.against) {
    const size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0) return fail("--against needs NAME=CSV", argument);
    const auto csv = read_text_file(argument.substr(equals + 1));
    if (!csv) return tl::unexpected(csv.error());
    result.push_back(compare(argument.substr(0, equals), *csv, judged));
  }
  return result;
}

int complain(const Error& error) {
  std::fprintf(stderr, "antivenom: %s\n", error.message().c_str());
  return kExitWrong;
}

}  // namespace

int evaluate_command(const std::vector<std::string>& command_line) {
  EvaluateArguments arguments;
  CLI::App app("Accuracy and speed on labelled sets.", "antivenom evaluate");
  add_options(app, arguments);
  if (const auto done = parse(app, command_line, "evaluate")) return *done;
  const auto samples = read_samples(arguments);
  if (!samples) return complain(samples.error());
  // Read now, so that a mistyped name is not found out after the work.
  if (const auto early = read_against(arguments, {}); !early) return complain(early.error());

  std::vector<std::string> targets;
  for (const Sample& sample : *samples) targets.push_back(sample.path);
  const std::atomic<bool>& interrupted = watch_interrupts();
  const auto start = std::chrono::steady_clock::now();
  std::vector<Judged> judged;
  Speed speed;
  bool all_opened = true;
  Progress progress(targets.size(), arguments.shared.quiet);
  run_jobs(
      targets, {thread_count(arguments.shared), &interrupted},
      [&](const std::string& target) { return open_and_scan(target, arguments.scan); },
      [&](size_t index, Outcome&& outcome) {
        judged.push_back(judged_of((*samples)[index], outcome.result));
        add_times(speed.stages, outcome.times);
        speed.bytes += outcome.bytes;
        if (!outcome.opened) {
          progress.clear();
          std::fprintf(stderr, "antivenom: %s: %s\n", targets[index].c_str(), judged.back().summary.c_str());
          all_opened = false;
        }
        progress.advance(judged.size());
      });
  progress.clear();
  speed.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  speed.packages = judged.size();
  speed.peak_rss_mb = peak_rss_mb();

  Figures figures = compute(judged);
  auto against = read_against(arguments, judged);
  if (!against) return complain(against.error());
  figures.against = std::move(*against);
  const std::string report = arguments.shared.format == "json"
                                 ? figures_json(figures, speed, judged) + "\n"
                                 : figures_text(figures, speed, judged, arguments.shared.verbose);
  std::fwrite(report.data(), 1, report.size(), stdout);
  std::fflush(stdout);
  if (interrupted) return kExitInterrupted;
  return all_opened ? kExitFine : kExitWrong;
}

}  // namespace antivenom::cli
