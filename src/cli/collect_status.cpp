#include <fmt/format.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "cli/collect.h"
#include "cli/commands.h"

namespace antivenom::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Everything {
  store::Status status;
  std::vector<store::Failure> failures;
  std::vector<store::Run> runs;
};

std::string minutes(store::Time time) {
  const std::string text = store::to_text(time);
  return text.empty() ? "-" : text.substr(0, 10) + " " + text.substr(11, 5);
}

Json counts_json(const std::map<std::string, uint64_t>& counts) {
  Json out = Json::object();
  for (const auto& [name, count] : counts) out[name.empty() ? "none" : name] = count;
  return out;
}

Json as_json(const Everything& all) {
  const store::Status& s = all.status;
  Json out = {{"packages", s.packages},
              {"versions", s.versions},
              {"artifacts", s.artifacts},
              {"bytes", s.bytes},
              {"advisories", s.advisories},
              {"sightings", s.sightings},
              {"by_source", Json::object()},
              {"failures", Json::array()},
              {"files", s.files},
              {"scans", s.scans},
              {"labels", s.labels},
              {"downloads", s.downloads},
              {"malicious_versions", s.malicious_versions}};
  out["verdicts"] = counts_json(s.verdicts);
  out["outcomes"] = counts_json(s.outcomes);
  out["tasks"] = Json::object();
  for (const auto& [kind, states] : s.tasks) out["tasks"][kind] = counts_json(states);
  for (const auto& source : s.by_source) {
    out["by_source"][source.name] = {{"kind", source.kind},
                                     {"claim", source.claim},
                                     {"advisories", source.advisories},
                                     {"sightings", source.sightings},
                                     {"artifacts", source.artifacts},
                                     {"last_run", store::to_text(source.last_run)}};
  }
  for (const store::Failure& f : all.failures) {
    out["failures"].push_back({{"area", f.area},
                               {"source", f.source},
                               {"subject", f.subject},
                               {"reason", f.reason},
                               {"first", store::to_text(f.first)},
                               {"last", store::to_text(f.last)},
                               {"times", f.times}});
  }
  out["runs"] = Json::array();
  for (const store::Run& r : all.runs) {
    out["runs"].push_back({{"command", r.command},
                           {"source", r.source},
                           {"started", store::to_text(r.started)},
                           {"ended", store::to_text(r.ended)},
                           {"added", r.added},
                           {"changed", r.changed},
                           {"unchanged", r.unchanged},
                           {"failed", r.failed},
                           {"error", r.error}});
  }
  return out;
}

// A table with a heading; the first `left` columns are text.
std::string table(const std::vector<std::vector<std::string>>& rows, size_t left) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      line += "  " + (i < left ? fmt::format("{:<{}}", row[i], widths[i]) : fmt::format("{:>{}}", row[i], widths[i]));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string listed(const std::map<std::string, uint64_t>& counts, const char* none) {
  std::string out;
  for (const auto& [name, count] : counts)
    out += (out.empty() ? "" : ", ") + grouped(count) + " " + (name.empty() ? none : name);
  return out;
}

void print_text(const Everything& all) {
  const store::Status& s = all.status;
  std::fputs(aligned({{"packages", grouped(s.packages)},
                      {"versions", grouped(s.versions)},
                      {"  known malicious", grouped(s.malicious_versions)},
                      {"samples", grouped(s.artifacts)},
                      {"  bytes", shown_bytes(s.bytes)},
                      {"advisories", grouped(s.advisories)},
                      {"sightings", grouped(s.sightings)},
                      {"scans", grouped(s.scans)},
                      {"labels", grouped(s.labels)},
                      {"download records", grouped(s.downloads)}})
                 .c_str(),
             stdout);
  if (!s.verdicts.empty()) std::printf("\nverdicts: %s\n", listed(s.verdicts, "none").c_str());
  if (s.artifacts > 0) std::printf("verified: %s\n", listed(s.outcomes, "not yet").c_str());
  for (const auto& [kind, states] : s.tasks)
    std::printf("tasks %s: %s\n", visible(kind).c_str(), listed(states, "none").c_str());
  if (!s.by_source.empty()) {
    std::vector<std::vector<std::string>> rows = {{"source", "kind", "last run", "advisories", "sightings", "samples"}};
    for (const auto& source : s.by_source) {
      rows.push_back({visible(source.name, 40), visible(source.kind, 20), minutes(source.last_run),
                      grouped(source.advisories), grouped(source.sightings), grouped(source.artifacts)});
    }
    std::printf("\n%s", table(rows, 3).c_str());
  }
  if (!all.runs.empty()) {
    std::vector<std::vector<std::string>> rows = {
        {"last runs", "source", "started", "added", "changed", "unchanged", "failed", ""}};
    for (const store::Run& r : all.runs) {
      rows.push_back({r.command, visible(r.source, 40), minutes(r.started), grouped(r.added), grouped(r.changed),
                      grouped(r.unchanged), grouped(r.failed), r.ended == 0 ? "not ended" : visible(r.error, 60)});
    }
    std::printf("\n%s", table(rows, 3).c_str());
  }
  if (!all.failures.empty()) {
    std::printf("\nfailures, newest first\n");
    for (const store::Failure& f : all.failures) {
      std::printf("  %s  %s %s  %s: %s\n", minutes(f.last).c_str(), visible(f.area).c_str(),
                  visible(f.source, 40).c_str(), visible(f.subject, 100).c_str(), visible(f.reason, 200).c_str());
    }
  }
}

}  // namespace

int collect_status(const std::vector<std::string>& command_line) {
  CollectOptions options;
  size_t failures = 20, runs = 10;
  CLI::App app("What is there, from where, when, what failed and why.", "antivenom collect status");
  add_collect_options(app, options);
  app.add_option("--failures", failures, "how many failures to show")
      ->check(CLI::Range(0u, 1'000'000u))
      ->capture_default_str();
  app.add_option("--runs", runs, "how many runs to show")->check(CLI::Range(0u, 1'000'000u))->capture_default_str();
  if (const auto done = parse(app, command_line, "collect")) return *done;
  auto opened = open_store(options, false);
  if (!opened) return complain(opened.error().message());
  Everything all;
  auto status = opened->status();
  auto failed = opened->failures(failures);
  auto ran = opened->runs(runs);
  if (!status) return complain(status.error().message());
  if (!failed) return complain(failed.error().message());
  if (!ran) return complain(ran.error().message());
  all = {std::move(*status), std::move(*failed), std::move(*ran)};
  if (options.shared.format == "json") {
    std::printf("%s\n", as_json(all).dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
  } else {
    print_text(all);
  }
  return kExitFine;
}

}  // namespace antivenom::cli
