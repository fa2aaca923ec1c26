#include <fmt/format.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "base/escape.h"
#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/version.h"
#include "collect/feed.h"
#include "collect/web_client.h"
#include "collect/web_url.h"

namespace antivenom::cli {
namespace {

using Json = nlohmann::ordered_json;

// Bad records that are kept and shown; all are counted.
constexpr size_t kMaxProblems = 1'000;

struct SyncArguments {
  CollectOptions collect;
  std::vector<std::string> feeds;     // as named on the command line
  std::vector<std::string> settings;  // of the settings file
  bool all = false, list = false;
};

// One thing to read: FEED[:SOURCE][=LOCATION]
struct Wanted {
  const collect::FeedEntry* entry = nullptr;
  std::string source, location;
  std::string label;  // as failures name it: the feed, and its source if that is not the usual one
};

struct Outcome {
  Wanted wanted;
  collect::FeedCounts counts;
  std::vector<collect::FeedProblem> problems;
  uint64_t failed = 0;
  bool complete = false;
  std::string error;  // the feed as a whole could not be read
  double seconds = 0;
};

void add_options(CLI::App& app, SyncArguments& a) {
  add_collect_options(app, a.collect);
  app.add_option("FEED", a.feeds,
                 "FEED, FEED=LOCATION or FEED:SOURCE=LOCATION (default: the feeds of the settings file)")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--feed", a.settings,
                 "the same, for settings files: feed = [\"osv-dump\", \"csv-list:sonatype=list.csv\"]")
      ->type_name("FEED")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--all", a.all, "read everything again, not only what is new");
  app.add_flag("--list", a.list, "print the feeds and what they take");
  app.footer(
      "Records keep their own words and dates. What was read is not read again, a run that was killed goes on where "
      "it\n"
      "stopped, and a record that cannot be read is reported and tried again the next time. SOURCE is the name that "
      "the\n"
      "records are stored under.\n"
      "\nexamples:\n"
      "  antivenom collect sync --list\n"
      "  antivenom collect sync osv-dump index-removals\n"
      "  antivenom collect sync osv-dump=malicious-packages/osv snyk-listing=snyk_malicious.csv\n"
      "  antivenom collect sync csv-list:sonatype=sonatype.csv\n"
      "\nexit codes: 0 read (records that failed are listed), 2 wrong use, or a feed or the database cannot be used "
      "(the other\n"
      "feeds are read), 130 interrupted");
}

Result<Wanted> wanted_of(const std::string& text) {
  const size_t equals = text.find('=');
  const std::string head = text.substr(0, equals);
  const size_t colon = head.find(':');
  Wanted wanted;
  wanted.entry = collect::find_feed(head.substr(0, colon));
  if (wanted.entry == nullptr)
    return fail("there is no feed '" + head.substr(0, colon) + "' (antivenom collect sync --list)");
  const collect::Feed& feed = *wanted.entry->feed;
  wanted.source = colon == std::string::npos ? std::string(feed.source) : head.substr(colon + 1);
  if (wanted.source.empty()) return fail("no source is named", text);
  wanted.location = equals == std::string::npos ? std::string(feed.default_location) : text.substr(equals + 1);
  if (wanted.location.empty()) {
    return fail("say where it is: " + std::string(wanted.entry->name) + "=LOCATION, " + std::string(feed.location));
  }
  if (!collect::parse_url(wanted.location)) {
    // The same file from another folder is the same feed.
    std::error_code error;
    const auto path = std::filesystem::absolute(wanted.location, error);
    if (!error) wanted.location = path.lexically_normal().string();
  }
  wanted.label = std::string(wanted.entry->name) + (wanted.source == feed.source ? "" : ":" + wanted.source);
  return wanted;
}

void print_feeds(bool as_json) {
  Json out = Json::array();
  for (const collect::FeedEntry& entry : collect::all_feeds()) {
    const collect::Feed& f = *entry.feed;
    out.push_back({{"feed", entry.name},
                   {"summary", f.summary},
                   {"location", f.location},
                   {"default", f.default_location},
                   {"source", f.source},
                   {"claim", f.claim}});
    if (as_json) continue;
    std::printf("%.*s\n  %s\n  LOCATION: %s\n", static_cast<int>(entry.name.size()), entry.name.data(),
                std::string(f.summary).c_str(), std::string(f.location).c_str());
    if (!f.default_location.empty()) std::printf("  default:  %s\n", std::string(f.default_location).c_str());
  }
  if (as_json) std::printf("%s\n", Json{{"feeds", out}}.dump().c_str());
}

// Failures that were mended are forgotten, those that are left are kept with the time they were seen first.
Result<void> keep_failures(store::Store& store, const Outcome& outcome, store::Time at) {
  constexpr std::string_view kArea = "sync";
  auto batch = store.begin();
  if (!batch) return tl::unexpected(batch.error());
  std::set<std::string> subjects;
  const auto keep = [&](const std::string& subject, const std::string& reason) {
    subjects.insert(subject);
    return store.put(store::Failure{std::string(kArea), outcome.wanted.label, subject, reason, at, at, 1});
  };
  for (const collect::FeedProblem& problem : outcome.problems) {
    const std::string subject = problem.subject.empty() ? "a record" : problem.subject;
    if (auto kept = keep(subject, problem.reason); !kept) return kept;
  }
  const std::string feed(outcome.wanted.entry->name);
  if (!outcome.error.empty()) {
    if (auto kept = keep(feed, outcome.error); !kept) return kept;
  }
  if (outcome.complete) {
    auto known = store.failures(1'000'000);
    if (!known) return tl::unexpected(known.error());
    for (const store::Failure& failure : *known) {
      if (failure.area != kArea || failure.source != outcome.wanted.label || subjects.count(failure.subject) > 0)
        continue;
      if (auto cleared = store.clear_failures(failure.area, failure.source, failure.subject); !cleared) return cleared;
    }
  }
  return batch->commit();
}

// An error is the database's; what is wrong with the feed is in the outcome.
Result<void> read_feed(store::Store& store, collect::Web& web, const SyncArguments& a,
                       const std::atomic<bool>& interrupted, Outcome& outcome) {
  const Wanted& wanted = outcome.wanted;
  const collect::Feed& feed = *wanted.entry->feed;
  const std::string name(wanted.entry->name);
  const bool is_url = collect::parse_url(wanted.location).has_value();
  auto put = store.put(store::Source{wanted.source, std::string(feed.source_kind),
                                     is_url ? collect::without_credentials(wanted.location) : "", "",
                                     std::string(feed.claim)});
  if (!put) return tl::unexpected(put.error());
  auto cursor = a.all ? Result<std::string>("") : store.cursor(name, wanted.location);
  if (!cursor) return tl::unexpected(cursor.error());
  store::Run run{0, "sync", wanted.source, now()};
  auto started = store.start_run(run);
  if (!started) return tl::unexpected(started.error());
  run.id = *started;

  const auto start = std::chrono::steady_clock::now();  // the wall clock may be put right meanwhile
  std::optional<Progress> progress;
  uint64_t shown_total = 0;
  collect::FeedContext context{store, web, wanted.location, wanted.source, *cursor, run.started, &interrupted, {}, {}};
  context.problem = [&](const collect::FeedProblem& problem) {
    ++outcome.failed;
    if (outcome.problems.size() < kMaxProblems) outcome.problems.push_back(problem);
  };
  context.progress = [&](uint64_t done, uint64_t total) {
    if (total == 0) return;
    if (!progress || shown_total != total) progress.emplace(total, a.collect.shared.quiet);
    shown_total = total;
    progress->advance(done);
  };
  auto result = feed.read(context);
  if (progress) progress->clear();
  if (result) {
    outcome.counts = result->counts;
    outcome.complete = result->complete;
    if (!result->complete) run.error = "interrupted";
  } else {
    // The context may be a path of this machine, which the database does not keep.
    outcome.error = run.error = result.error().what;
    complain(wanted.label + ": " + result.error().message());
  }
  run.ended = now();
  run.added = outcome.counts.added;
  run.changed = outcome.counts.changed;
  run.unchanged = outcome.counts.unchanged;
  run.failed = outcome.failed;
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (outcome.complete) {
    if (auto set = store.set_cursor({name, wanted.location, result->cursor, run.ended}); !set) return set;
  }
  if (auto kept = keep_failures(store, outcome, run.ended); !kept) return kept;
  return store.end_run(run);
}

Json counts_json(const Outcome& o) {
  return {{"added", o.counts.added},
          {"changed", o.counts.changed},
          {"unchanged", o.counts.unchanged},
          {"skipped", o.counts.skipped},
          {"failed", o.failed}};
}

Result<void> print_json(store::Store& store, const std::vector<Outcome>& outcomes) {
  auto status = store.status();
  if (!status) return tl::unexpected(status.error());
  Json feeds = Json::array(), by_source = Json::object(), failed = Json::array();
  uint64_t added = 0, changed = 0, unchanged = 0;
  for (const Outcome& o : outcomes) {
    Json one = {{"feed", o.wanted.entry->name},
                {"source", o.wanted.source},
                {"location", o.wanted.location},
                {"records", o.counts.read}};
    one.update(counts_json(o));
    one["complete"] = o.complete;
    one["error"] = o.error;
    one["seconds"] = o.seconds;
    feeds.push_back(std::move(one));
    Json& source = by_source[o.wanted.source];
    if (source.is_null()) source = Json::object();
    const Json counts = counts_json(o);
    for (const auto& [key, value] : counts.items())
      source[key] = source.value(key, uint64_t{0}) + value.get<uint64_t>();
    added += o.counts.added;
    changed += o.counts.changed;
    unchanged += o.counts.unchanged;
    for (const collect::FeedProblem& p : o.problems) {
      failed.push_back({{"feed", o.wanted.label}, {"path", p.subject}, {"reason", p.reason}});
    }
  }
  for (const auto& source : status->by_source) {
    if (!by_source.contains(source.name)) continue;
    by_source[source.name]["advisories"] = source.advisories;
    by_source[source.name]["sightings"] = source.sightings;
  }
  const Json out = {{"added", added},
                    {"changed", changed},
                    {"unchanged", unchanged},
                    {"failed", failed},
                    {"feeds", feeds},
                    {"by_source", by_source},
                    {"packages", status->packages},
                    {"versions", status->versions},
                    {"files", status->files},
                    {"artifacts", status->artifacts},
                    {"bytes", status->bytes},
                    {"advisories", status->advisories},
                    {"sightings", status->sightings}};
  std::printf("%s\n", out.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
  return {};
}

void print_text(const std::vector<Outcome>& outcomes, bool verbose) {
  constexpr size_t kShown = 20;
  for (const Outcome& o : outcomes) {
    const std::string state = !o.error.empty() ? " (could not be read)" : o.complete ? "" : " (interrupted)";
    std::printf("%s%s\n", visible(o.wanted.label).c_str(), state.c_str());
    std::vector<std::pair<std::string, std::string>> lines = {{"records", grouped(o.counts.read)},
                                                              {"added", grouped(o.counts.added)},
                                                              {"changed", grouped(o.counts.changed)},
                                                              {"unchanged", grouped(o.counts.unchanged)}};
    if (o.counts.skipped > 0) lines.emplace_back("skipped", grouped(o.counts.skipped));
    lines.emplace_back("failed", grouped(o.failed));
    std::printf("%s", aligned(lines).c_str());
    const size_t shown = verbose ? o.problems.size() : std::min(o.problems.size(), kShown);
    for (size_t i = 0; i < shown; ++i) {
      std::printf("    %s: %s\n", visible(o.problems[i].subject, 200).c_str(),
                  visible(o.problems[i].reason, 300).c_str());
    }
    if (o.failed > shown) {
      std::printf("    ... and %s more%s\n", grouped(o.failed - shown).c_str(), verbose ? "" : " (--verbose)");
    }
  }
}

Result<std::vector<Outcome>> wanted_feeds(const SyncArguments& a) {
  const std::vector<std::string>& names = a.feeds.empty() ? a.settings : a.feeds;
  if (names.empty()) return fail("name a feed, or set `feed` in the settings file (antivenom collect sync --list)");
  // Else an address would be taken for a path, and a link in a file for none.
  if (auto ready = collect::urls_ready(); !ready) return tl::unexpected(ready.error());
  std::vector<Outcome> out;
  for (const std::string& name : names) {
    auto wanted = wanted_of(name);
    if (!wanted) return tl::unexpected(wanted.error());
    out.push_back({std::move(*wanted)});
  }
  return out;
}

}  // namespace

int collect_sync(const std::vector<std::string>& command_line) {
  SyncArguments a;
  CLI::App app("Reads feeds of malicious packages into the dataset.", "antivenom collect sync");
  add_options(app, a);
  if (const auto done = parse(app, command_line, "collect")) return *done;
  const bool as_json = a.collect.shared.format == "json";
  if (a.list) {
    print_feeds(as_json);
    return kExitFine;
  }
  auto outcomes = wanted_feeds(a);
  if (!outcomes) return complain(outcomes.error().message());
  auto opened = open_store(a.collect, true);
  if (!opened) return complain(opened.error().message());
  const std::atomic<bool>& interrupted = watch_interrupts();
  collect::WebOptions web_options;
  web_options.user_agent = fmt::format("antivenom/{}", kVersion);
  web_options.stop = &interrupted;
  collect::WebClient web(web_options);
  bool unread = false;
  for (Outcome& outcome : *outcomes) {
    if (interrupted) break;
    if (auto read = read_feed(*opened, web, a, interrupted, outcome); !read) return complain(read.error().message());
    unread = unread || !outcome.error.empty();
  }
  if (as_json) {
    if (auto printed = print_json(*opened, *outcomes); !printed) return complain(printed.error().message());
  } else if (!a.collect.shared.quiet) {
    print_text(*outcomes, a.collect.shared.verbose);
  }
  return interrupted ? kExitInterrupted : unread ? kExitWrong : kExitFine;
}

}  // namespace antivenom::cli
