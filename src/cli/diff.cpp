#include <fmt/format.h>
#include <sys/stat.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>

#include "artifact/names.h"
#include "base/escape.h"
#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/known_lists.h"
#include "cli/targets.h"
#include "diff/diff.h"
#include "diff/present.h"
#include "facts/requirement.h"
#include "sandbox/sandbox.h"

namespace antivenom::cli {
namespace {

struct DiffArguments {
  CollectOptions collect;
  ScanOptions scan;
  std::vector<std::string> targets, known_malicious;
  std::string fail_on = "malicious";
  bool history = false;
};

void add_options(CLI::App& app, DiffArguments& a) {
  add_collect_options(app, a.collect);
  app.add_option(
         "TARGET", a.targets,
         "OLD NEW: archives or directories, - for standard input, or NAME==VERSION of the dataset; more than two are a "
         "history, in this order; with --db also NAME VERSION VERSION...")
      ->required()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--history", a.history,
               "all versions, in their order, of each package: directories of archives, or names in the dataset");
  app.add_option("--fail-on", a.fail_on, "the verdict on what was added from which the exit code is 1")
      ->check(CLI::IsMember({"malicious", "suspicious", "never"}))
      ->capture_default_str();
  app.add_option("--known-malicious", a.known_malicious,
                 "your list of packages known to be malicious, as for scan (may be repeated)")
      ->type_name("FILE|DIR")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_limit_options(app, a.scan);
  app.footer(
      "Shows what the newer version does that the older did not, and judges that alone: risky calls that were there "
      "before\n"
      "raise no alarm, one bad file in a large package does. Of the sdist and the wheel of one version it tells what "
      "only one has.\n"
      "\nexamples:\n"
      "  antivenom diff package-1.0.tar.gz package-1.1.tar.gz\n"
      "  antivenom diff package-1.1.tar.gz package-1.1-py3-none-any.whl\n"
      "  antivenom diff --format json old/ new/\n"
      "  antivenom diff --db sqlite:///data.db package 1.0 1.1\n"
      "  antivenom diff --history downloads/package/\n"
      "\nexit codes: 0 nothing at or above --fail-on was added, 1 something was, 2 wrong use or an unreadable target,\n"
      "130 interrupted");
}

// A version that is to be read when its turn comes.
struct Given {
  std::string shown;          // path, or "name 1.0 (file)"
  std::string name, version;  // as the file name or the dataset says
  std::function<Result<Artifact>()> open;
};

bool exists(const std::string& path) {
  struct stat info {};
  return path == "-" || ::stat(path.c_str(), &info) == 0;
}

// Where versions come from: the disk, or the dataset, which is opened when it is first asked.
class Origins {
 public:
  explicit Origins(const DiffArguments& a) : a_(a) {}

  Given on_disk(const std::string& path) const {
    Given given{path, {}, {}, {}};
    std::tie(given.name, given.version) = unpacking::name_and_version(path);
    given.open = [this, path] { return open_artifact(path, a_.scan.unpack); };
    return given;
  }

  Result<Given> in_dataset(const std::string& name, const std::string& version) {
    if (auto opened = open(); !opened) return tl::unexpected(opened.error());
    auto hashes = store_->artifacts_of({{{name}, version}, ""});
    if (!hashes) return tl::unexpected(hashes.error());
    if (hashes->empty()) return fail("the dataset has no sample of version " + version, name);
    std::string best, filename;
    for (const std::string& hash : *hashes) {
      auto row = store_->artifact(hash);
      if (!row) return tl::unexpected(row.error());
      // An sdist says more than a wheel: it has what runs at install.
      if (!*row || (!best.empty() && (*row)->artifact.kind != "sdist")) continue;
      best = hash;
      filename = (*row)->names.empty() ? hash : (*row)->names.front().file.filename;
    }
    Given given{fmt::format("{} {} ({})", name, version, filename), name, version, {}};
    given.open = [this, best, filename]() -> Result<Artifact> {
      auto bytes = samples_->read(best);
      if (!bytes) return tl::unexpected(bytes.error());
      return unpack(std::move(*bytes), filename, a_.scan.unpack);
    };
    return given;
  }

  Result<std::vector<Given>> versions_of(const std::string& name) {
    if (auto opened = open(); !opened) return tl::unexpected(opened.error());
    auto versions = store_->versions({name});
    if (!versions) return tl::unexpected(versions.error());
    std::vector<Given> out;
    for (const std::string& version : *versions) {
      auto given = in_dataset(name, version);
      if (given) out.push_back(std::move(*given));  // a version that is only heard of has no sample
    }
    return out;
  }

 private:
  Result<void> open() {
    if (store_) return {};
    auto store = open_store(a_.collect, false);
    if (!store) return tl::unexpected(store.error());
    auto samples = open_samples(a_.collect);
    if (!samples) return tl::unexpected(samples.error());
    store_ = std::make_unique<store::Store>(std::move(*store));
    samples_ = std::make_unique<store::Samples>(std::move(*samples));
    return {};
  }

  const DiffArguments& a_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Samples> samples_;
};

// OLD NEW..., or NAME VERSION VERSION... with --db.
Result<std::vector<Given>> as_named(const DiffArguments& a, Origins& origins) {
  const auto& targets = a.targets;
  std::vector<Given> out;
  if (!a.collect.db.empty() && targets.size() >= 3 && !exists(targets[0]) &&
      targets[0].find("==") == std::string::npos) {
    for (size_t i = 1; i < targets.size(); ++i) {
      auto given = origins.in_dataset(targets[0], targets[i]);
      if (!given) return tl::unexpected(given.error());
      out.push_back(std::move(*given));
    }
    return out;
  }
  for (const std::string& target : targets) {
    const size_t equals = target.find("==");
    if (equals == std::string::npos || exists(target)) {
      out.push_back(origins.on_disk(target));
      continue;
    }
    auto given = origins.in_dataset(target.substr(0, equals), target.substr(equals + 2));
    if (!given) return tl::unexpected(given.error());
    out.push_back(std::move(*given));
  }
  return out;
}

using Histories = std::map<std::string, std::vector<Given>>;

// Every version of every package among the targets, in PEP 440 order.
Result<Histories> histories(const DiffArguments& a, Origins& origins) {
  Histories out;
  for (const std::string& target : a.targets) {
    if (!exists(target)) {
      auto versions = origins.versions_of(target);
      if (!versions) return tl::unexpected(versions.error());
      auto& list = out[normalised_distribution(target)];
      std::move(versions->begin(), versions->end(), std::back_inserter(list));
      continue;
    }
    for (const std::string& path : expand_targets({target})) {
      Given given = origins.on_disk(path);
      out[normalised_distribution(given.name)].push_back(std::move(given));
    }
  }
  // Of one version there is no history, unless it is all there is.
  if (out.size() > 1) std::erase_if(out, [](const auto& one) { return one.second.size() < 2; });
  for (auto& [name, list] : out) {
    std::stable_sort(list.begin(), list.end(),
                     [](const Given& x, const Given& y) { return compare_versions(x.version, y.version) < 0; });
  }
  return out;
}

class Comparer {
 public:
  Comparer(const DiffArguments& a, const std::atomic<bool>& stop)
      : a_(a), stop_(stop), options_(report_options(a.collect.shared)), threads_(thread_count(a.collect.shared)) {}

  // Prints the difference of the two. Returns the exit code.
  int pair(const std::vector<Given>& two) {
    std::vector<diff::Version> versions(2);
    std::vector<std::string> names = {"0", "1"};
    run_jobs(
        names, {threads_, &stop_},
        [&](const std::string& index) { return examine(two[std::stoul(index)], versions[std::stoul(index)]); },
        [](size_t, Outcome&&) {});
    if (stop_) return kExitInterrupted;
    for (const diff::Version& version : versions) tell_unreadable(version);
    const diff::Difference difference = compared(versions[0], versions[1]);
    const diff::Compared all{versions[0], versions[1], difference};
    write(json() ? to_json(all, options_) + "\n" : to_text(all, options_));
    return code();
  }

  // One timeline. Each version is examined once; two at a time are kept.
  std::optional<std::string> timeline(const std::string& name, const std::vector<Given>& given) {
    std::vector<diff::Version> versions(given.size());
    std::vector<std::string> indexes;
    for (size_t i = 0; i < given.size(); ++i) indexes.push_back(std::to_string(i));
    std::vector<diff::Step> steps;
    run_jobs(
        indexes, {threads_, &stop_},
        [&](const std::string& index) { return examine(given[std::stoul(index)], versions[std::stoul(index)]); },
        [&](size_t i, Outcome&&) {
          tell_unreadable(versions[i]);
          steps.push_back(step(given, versions, i));
          if (i > 0) versions[i - 1] = {};
        });
    if (steps.size() < given.size()) return std::nullopt;
    return json() ? timeline_json(name, steps) : timeline_text(name, steps, options_);
  }

  bool json() const { return a_.collect.shared.format == "json"; }
  int code() const {
    if (unreadable_) return kExitWrong;
    if (a_.fail_on == "never") return kExitFine;
    return worst_ >= (a_.fail_on == "suspicious" ? Label::suspicious : Label::malicious) ? kExitFound : kExitFine;
  }
  static void write(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

 private:
  Outcome examine(const Given& given, diff::Version& version) const {
    auto artifact = given.open();
    if (artifact) {
      version = diff::examine(std::move(*artifact), a_.scan);
    } else {
      version.result = unreadable(given.shown, artifact.error().message());
    }
    return {};
  }

  void tell_unreadable(const diff::Version& version) {
    const ScanResult& result = version.result;
    if (result.verdict.label != Label::unreadable) return;
    unreadable_ = true;
    complain(result.facts.package.path + ": " +
             (result.errors.empty() ? "cannot be read" : result.errors.front().reason));
  }

  // On a worker: large packages are analysed once more in part.
  diff::Difference compared(const diff::Version& before, const diff::Version& after) {
    diff::Difference difference;
    const std::string one[] = {"pair"};
    run_jobs(
        one, {1},
        [&](const std::string&) {
          difference = diff::compare(before, after, a_.scan);
          return Outcome{};
        },
        [](size_t, Outcome&&) {});
    if (difference.label != Label::unreadable) worst_ = std::max(worst_, difference.label);
    return difference;
  }

  diff::Step step(const std::vector<Given>& given, const std::vector<diff::Version>& versions, size_t i) {
    const ScanResult& result = versions[i].result;
    diff::Step out;
    out.version = given[i].version.empty() ? result.facts.package.version : given[i].version;
    out.path = given[i].shown;
    out.label = result.verdict.label;
    out.score = result.verdict.score;
    out.metrics = result.verdict.metrics;
    if (i == 0) return out;
    const diff::Difference difference = compared(versions[i - 1], versions[i]);
    out.told = told_change(difference);
    out.added = difference.label;
    if (json()) out.difference = to_json(diff::Compared{versions[i - 1], versions[i], difference}, options_);
    return out;
  }

  const DiffArguments& a_;
  const std::atomic<bool>& stop_;
  ReportOptions options_;
  unsigned threads_;
  Label worst_ = Label::clean;
  bool unreadable_ = false;
};

// All timelines as one document.
int print_histories(Comparer& comparer, const Histories& all) {
  std::string out;
  for (const auto& [name, given] : all) {
    const auto timeline = comparer.timeline(name, given);
    if (!timeline) return kExitInterrupted;
    if (!out.empty()) out += comparer.json() ? "," : "\n";
    out += *timeline;
  }
  Comparer::write(comparer.json() ? "{\"timelines\":[" + out + "]}\n" : out);
  return comparer.code();
}

}  // namespace

int diff_command(const std::vector<std::string>& command_line) {
  DiffArguments a;
  CLI::App app("Shows what changed in behaviour between two versions, and judges what was added.", "antivenom diff");
  add_options(app, a);
  if (const auto done = parse(app, command_line, "diff")) return *done;
  const auto lists = read_known_malicious(a.known_malicious);
  if (!lists) return complain(lists.error().message());
  if (!a.known_malicious.empty()) a.scan.known_malicious = &*lists;

  Origins origins(a);
  Comparer comparer(a, watch_interrupts());
  // Where nothing but the targets is read, nothing else can be from here on: see src/sandbox.
  if (std::all_of(a.targets.begin(), a.targets.end(), exists)) sandbox::lock_in(a.targets);
  if (a.history) {
    const auto all = histories(a, origins);
    if (!all) return complain(all.error().message());
    return print_histories(comparer, *all);
  }
  auto given = as_named(a, origins);
  if (!given) return complain(given.error().message());
  if (given->size() < 2) return complain("diff compares two versions: OLD NEW (--history takes a directory or a name)");
  if (given->size() == 2) return comparer.pair(*given);
  const std::string name = given->front().name;
  return print_histories(comparer, {{name, std::move(*given)}});
}

}  // namespace antivenom::cli
