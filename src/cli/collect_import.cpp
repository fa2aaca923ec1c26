#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/version.h"
#include "collect/import.h"

namespace antivenom::cli {
namespace {

struct ImportArguments {
  CollectOptions collect;
  collect::ImportOptions import;
  std::string folder;
};

void add_options(CLI::App& app, ImportArguments& a) {
  add_collect_options(app, a.collect);
  app.add_option("DIR", a.folder, "a folder of archives, e.g. in registry layout: name/version/archive")->required();
  app.add_option("--source", a.import.source, "name of the source (default: the folder's name)")->type_name("NAME");
  app.add_option("--claim", a.import.claim, "what the source says of everything in it")
      ->check(CLI::IsMember({"malicious", "benign", "nothing"}))
      ->default_str("malicious");
  app.add_flag("--scan", a.import.scan, "scan what this version has not scanned yet");
  app.add_flag("--scan-again", a.import.scan_again, "scan everything");
  add_limit_options(app, a.import.scanning);
  app.footer(
      "Archives are told by their bytes, whatever their names say. Encrypted ZIP files are opened with the usual\n"
      "password. Importing again adds what is new and changes nothing else.\n"
      "\nexamples:\n"
      "  antivenom collect import --scan pypi_malregistry/\n"
      "  antivenom collect import --claim benign --source popular popular/\n"
      "\nexit codes: 0 imported (what failed is listed), 2 wrong use, or the folder or the database cannot be used,\n"
      "130 interrupted");
}

// The folder's own name; never the way to it.
std::string name_of(const std::string& folder) {
  std::error_code error;
  const auto path = std::filesystem::weakly_canonical(folder, error);
  return path.filename().empty() ? "import" : path.filename().string();
}

void print_json(const collect::ImportCounts& counts, const std::string& source) {
  nlohmann::ordered_json out = {
      {"added", counts.added},     {"unchanged", counts.unchanged}, {"failed", nlohmann::ordered_json::array()},
      {"source", source},          {"samples", counts.samples},     {"scanned", counts.scanned},
      {"ignored", counts.ignored}, {"complete", counts.complete}};
  for (const collect::FeedProblem& problem : counts.failed) {
    out["failed"].push_back({{"path", problem.subject}, {"reason", problem.reason}});
  }
  std::printf("%s\n", out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

void print_text(const collect::ImportCounts& counts, const ImportArguments& a) {
  constexpr size_t kShown = 20;
  std::vector<std::pair<std::string, std::string>> lines = {{"added", grouped(counts.added)},
                                                            {"new samples", grouped(counts.samples)},
                                                            {"unchanged", grouped(counts.unchanged)}};
  if (a.import.scan || a.import.scan_again) lines.emplace_back("scanned", grouped(counts.scanned));
  if (counts.ignored > 0) lines.emplace_back("no archives", grouped(counts.ignored));
  lines.emplace_back("failed", grouped(counts.failed.size()));
  std::printf("%s%s\n%s", visible(a.import.source).c_str(), counts.complete ? "" : " (interrupted)",
              aligned(lines).c_str());
  for (size_t i = 0; i < counts.failed.size(); ++i) {
    if (i == kShown && !a.collect.shared.verbose) {
      std::printf("    ... and %s more (--verbose)\n", grouped(counts.failed.size() - i).c_str());
      break;
    }
    std::printf("    %s: %s\n", visible(counts.failed[i].subject, 200).c_str(),
                visible(counts.failed[i].reason, 300).c_str());
  }
}

}  // namespace

int collect_import(const std::vector<std::string>& command_line) {
  ImportArguments a;
  a.import.claim = "malicious";
  CLI::App app("Takes a folder of archives over into the dataset.", "antivenom collect import");
  add_options(app, a);
  if (const auto done = parse(app, command_line, "collect")) return *done;
  if (a.import.claim == "nothing") a.import.claim.clear();
  if (a.import.source.empty()) a.import.source = name_of(a.folder);
  a.import.scan = a.import.scan || a.import.scan_again;
  a.import.engine = kVersion;
  a.import.threads = thread_count(a.collect.shared);
  std::error_code error;
  if (!std::filesystem::is_directory(a.folder, error)) return complain(a.folder + ": this is no folder");

  auto opened = open_store(a.collect, true);
  if (!opened) return complain(opened.error().message());
  auto samples = open_samples(a.collect);
  if (!samples) return complain(samples.error().message());
  const std::atomic<bool>& interrupted = watch_interrupts();
  a.import.stop = &interrupted;
  std::optional<Progress> progress;
  a.import.progress = [&](uint64_t done, uint64_t total) {
    if (!progress) progress.emplace(total, a.collect.shared.quiet);
    progress->advance(done);
  };

  store::Run run{0, "import", a.import.source, now()};
  if (auto started = opened->start_run(run)) run.id = *started;
  auto counts = collect::import_folder(a.folder, *opened, *samples, a.import, run.started);
  if (progress) progress->clear();
  run.ended = now();
  if (counts) {
    run.added = counts->added;
    run.unchanged = counts->unchanged;
    run.failed = counts->failed.size();
    if (!counts->complete) run.error = "interrupted";
  } else {
    run.error = counts.error().message();
  }
  const auto ended = opened->end_run(run);
  if (!counts) return complain(counts.error().message());
  if (a.collect.shared.format == "json") {
    print_json(*counts, a.import.source);
  } else if (!a.collect.shared.quiet) {
    print_text(*counts, a);
  }
  if (!ended) return complain(ended.error().message());
  return interrupted ? kExitInterrupted : kExitFine;
}

}  // namespace antivenom::cli
