#include <fmt/format.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "cli/collect_crawl.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "mirrors/mirrors.h"

namespace antivenom::cli {
namespace {

using Json = nlohmann::ordered_json;

struct MirrorsArguments {
  CollectOptions collect;
  CrawlArguments crawl;
  bool offline = false, all_files = false;
  std::string letter;
};

void add_options(CLI::App& app, MirrorsArguments& a) {
  add_collect_options(app, a.collect);
  app.add_option("NAME", a.crawl.names,
                 "look for these packages only: NAME or NAME==VERSION (default: all that are known to be malicious)")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_crawl_options(app, a.crawl);
  app.add_flag("--offline", a.offline, "tell what is known, ask nobody");
  app.add_flag("--all-files", a.all_files, "list files that are gone, too");
  app.add_option("--letter", a.letter, "print a report for the keepers of this mirror instead")->type_name("NAME");
  app.footer(
      "Looks at every mirror for the files that are known to be malicious, and tells which are still served, since "
      "when they\n"
      "are known there, which are yanked, and which the index has removed. Nothing is downloaded.\n"
      "\nexamples:\n"
      "  antivenom mirrors\n"
      "  antivenom mirrors --mirror /srv/pypi                       a bandersnatch folder\n"
      "  antivenom mirrors --mirror https://pypi.example.com/simple/ --format json\n"
      "  antivenom mirrors --offline --letter tsinghua > letter.txt\n"
      "\nexit codes: 0 nothing is served any more, 1 something is, 2 wrong use, or no mirror could be used, 130 "
      "interrupted");
}

std::string minutes(store::Time time) {
  const std::string text = store::to_text(time);
  return text.empty() ? "-" : text.substr(0, 10) + " " + text.substr(11, 5);
}

Json mirror_json(const store::MirrorSummary& m, const std::string& error) {
  return {{"name", m.source.name},
          {"country", m.source.country},
          {"url", m.source.url},
          {"checked", m.checked},
          {"still_served", mirrors::still_there(m)},
          {"gone", m.gone},
          {"errors", m.failing},
          {"kind", m.source.kind},
          {"served", m.served},
          {"yanked", m.yanked},
          {"quarantined", m.quarantined},
          {"removed_upstream", m.removed_upstream},
          {"unknown", m.unknown},
          {"last_checked", store::to_text(m.last_checked)},
          {"given_up", error}};
}

Json file_json(const mirrors::Found& found) {
  const store::SightingRow& row = found.sighting;
  return {{"mirror", row.source},
          {"package", row.file.version.package.name},
          {"version", row.file.version.version},
          {"file", row.file.filename},
          {"presence", to_string(row.presence)},
          {"first_seen", store::to_text(row.first_seen)},
          {"last_seen", store::to_text(row.last_seen)},
          {"last_checked", store::to_text(row.last_checked)},
          {"gone_since", store::to_text(row.gone_since)},
          {"removed_upstream", found.removed_upstream},
          {"url", row.url},
          {"sha256", row.sha256},
          {"detail", row.detail}};
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

using Errors = std::map<std::string, std::string>;  // mirror -> why it was given up

// One object; the files are written as they are read, since there may be a million.
Result<void> print_json(store::Store& store, const mirrors::Overview& overview, const std::vector<std::string>& names,
                        bool all, const Errors& errors) {
  Json list = Json::array(), countries = Json::array();
  for (const store::MirrorSummary& m : overview.mirrors) {
    const auto error = errors.find(m.source.name);
    list.push_back(mirror_json(m, error == errors.end() ? "" : error->second));
  }
  for (const mirrors::Country& c : overview.countries) {
    countries.push_back({{"country", c.country}, {"mirrors", c.mirrors}, {"still_served", c.served}, {"gone", c.gone}});
  }
  std::printf("{\"mirrors\":%s,\"countries\":%s,\"files\":[", dumped(list).c_str(), dumped(countries).c_str());
  bool first = true;
  auto done = mirrors::each_found(store, names, all ? mirrors::Which::everything : mirrors::Which::still_there,
                                  UINT64_MAX, [&](const mirrors::Found& found) {
                                    std::printf("%s%s", first ? "" : ",", dumped(file_json(found)).c_str());
                                    first = false;
                                  });
  std::printf("]}\n");
  return done;
}

void print_tables(const mirrors::Overview& overview, const Errors& errors) {
  size_t width = 6;
  for (const store::MirrorSummary& m : overview.mirrors) width = std::max(width, m.source.name.size());
  std::printf("  %-*s  %-7s %9s %9s %9s %9s %11s %9s  %s\n", static_cast<int>(width), "mirror", "country", "checked",
              "served", "yanked", "gone", "not on index", "errors", "last look");
  for (const store::MirrorSummary& m : overview.mirrors) {
    std::printf("  %-*s  %-7s %9s %9s %9s %9s %12s %9s  %s\n", static_cast<int>(width), visible(m.source.name).c_str(),
                m.source.country.empty() ? "-" : visible(m.source.country).c_str(), grouped(m.checked).c_str(),
                grouped(m.served + m.quarantined).c_str(), grouped(m.yanked).c_str(), grouped(m.gone).c_str(),
                grouped(m.removed_upstream).c_str(), grouped(m.failing).c_str(), minutes(m.last_checked).c_str());
    if (const auto error = errors.find(m.source.name); error != errors.end()) {
      std::printf("    given up: %s\n", visible(error->second, 300).c_str());
    }
  }
  std::printf("\n");
  for (const mirrors::Country& c : overview.countries) {
    std::printf("  %-8s %s still served on %s %s\n", c.country.empty() ? "unknown" : visible(c.country).c_str(),
                grouped(c.served).c_str(), grouped(c.mirrors).c_str(), c.mirrors == 1 ? "mirror" : "mirrors");
  }
}

Result<void> print_text(store::Store& store, const mirrors::Overview& overview, const std::vector<std::string>& names,
                        const MirrorsArguments& a, const Errors& errors) {
  constexpr uint64_t kShown = 20;
  print_tables(overview, errors);
  uint64_t total = 0, shown = 0;
  for (const store::MirrorSummary& m : overview.mirrors) total += mirrors::still_there(m) + (a.all_files ? m.gone : 0);
  const uint64_t limit = a.collect.shared.verbose ? UINT64_MAX : kShown;
  if (total > 0) std::printf("\n");
  auto done = mirrors::each_found(
      store, names, a.all_files ? mirrors::Which::everything : mirrors::Which::still_there, limit,
      [&](const mirrors::Found& found) {
        const store::SightingRow& row = found.sighting;
        std::printf("  %s: %s %s, %s since %s%s\n", visible(row.source).c_str(),
                    visible(row.file.filename, 120).c_str(), visible(row.file.version.version, 60).c_str(),
                    std::string(to_string(row.presence)).c_str(),
                    store::to_date(row.gone_since != 0 ? row.gone_since : row.first_seen).c_str(),
                    found.removed_upstream ? ", not on the index any more" : "");
        ++shown;
      });
  if (total > shown) std::printf("  ... and %s more (--verbose, or --format json)\n", grouped(total - shown).c_str());
  return done;
}

// The mirrors that are reported: those named, by whatever --mirror says, or all.
Result<std::vector<std::string>> reported(store::Store& store, const CrawlArguments& a) {
  std::vector<std::string> names;
  for (const std::string& text : a.mirrors) {
    auto known = store.source(text);
    if (!known) return tl::unexpected(known.error());
    if (*known) {
      names.push_back(text);
      continue;
    }
    auto mirror = collect::parse_mirror(text);
    if (!mirror) return tl::unexpected(mirror.error());
    names.push_back(mirror->name);
  }
  return names;
}

struct Looked {
  Errors errors;
  bool useless = false;  // no mirror could be used
};

Result<Looked> look(store::Store& store, const MirrorsArguments& a, const std::atomic<bool>& interrupted) {
  auto options = crawl_options(a.crawl);
  if (!options) return tl::unexpected(options.error());
  options->command = "mirrors";
  options->stop = &interrupted;
  const CrawlLock lock(a.collect.db);
  options->alone = lock.alone();
  const auto web = web_client(a.crawl, options->mirrors, &interrupted);
  std::optional<Progress> progress;
  options->progress = [&](uint64_t done, uint64_t total) {
    if (!progress) progress.emplace(total, a.collect.shared.quiet);
    progress->advance(done);
  };
  auto report = collect::crawl(store, nullptr, *web, *options);
  if (progress) progress->clear();
  if (!report) return tl::unexpected(report.error());
  Looked out;
  for (const collect::MirrorCounts& mirror : report->mirrors) {
    if (!mirror.error.empty()) out.errors[mirror.name] = mirror.error;
  }
  out.useless = !report->mirrors.empty() && out.errors.size() == report->mirrors.size();
  return out;
}

}  // namespace

int mirrors_command(const std::vector<std::string>& command_line) {
  MirrorsArguments a;
  CLI::App app("Tells which mirror still serves what is known to be malicious.", "antivenom mirrors");
  add_options(app, a);
  if (const auto done = parse(app, command_line, "mirrors")) return *done;
  auto opened = open_store(a.collect, false);
  if (!opened) return complain(opened.error().message());
  const std::atomic<bool>& interrupted = watch_interrupts();
  Looked looked;
  if (!a.offline) {
    auto result = look(*opened, a, interrupted);
    if (!result) return complain(result.error().message());
    looked = std::move(*result);
  }
  auto names = reported(*opened, a.crawl);
  if (!names) return complain(names.error().message());
  auto overview = mirrors::overview(*opened, *names);
  if (!overview) return complain(overview.error().message());
  const bool any = std::any_of(overview->mirrors.begin(), overview->mirrors.end(),
                               [](const store::MirrorSummary& m) { return mirrors::still_there(m) > 0; });
  Result<void> printed;
  if (!a.letter.empty()) {
    auto text = mirrors::letter(*opened, a.letter, now());
    if (!text) return complain(text.error().message());
    std::fputs(text->c_str(), stdout);
  } else if (a.collect.shared.format == "json") {
    printed = print_json(*opened, *overview, *names, a.all_files, looked.errors);
  } else if (!a.collect.shared.quiet) {
    printed = print_text(*opened, *overview, *names, a, looked.errors);
  }
  if (!printed) return complain(printed.error().message());
  if (interrupted) return kExitInterrupted;
  if (looked.useless) return kExitWrong;
  return any ? kExitFound : kExitFine;
}

}  // namespace antivenom::cli
