#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>

#include "base/escape.h"
#include "cli/classify_store.h"
#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/known_lists.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/targets.h"
#include "cli/version.h"
#include "facts/text.h"
#include "fingerprint/fingerprint.h"
#include "pipeline/jobs.h"
#include "sandbox/sandbox.h"

namespace antivenom::cli {
namespace {

constexpr uint32_t kExplainContext = 3;  // lines on each side of the evidence

struct ScanArguments {
  SharedOptions shared;
  ScanOptions scan;
  std::vector<std::string> targets;
  std::string fail_on = "malicious";
  std::string dump;
  std::vector<std::string> yara, known_malicious;
  std::string dependencies, isolation = "auto", db;
  bool show_layers = false, api_sequence = false, explain = false;
};

void add_options(CLI::App& app, ScanArguments& a) {
  add_shared_options(app, a.shared, {"text", "json", "sarif"});
  app.add_option("TARGET", a.targets,
                 "archive, directory, directory of archives, or - for an archive on standard input")
      ->required()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--fail-on", a.fail_on, "the verdict from which the exit code is 1")
      ->check(CLI::IsMember({"malicious", "suspicious", "never"}))
      ->capture_default_str();
  app.add_flag("--show-layers", a.show_layers, "the text of code that was unpacked");
  app.add_flag("--api-sequence", a.api_sequence, "all calls in the order of execution");
  app.add_flag("--explain", a.explain, "the source around the evidence, malicious lines marked");
  app.add_option("--dump", a.dump, "print what the analysis knows instead of a report")
      ->check(CLI::IsMember({"facts"}));
  // Not from settings: they may lie in the very folder that is scanned.
  app.add_option("--yara", a.yara, "your own YARA rules: a file, or a folder of .yar and .yara files (may be repeated)")
      ->type_name("FILE|DIR")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->configurable(false);
  app.add_option("--yara-seconds", a.scan.user_rule_limits.seconds, "for these rules on one package, on the clock")
      ->check(CLI::Range(1u, 86'400u))
      ->capture_default_str();
  app.add_option(
         "--known-malicious", a.known_malicious,
         "your list of packages known to be malicious, for the package and what it brings in: names, name==version, "
         "tables with tabs, CSV, JSON or OSV records; a file, or a folder of them (may be repeated)")
      ->type_name("FILE|DIR")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--db", a.db,
                 "dataset whose families of near duplicates are looked up (antivenom classify finds them)")
      ->type_name("URL")
      ->configurable(false);
  app.add_option("--dependencies", a.dependencies,
                 "folder of packages that are scanned, but not reported, where a target requires them")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
  app.add_option("--isolation", a.isolation,
                 "lock the process in before it reads a target: no writing, no network, no programs. auto: where the "
                 "kernel can; require: or do not scan at all")
      ->check(CLI::IsMember({"auto", "require", "off"}))
      ->capture_default_str();
  add_limit_options(app, a.scan);
  app.footer(
      "examples:\n"
      "  antivenom scan package-1.0.tar.gz\n"
      "  antivenom scan --explain package-1.0.tar.gz          the lines behind the verdict\n"
      "  antivenom scan --format json downloads/ > report.jsonl\n"
      "  antivenom scan --format sarif . > antivenom.sarif    for code scanning in CI\n"
      "  curl -s URL | antivenom scan -\n"
      "  antivenom scan --yara rules/ package-1.0.tar.gz      a rule with meta: antivenom = \"malicious\" (or\n"
      "                                                       \"suspicious\") raises the verdict when it matches\n"
      "  antivenom scan --known-malicious list.txt downloads/  a dependency on the list makes a package malicious\n"
      "\nPackages that are scanned together judge each other: who requires a malicious one is at least suspicious.\n"
      "exit codes: 0 nothing at or above --fail-on, 1 something was, 2 wrong use or an unreadable target,\n"
      "130 interrupted");
}

// Only what SARIF shows is kept of a result until the end.
void trim(ScanResult& result) {
  Facts& facts = result.facts;
  facts.events = {};
  facts.conditions = {};
  facts.notes = {};
  facts.indicators = {};
  for (Layer& layer : facts.layers) layer.text = {};
}

// Prints results as they come and remembers what the exit code needs.
class Printer {
 public:
  Printer(const ScanArguments& arguments, size_t total)
      : arguments_(arguments),
        options_(report_options(arguments.shared)),
        total_(total),
        progress_(total, arguments.shared.quiet) {
    options_.show_layers = arguments.show_layers;
    options_.api_sequence = arguments.api_sequence;
    options_.explain = arguments.explain;
  }

  void print(Outcome&& outcome) {
    ScanResult result = std::move(outcome.result);
    std::string text;
    try {
      text = shown(result);
    } catch (const std::bad_alloc& error) {  // a report is longer than what it tells of: that can be too much
      result = unreadable(result.facts.package.path, reason_of(error));
      text = shown(result);
    }
    count(result.verdict.label);
    progress_.clear();
    if (result.verdict.label == Label::unreadable) complain(result);
    if (arguments_.shared.format == "sarif" && arguments_.dump.empty()) {
      trim(result);
      kept_.push_back(std::move(result));
    }
    write(text);
    progress_.advance(totals_.malicious + totals_.suspicious + totals_.clean + totals_.unreadable);
  }

  void finish(double seconds) {
    progress_.clear();
    totals_.seconds = seconds;
    if (!arguments_.dump.empty()) return;
    if (arguments_.shared.format == "sarif") write(to_sarif(kept_, kVersion));
    if (arguments_.shared.format == "text" && total_ > 1 && !options_.quiet)
      write("\n" + totals_text(totals_, options_));
  }

  bool any_unreadable() const { return totals_.unreadable > 0; }
  bool any_found() const {
    if (arguments_.fail_on == "never") return false;
    return totals_.malicious > 0 || (arguments_.fail_on == "suspicious" && totals_.suspicious > 0);
  }

 private:
  void count(Label label) {
    switch (label) {
      case Label::malicious:
        ++totals_.malicious;
        break;
      case Label::suspicious:
        ++totals_.suspicious;
        break;
      case Label::clean:
        ++totals_.clean;
        break;
      case Label::unreadable:
        ++totals_.unreadable;
        break;
    }
  }

  static void complain(const ScanResult& result) {
    const std::string path = visible(result.facts.package.path);
    const std::string reason = result.errors.empty() ? "cannot be read" : visible(result.errors.front().reason);
    std::fprintf(stderr, "antivenom: %s: %s\n", path.c_str(), reason.c_str());
  }

  // What is printed of a result as soon as it is there.
  std::string shown(const ScanResult& result) {
    if (!arguments_.dump.empty()) return dump_facts(result.facts);
    if (arguments_.shared.format == "json") return to_json(result, options_) + "\n";
    if (arguments_.shared.format == "sarif") return {};
    std::string text = to_text(result, options_);
    if (text.empty()) return text;
    if (printed_ && !options_.quiet) text.insert(0, "\n");
    printed_ = true;
    return text;
  }

  // Flushed for each target: a reader at the other end of a pipe sees a result as soon as it is there.
  static void write(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }

  const ScanArguments& arguments_;
  ReportOptions options_;
  size_t total_;
  Progress progress_;
  Totals totals_;
  std::vector<ScanResult> kept_;
  bool printed_ = false;
};

// Families of the dataset, if one is given.
Result<std::optional<FamilyIndex>> read_families(const ScanArguments& arguments) {
  if (arguments.db.empty()) return std::nullopt;
  CollectOptions options;
  options.db = arguments.db;
  auto store = open_store(options, false);
  if (!store) return tl::unexpected(store.error());
  auto index = FamilyIndex::read(*store);
  if (!index) return tl::unexpected(index.error());
  return std::optional<FamilyIndex>(std::move(*index));
}

// What standard input held is gone after the scan: it is not looked up.
void look_up_family(const std::optional<FamilyIndex>& families, const std::string& target, const ScanOptions& options,
                    ScanResult& result) {
  if (!families || target == "-" || result.verdict.label == Label::unreadable) return;
  const auto artifact = open_artifact(target, options.unpack);
  if (artifact) result.family = families->place(artifact->sha256, fingerprint::signature_of(*artifact));
}

// Whether the scan may go on. All that is read besides the targets was read before.
bool isolate(const ScanArguments& arguments) {
  if (arguments.isolation == "off") return true;
  std::vector<std::string> readable = arguments.targets;
  if (!arguments.dependencies.empty()) readable.push_back(arguments.dependencies);
  const sandbox::Isolation isolation = sandbox::lock_in(readable);
  if (arguments.isolation == "require" && !isolation.complete()) {
    std::fprintf(stderr, "antivenom: --isolation require: %s\n", isolation.missing.c_str());
    return false;
  }
  if (arguments.shared.verbose) {
    std::fprintf(stderr, "antivenom: isolation: files %s, network and programs %s%s%s\n",
                 isolation.files ? "locked (only the targets can be read, nothing written)" : "open",
                 isolation.calls ? "locked" : "open", isolation.missing.empty() ? "" : ": ", isolation.missing.c_str());
  }
  return true;
}

}  // namespace

int scan_command(const std::vector<std::string>& command_line) {
  ScanArguments arguments;
  CLI::App app("Decides whether packages are malicious, explains why, and lists indicators.", "antivenom scan");
  add_options(app, arguments);
  if (const auto done = parse(app, command_line, "scan")) return *done;
  if (arguments.explain) arguments.scan.context_lines = kExplainContext;

  UserRules::Compiled user_rules;
  if (!arguments.yara.empty()) {
    user_rules = UserRules::compile(arguments.yara);
    for (const std::string& error : user_rules.errors) std::fprintf(stderr, "antivenom: %s\n", visible(error).c_str());
    if (user_rules.rules == nullptr) return kExitWrong;
    arguments.scan.user_rules = user_rules.rules.get();
  }

  const auto lists = read_known_malicious(arguments.known_malicious);
  if (!lists) {
    std::fprintf(stderr, "antivenom: %s\n", visible(lists.error().message()).c_str());
    return kExitWrong;
  }
  if (!arguments.known_malicious.empty()) arguments.scan.known_malicious = &*lists;

  const auto families = read_families(arguments);
  if (!families) {
    std::fprintf(stderr, "antivenom: %s\n", visible(families.error().message()).c_str());
    return kExitWrong;
  }

  const std::atomic<bool>& interrupted = watch_interrupts();
  const unsigned threads = thread_count(arguments.shared);  // asks the system
  if (!isolate(arguments)) return kExitWrong;
  // From here on the process can read the targets, print, and nothing else.

  const std::vector<std::string> targets = expand_targets(arguments.targets);
  const bool alone = targets.size() < 2 && arguments.dependencies.empty();
  Neighbours neighbours(
      alone ? std::vector<NamedTarget>{} : name_targets(targets, arguments.dependencies, arguments.scan.unpack),
      arguments.scan, [&](const std::string& target) { return open_and_scan(target, arguments.scan); });
  const auto start = std::chrono::steady_clock::now();
  Printer printer(arguments, targets.size());
  run_jobs(
      targets, {threads, &interrupted, bytes_on_disk},
      [&](const std::string& target) {
        Outcome outcome = neighbours.scan_target(target);
        look_up_family(*families, target, arguments.scan, outcome.result);
        return outcome;
      },
      [&](size_t, Outcome&& outcome) { printer.print(std::move(outcome)); });
  printer.finish(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());

  if (interrupted) return kExitInterrupted;
  if (printer.any_unreadable()) return kExitWrong;
  return printer.any_found() ? kExitFound : kExitFine;
}

}  // namespace antivenom::cli
