#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/escape.h"
#include "classify/classify.h"
#include "classify/compare.h"
#include "classify/model.h"
#include "cli/classify_decide.h"
#include "cli/classify_input.h"
#include "cli/classify_output.h"
#include "cli/classify_store.h"
#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/labelled.h"
#include "html/page.h"

namespace antivenom::cli {
namespace {

using Clock = std::chrono::steady_clock;

struct ClassifyArguments {
  CollectOptions collect;
  ScanOptions scan;
  classify::Options options;
  std::vector<std::string> targets, train;
  std::string order = "execution", mean = "sif";
  std::string families, assignments, vectors, report, model;
  uint32_t seed = 1;
  bool compare = false, assign = false;
};

void add_method_options(CLI::App& app, ClassifyArguments& a) {
  const std::string group = "Method";
  const auto number = [&](const std::string& name, uint32_t& value, uint32_t least, uint32_t most,
                          const std::string& help) {
    app.add_option(name, value, help)->check(CLI::Range(least, most))->group(group)->capture_default_str();
  };
  app.add_option("--order", a.order, "of the calls: as they would run, or as they stand in the files")
      ->check(CLI::IsMember({"execution", "lexical"}))
      ->group(group)
      ->capture_default_str();
  app.add_option("--mean", a.mean, "of the calls' vectors: weighted by rarity, or plain")
      ->check(CLI::IsMember({"sif", "plain"}))
      ->group(group)
      ->capture_default_str();
  number("--dimension", a.options.embedding.dimension, 2, 1000, "of the vectors");
  number("--window", a.options.embedding.window, 1, 100, "calls on each side that are learned from");
  number("--epochs", a.options.embedding.epochs, 0, 10'000, "rounds of training (0: by the number of calls)");
  number("--negatives", a.options.embedding.negatives, 1, 100, "negative samples for each call");
  number("--seed", a.seed, 0, UINT32_MAX / 2, "of everything that is drawn by chance");
  number("--neighbours", a.options.neighbours, 1, 200, "that each sequence is joined to");
  number("--max-clusters", a.options.spectral.largest, 2, 300, "most that are tried where --clusters is not given");
  app.add_option("--likeness", a.options.likeness, "share of code from which packages are one family")
      ->check(CLI::Range(0.3, 1.0))
      ->group(group)
      ->capture_default_str();
}

void add_options(CLI::App& app, ClassifyArguments& a) {
  add_collect_options(app, a.collect);
  app.add_option("TARGET", a.targets,
                 "archive, directory, directory of archives, or a list of them: .txt, or .csv with a path column "
                 "(default: what the dataset holds)")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--clusters", a.options.spectral.clusters, "how many (default: as many as the data says)")
      ->check(CLI::Range(1u, 1000u));
  app.add_option("--families", a.families, "CSV with path,family, to measure by")->type_name("CSV");
  app.add_option("--train", a.train, "further packages, honest ones for example, that the vectors are learned from")
      ->type_name("TARGET")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->expected(1)
      ->allow_extra_args(false);
  app.add_option("--assignments", a.assignments, "write path,cluster,category,family")->type_name("CSV");
  app.add_option("--vectors", a.vectors, "write the packages' vectors")->type_name("NPY");
  app.add_option("--report", a.report, "write a page to look at, which works offline")->type_name("HTML");
  app.add_option("--model", a.model, "write what was learned; with --assign: use it")->type_name("FILE");
  app.add_flag("--assign", a.assign, "put the targets into the clusters of an earlier run (of --model or the dataset)");
  app.add_flag("--compare", a.compare, "other methods beside this one, and five seeds of each");
  add_method_options(app, a);
  add_limit_options(app, a.scan);
  app.footer(
      "examples:\n"
      "  antivenom classify downloads/ --report map.html\n"
      "  antivenom classify malicious.csv --train benign/ --families malicious.csv --compare\n"
      "  antivenom classify --db sqlite:///data/antivenom.db     what was collected and scanned; keeps what it learns\n"
      "  antivenom classify --assign new-package-1.0.tar.gz      which cluster, without another run\n"
      "  antivenom classify rename 3 \"token grabbers\"            and merge, split, confirm, category, decisions\n"
      "\nexit codes: 0 done, 2 wrong use or a target that could not be read, 130 interrupted");
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

classify::Options options_of(const ClassifyArguments& a) {
  classify::Options options = a.options;
  options.order = a.order == "lexical" ? classify::Order::lexical : classify::Order::execution;
  options.mean = a.mean == "plain" ? classify::Mean::plain : classify::Mean::sif;
  options.embedding.seed = options.spectral.seed = a.seed;
  return options;
}

// The dataset, if it is asked for or needed; nothing is kept without it.
Result<std::optional<store::Store>> dataset_of(const ClassifyArguments& a) {
  const bool needed = a.targets.empty() || (a.assign && a.model.empty());
  if (a.collect.db.empty() && !needed) return std::nullopt;
  auto store = open_store(a.collect, false);
  if (!store) return tl::unexpected(store.error());
  return std::optional<store::Store>(std::move(*store));
}

Result<ClassifyInput> input_of(const ClassifyArguments& a, store::Store* store, const std::atomic<bool>& stop) {
  const ScanSettings settings{a.scan, thread_count(a.collect.shared), a.collect.shared.quiet, &stop};
  if (!a.targets.empty()) return read_targets(a.targets, a.train, settings);
  auto samples = open_samples(a.collect);
  return read_store(*store, samples ? &*samples : nullptr, settings);
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int finish(const ClassifyInput& input) {
  for (const std::string& problem : input.unopened) complain(problem);
  if (input.interrupted) return kExitInterrupted;
  return input.unopened.empty() ? kExitFine : kExitWrong;
}

Result<void> write_outputs(const ClassifyArguments& a, const classify::Classified& classified) {
  const auto write = [](const std::string& path, const std::string& content) -> Result<void> {
    if (path.empty()) return {};
    const auto written = write_whole_file(path, content);
    if (!written) return tl::unexpected(written.error());
    return {};
  };
  if (auto done = write(a.assignments, a.assignments.empty() ? "" : assignments_csv(classified.result)); !done)
    return done;
  if (auto done = write(a.report, a.report.empty() ? "" : html::classify_page(classified.result)); !done) return done;
  if (auto done = write(a.vectors, a.vectors.empty() ? "" : vectors_npy(classified)); !done) return done;
  return write(a.model, a.model.empty() ? "" : classify::to_text(classify::make_model(classified)));
}

Result<classify::Model> model_of(const ClassifyArguments& a, store::Store* store) {
  if (a.model.empty()) return read_model(*store);
  const auto text = read_text_file(a.model);
  if (!text) return tl::unexpected(text.error());
  auto model = classify::model_from(*text);
  if (!model) return fail(model.error().message(), a.model);
  return model;
}

int assign_targets(const ClassifyArguments& a, store::Store* store, const std::atomic<bool>& stop) {
  if (a.targets.empty()) return complain("--assign needs a TARGET");
  const auto model = model_of(a, store);
  if (!model) return complain(model.error().message());
  std::optional<FamilyIndex> families;
  if (store != nullptr) {
    auto index = FamilyIndex::read(*store);
    if (!index) return complain(index.error().message());
    families = std::move(*index);
  }
  const auto input = input_of(a, store, stop);
  if (!input) return complain(input.error().message());
  std::vector<Assigned> all;
  for (const classify::Sample& sample : input->samples) {
    Assigned one{sample.path, classify::assign(*model, sample.calls), {}};
    if (families) one.family = families->place(sample.sha256, sample.signature);
    all.push_back(std::move(one));
  }
  if (!a.assignments.empty()) {
    if (const auto done = write_whole_file(a.assignments, assigned_csv(all, *model)); !done) {
      return complain(done.error().message());
    }
  }
  print(a.collect.shared.format == "json" ? assigned_json(all, *model) + "\n" : assigned_text(all, *model));
  return finish(*input);
}

int classify_all(const ClassifyArguments& a, store::Store* store, const std::atomic<bool>& stop) {
  const auto scanning = Clock::now();
  auto input = input_of(a, store, stop);
  if (!input) return complain(input.error().message());
  if (!a.families.empty()) {
    const auto matched = read_given_families(a.families, input->samples);
    if (!matched) return complain(matched.error().message());
    if (*matched == 0) return complain(a.families + ": names none of the packages");
  }
  std::vector<classify::AnalystDecision> decisions;
  if (store != nullptr) {
    auto kept = read_decisions(*store);
    if (!kept) return complain(kept.error().message());
    decisions = std::move(*kept);
  }
  const double scan_seconds = seconds_since(scanning);
  // From here on no package is looked at again.

  const auto start = Clock::now();
  const classify::Options options = options_of(a);
  auto classified = classify::classify(input->samples, input->background, options, decisions);
  if (!classified) return complain(classified.error().message());
  classified->result.seconds = seconds_since(start);
  classified->result.scan_seconds = scan_seconds;
  if (a.compare) {
    auto compared = classify::compare(input->samples, input->background, options, *classified);
    if (!compared) return complain(compared.error().message());
    classified->result.compared = std::move(*compared);
  }
  if (store != nullptr) {
    if (auto kept = keep_run(*store, *classified, input->samples); !kept) return complain(kept.error().message());
  }
  if (const auto written = write_outputs(a, *classified); !written) return complain(written.error().message());
  print(a.collect.shared.format == "json" ? classification_json(classified->result, a.collect.shared.verbose) + "\n"
                                          : classification_text(classified->result, report_options(a.collect.shared)));
  return finish(*input);
}

}  // namespace

int classify_command(const std::vector<std::string>& command_line) {
  if (!command_line.empty() && is_cluster_decision(command_line.front())) return decide_command(command_line);
  ClassifyArguments arguments;
  CLI::App app("Groups packages by the calls they make, names the groups, and finds families of near duplicates.",
               "antivenom classify");
  add_options(app, arguments);
  if (const auto done = parse(app, command_line, "classify")) return *done;
  const std::atomic<bool>& interrupted = watch_interrupts();
  auto store = dataset_of(arguments);
  if (!store) return complain(store.error().message());
  store::Store* dataset = *store ? &**store : nullptr;
  return arguments.assign ? assign_targets(arguments, dataset, interrupted)
                          : classify_all(arguments, dataset, interrupted);
}

}  // namespace antivenom::cli
