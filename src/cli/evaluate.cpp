#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <set>

#include "cli/commands.h"
#include "cli/figures.h"
#include "cli/interrupt.h"
#include "cli/labelled.h"
#include "cli/learn.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/targets.h"

namespace antivenom::cli {
namespace {

struct EvaluateArguments {
  SharedOptions shared;
  ScanOptions scan;
  std::string malicious, benign, families, report, behaviours, model;
  std::vector<std::string> against;
  size_t folds = 0;
};

// Of one run: what is kept of each package, by its place in the sets.
struct Run {
  std::vector<Judged> judged;
  std::vector<Features> features;
  Speed speed;
  bool all_opened = true;
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
  app.add_option("--folds", a.folds, "judge each package by a model trained without its family or project")
      ->type_name("K")
      ->check(CLI::Range(2, 100));
  app.add_option("--report", a.report, "write the figures as Markdown, too")->type_name("FILE");
  app.add_option("--behaviours", a.behaviours, "write what every rule looks for, and how often it fired, as Markdown")
      ->type_name("FILE");
  app.add_option("--write-model", a.model, "train on all and write the model (models/verdict.tsv)")->type_name("FILE");
  add_limit_options(app, a.scan);
  app.footer(
      "Columns of a CSV that are used: path, family, payload (other than `visible`: counted apart), category\n"
      "(`pentest` is counted apart), project. Paths are relative to the list, or to the current folder.\n"
      "\nexamples:\n"
      "  antivenom evaluate --malicious malicious.csv --benign benign.csv\n"
      "  antivenom evaluate --malicious bad/ --benign good/ --format json > figures.json\n"
      "  antivenom evaluate --malicious bad.csv --benign good.csv --folds 10 --report accuracy.md\n"
      "  antivenom evaluate --malicious bad.txt --benign good.txt --against other=other.csv");
}

// "steal/wallets (runs at install), ...", by the shipped model.
std::string evidence_of(const Verdict& verdict) {
  constexpr size_t kTold = 3;
  std::string out;
  for (size_t i = 0; i < std::min(kTold, verdict.contributions.size()); ++i) {
    const Contribution& c = verdict.contributions[i];
    out += fmt::format("{}{} ({})", i == 0 ? "" : ", ", verdict.findings[c.finding].rule_id, c.reason);
  }
  return out;
}

Judged judged_of(const Sample& sample, const ScanResult& result) {
  Judged judged{sample, result.verdict.label,       result.verdict.score, result.verdict.summary,
                {},     evidence_of(result.verdict)};
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

Result<bool> write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) return fail("cannot be written", path);
  return true;
}

Run scan_all(const std::vector<Sample>& samples, const EvaluateArguments& arguments,
             const std::atomic<bool>& interrupted) {
  std::vector<std::string> targets;
  for (const Sample& sample : samples) targets.push_back(sample.path);
  const auto start = std::chrono::steady_clock::now();
  Run run;
  Progress progress(targets.size(), arguments.shared.quiet);
  run_jobs(
      targets, {thread_count(arguments.shared), &interrupted, bytes_on_disk},
      [&](const std::string& target) { return open_and_scan(target, arguments.scan); },
      [&](size_t index, Outcome&& outcome) {
        run.judged.push_back(judged_of(samples[index], outcome.result));
        run.features.push_back(features_of(outcome.result.facts, outcome.result.verdict.findings));
        add_times(run.speed.stages, outcome.times);
        run.speed.bytes += outcome.bytes;
        if (!outcome.opened) {
          progress.clear();
          std::fprintf(stderr, "antivenom: %s: %s\n", targets[index].c_str(), run.judged.back().summary.c_str());
          run.all_opened = false;
        }
        progress.advance(run.judged.size());
      });
  progress.clear();
  run.speed.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  run.speed.packages = run.judged.size();
  run.speed.peak_rss_mb = peak_rss_mb();
  return run;
}

// Trains where asked to; returns the operating points that the labels of `run` belong to.
Result<Thresholds> learn(Run& run, const EvaluateArguments& arguments) {
  if (arguments.folds == 0 && arguments.model.empty()) return arguments.scan.thresholds;
  const auto model = train_on(run.judged, run.features, std::max<size_t>(2, arguments.folds));
  if (!model) return tl::unexpected(model.error());
  if (!arguments.model.empty()) {
    if (const auto written = write_file(arguments.model, to_tsv(*model)); !written)
      return tl::unexpected(written.error());
  }
  if (arguments.folds == 0) return arguments.scan.thresholds;
  judge_left_out(run.judged, run.features, *model, arguments.folds);
  return model->thresholds;
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

  const std::atomic<bool>& interrupted = watch_interrupts();
  Run run = scan_all(*samples, arguments, interrupted);
  // From here on no package is looked at again.

  const auto thresholds = learn(run, arguments);
  if (!thresholds) return complain(thresholds.error());
  Figures figures = compute(run.judged);
  figures.folds = arguments.folds;
  figures.thresholds = *thresholds;
  auto against = read_against(arguments, run.judged);
  if (!against) return complain(against.error());
  figures.against = std::move(*against);
  if (!arguments.report.empty()) {
    const auto written = write_file(arguments.report, figures_markdown(figures, run.speed, run.judged));
    if (!written) return complain(written.error());
  }
  if (!arguments.behaviours.empty()) {
    const auto written = write_file(arguments.behaviours, behaviours_markdown(run.judged));
    if (!written) return complain(written.error());
  }
  const std::string report = arguments.shared.format == "json"
                                 ? figures_json(figures, run.speed, run.judged) + "\n"
                                 : figures_text(figures, run.speed, run.judged, arguments.shared.verbose);
  std::fwrite(report.data(), 1, report.size(), stdout);
  std::fflush(stdout);
  if (interrupted) return kExitInterrupted;
  return run.all_opened ? kExitFine : kExitWrong;
}

}  // namespace antivenom::cli
