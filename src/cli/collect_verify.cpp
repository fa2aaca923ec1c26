#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "cli/collect_crawl.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/version.h"
#include "collect/verify/verify.h"
#include "collect/web_hosts.h"

namespace antivenom::cli {
namespace {

struct VerifyArguments {
  CollectOptions collect;
  CrawlArguments named;
  collect::VerifyOptions verify;
  bool no_virus_total = false;
};

void add_options(CLI::App& app, VerifyArguments& a) {
  add_collect_options(app, a.collect);
  app.add_option("NAME", a.named.names, "NAME or NAME==VERSION (default: every sample)")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--again", a.verify.again, "also samples that were verified before");
  app.add_flag("--no-virustotal", a.no_virus_total, "do not ask VirusTotal");
  // Not from settings, which may lie in somebody else's folder: the key would be sent there.
  app.add_option("--virustotal-url", a.verify.virus_total.url, "another address of its API, version 3")
      ->type_name("URL")
      ->configurable(false)
      ->capture_default_str();
  app.add_option("--virustotal-minute", a.verify.virus_total.per_minute, "requests a minute that the key allows")
      ->check(CLI::Range(1u, 100'000u))
      ->capture_default_str();
  app.add_option("--virustotal-day", a.verify.virus_total.per_day, "requests a day")
      ->check(CLI::Range(1u, 10'000'000u))
      ->capture_default_str();
  app.add_option("--virustotal-addresses", a.verify.virus_total.indicators,
                 "addresses looked up for a file that it does not know")
      ->check(CLI::Range(0u, 100u))
      ->capture_default_str();
  add_limit_options(app, a.verify.scanning);
  app.footer(
      "Three checks: the code makes sensitive calls; VirusTotal knows the file, or an address in it (by hash, nothing "
      "is ever\n"
      "uploaded; key in the environment: VT_API_KEY); our own scan. Confirmed: the scan says malicious, or VirusTotal "
      "does and\n"
      "the code can do harm. Refuted: nothing in it can do harm, and nobody says so. Doubtful: all else; the reasons "
      "are kept.\n"
      "A label of a person wins (antivenom collect label). What VirusTotal's quota leaves over is asked in the next "
      "run.\n"
      "\nexamples:\n"
      "  antivenom collect verify\n"
      "  VT_API_KEY=... antivenom collect verify --again demo==1.0\n"
      "\nexit codes: 0 done (what failed is listed), 2 wrong use or no dataset, 130 interrupted");
}

void print_json(const collect::VerifyReport& report, bool key) {
  nlohmann::ordered_json out = {
      {"added", report.changed},
      {"unchanged", report.checked - std::min(report.checked, report.changed + report.failed.size())},
      {"failed", nlohmann::ordered_json::array()},
      {"checked", report.checked},
      {"outcomes", {{"confirmed", 0}, {"doubtful", 0}, {"refuted", 0}}},
      {"virustotal",
       {{"key", key},
        {"asked", report.asked},
        {"cached", report.cached},
        {"waiting", report.waiting},
        {"error", report.virus_total_error}}},
      {"complete", report.complete}};
  for (const auto& [outcome, count] : report.outcomes) out["outcomes"][outcome] = count;
  for (const collect::FeedProblem& problem : report.failed) {
    out["failed"].push_back({{"path", problem.subject}, {"reason", problem.reason}});
  }
  std::printf("%s\n", out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

void print_text(const collect::VerifyReport& report, const VerifyArguments& a) {
  const auto count = [&](const char* outcome) {
    const auto at = report.outcomes.find(outcome);
    return grouped(at == report.outcomes.end() ? 0 : at->second);
  };
  std::printf("%s", aligned({{"scanned", grouped(report.checked)},
                             {"confirmed", count("confirmed")},
                             {"doubtful", count("doubtful")},
                             {"refuted", count("refuted")},
                             {"new or other outcome", grouped(report.changed)},
                             {"failed", grouped(report.failed.size())}})
                        .c_str());
  std::printf("%s", problems_text(report.failed, report.failed.size(), a.collect.shared.verbose).c_str());
  if (a.no_virus_total) return;
  if (a.verify.virus_total.key.empty()) {
    std::printf("VirusTotal was not asked: there is no key in the environment (VT_API_KEY)\n");
    return;
  }
  std::printf("VirusTotal: %s asked, %s answers known before", grouped(report.asked).c_str(),
              grouped(report.cached).c_str());
  if (report.waiting > 0) std::printf(", %s samples wait for the next run", grouped(report.waiting).c_str());
  std::printf("%s\n", report.virus_total_error.empty() ? "" : (": " + visible(report.virus_total_error, 300)).c_str());
}

}  // namespace

int collect_verify(const std::vector<std::string>& command_line) {
  VerifyArguments a;
  CLI::App app("Checks whether samples are what their sources claim.", "antivenom collect verify");
  add_options(app, a);
  if (const auto done = parse(app, command_line, "collect")) return *done;
  auto wishes = crawl_options(a.named);
  if (!wishes) return complain(wishes.error().message());
  const char* key = std::getenv("VT_API_KEY");
  if (key != nullptr && !a.no_virus_total) a.verify.virus_total.key = key;
  if (!a.verify.virus_total.url.ends_with('/')) a.verify.virus_total.url += '/';

  auto opened = open_store(a.collect, false);
  if (!opened) return complain(opened.error().message());
  auto samples = open_samples(a.collect);
  if (!samples) return complain(samples.error().message());
  const std::atomic<bool>& interrupted = watch_interrupts();
  a.verify.wishes = std::move(wishes->wishes);
  a.verify.engine = kVersion;
  a.verify.threads = thread_count(a.collect.shared);
  a.verify.clock = now;
  a.verify.stop = &interrupted;
  a.verify.sleep = [&](std::chrono::milliseconds time) { return collect::sleep_unless(&interrupted, time); };
  std::optional<Progress> progress;
  a.verify.progress = [&](uint64_t done, uint64_t total) {
    if (!progress) progress.emplace(total, a.collect.shared.quiet);
    progress->advance(done);
  };
  CrawlArguments once;
  once.tries = 1;
  const auto web = web_client(once, {}, &interrupted);

  store::Run run{0, "verify", "", now()};
  if (auto started = opened->start_run(run)) run.id = *started;
  auto report = collect::verify(*opened, *samples, *web, a.verify);
  if (progress) progress->clear();
  run.ended = now();
  if (report) {
    run.changed = report->changed;
    run.failed = report->failed.size();
    if (!report->complete) run.error = "interrupted";
  } else {
    run.error = report.error().message();
  }
  const auto ended = opened->end_run(run);
  if (!report) return complain(report.error().message());
  if (a.collect.shared.format == "json") {
    print_json(*report, !a.verify.virus_total.key.empty());
  } else if (!a.collect.shared.quiet) {
    print_text(*report, a);
  }
  if (!ended) return complain(ended.error().message());
  return interrupted ? kExitInterrupted : kExitFine;
}

}  // namespace antivenom::cli
