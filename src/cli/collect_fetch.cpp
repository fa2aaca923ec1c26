#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "cli/collect_crawl.h"
#include "cli/commands.h"
#include "cli/interrupt.h"

namespace antivenom::cli {
namespace {

struct FetchArguments {
  CollectOptions collect;
  CrawlArguments crawl;
  bool affected = false, all = false;
  uint64_t max_file_bytes = 256u << 20;
};

void add_options(CLI::App& app, FetchArguments& a) {
  add_collect_options(app, a.collect);
  app.add_option("NAME", a.crawl.names, "NAME or NAME==VERSION (default: every version that is known to be malicious)")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  auto* affected = app.add_flag("--affected", a.affected, "only versions that are known to be malicious (the default)");
  app.add_flag("--all", a.all, "all versions of these packages")->excludes(affected);
  add_crawl_options(app, a.crawl);
  app.add_option("--max-file-bytes", a.max_file_bytes, "larger files are not fetched")
      ->transform(CLI::AsSizeValue(false))
      ->capture_default_str();
  app.footer(
      "Looks at each mirror's page of each package, keeps what is served where, and fetches every file once from "
      "whichever\n"
      "mirror has it; bytes that do not match their hash are refused. Files the pages do not list any more are asked "
      "for by\n"
      "their path. Whatever interrupts it, the next run goes on from there. Proxies are taken from the environment.\n"
      "\nexamples:\n"
      "  antivenom collect fetch                                    everything that is known to be malicious\n"
      "  antivenom collect fetch demo==1.0 --mirror tsinghua\n"
      "  antivenom collect fetch --mirror https://pypi.example.com/simple/ --all demo\n"
      "\nexit codes: 0 done (what failed is listed), 2 wrong use, or no mirror could be used, 130 interrupted");
}

void print_json(const collect::CrawlReport& report) {
  nlohmann::ordered_json out = {{"added", report.added},
                                {"unchanged", report.unchanged},
                                {"failed", nlohmann::ordered_json::array()},
                                {"absent", report.absent},
                                {"bytes", report.bytes},
                                {"failures", report.failures},
                                {"complete", report.complete},
                                {"hosts", counts_json(report.mirrors)}};
  for (const collect::FeedProblem& problem : report.failed) {
    out["failed"].push_back({{"path", problem.subject}, {"reason", problem.reason}});
  }
  std::printf("%s\n", out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

void print_text(const collect::CrawlReport& report, bool verbose) {
  std::printf("%s\n%s%s", counts_table(report.mirrors).c_str(),
              aligned({{"new samples", grouped(report.added)},
                       {"of size", shown_bytes(report.bytes)},
                       {"known by another name", grouped(report.unchanged)},
                       {"nowhere to be had", grouped(report.absent)},
                       {"failed", grouped(report.failures)}})
                  .c_str(),
              problems_text(report.failed, report.failures, verbose).c_str());
}

}  // namespace

int collect_fetch(const std::vector<std::string>& command_line) {
  FetchArguments a;
  CLI::App app("Fetches samples of known-malicious packages from the mirrors that still have them.",
               "antivenom collect fetch");
  add_options(app, a);
  if (const auto done = parse(app, command_line, "collect")) return *done;
  auto options = crawl_options(a.crawl);
  if (!options) return complain(options.error().message());
  // A name that was given is fetched whatever is known of it only with a version, or with --all.
  options->all_versions = a.all;
  options->max_file_bytes = a.max_file_bytes;

  auto opened = open_store(a.collect, true);
  if (!opened) return complain(opened.error().message());
  auto samples = open_samples(a.collect);
  if (!samples) return complain(samples.error().message());
  const std::atomic<bool>& interrupted = watch_interrupts();
  options->stop = &interrupted;
  const CrawlLock lock(a.collect.db);
  options->alone = lock.alone();
  const auto web = web_client(a.crawl, options->mirrors, &interrupted);
  std::optional<Progress> progress;
  uint64_t last_total = 0;
  options->progress = [&](uint64_t done, uint64_t total) {
    if (!progress || total != last_total) progress.emplace(last_total = total, a.collect.shared.quiet);
    progress->advance(done);
  };
  auto report = collect::crawl(*opened, &*samples, *web, *options);
  if (progress) progress->clear();
  if (!report) return complain(report.error().message());
  if (a.collect.shared.format == "json") {
    print_json(*report);
  } else if (!a.collect.shared.quiet) {
    print_text(*report, a.collect.shared.verbose);
  }
  if (interrupted) return kExitInterrupted;
  const bool none =
      std::all_of(report->mirrors.begin(), report->mirrors.end(), [](const auto& m) { return !m.error.empty(); });
  return none ? kExitWrong : kExitFine;
}

}  // namespace antivenom::cli
