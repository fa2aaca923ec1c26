#include "pipeline/scan.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>

#include "base/memory.h"
#include "base/processor_clock.h"
#include "pipeline/source_lines.h"
#include "pipeline/user_matches.h"
#include "report/view.h"
#include "rules/rule.h"

namespace antivenom {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Processor time since `start`; moves `start` to now.
double lap(double& start) {
  const double before = start;
  start = processor_ms();
  return start - before;
}

// Of code, trees and values take dozens of times as much.
constexpr uint64_t kTakesMegabytes = 64u << 10;

uint64_t unpacked_bytes(const Artifact& artifact) {
  return std::accumulate(artifact.members.begin(), artifact.members.end(), uint64_t{0},
                         [](uint64_t sum, const Member& member) { return sum + member.bytes.size(); });
}

// What is odd about the archive stands beside what is odd about the code.
void add_anomalies(const Artifact& artifact, Facts& facts) {
  if (artifact.anomalies.empty()) return;
  std::map<std::string_view, FileId> ids;
  for (FileId id = 0; id < facts.files.size(); ++id) ids.try_emplace(facts.files[id].path, id);
  for (const Anomaly& anomaly : artifact.anomalies) {
    Note note;
    // Whether two unpackers may see two packages is what counts, and is said first.
    note.id = anomaly.confusing ? "confusing-" + anomaly.id : anomaly.id;
    note.detail = anomaly.file.empty() ? anomaly.detail : anomaly.file + ": " + anomaly.detail;
    // The archive's name for a member still has the root folder that its path has lost.
    std::string_view path = anomaly.file;
    auto it = ids.find(path);
    if (it == ids.end()) it = ids.find(path.substr(path.find('/') == path.npos ? path.size() : path.find('/') + 1));
    if (it != ids.end()) note.place.file = it->second;
    facts.notes.push_back(std::move(note));
  }
}

// What could not be read or analysed in full, in plain words. Never silent.
std::vector<ReportedProblem> problems_of(const Artifact& artifact, const Facts& facts) {
  std::vector<ReportedProblem> problems;
  for (const Problem& problem : artifact.problems) problems.push_back({problem.file, problem.reason});
  for (const std::string& what : facts.effort.exhausted) {
    problems.push_back({artifact.path, "analysis cut short: out of " + what});
  }
  return problems;
}

void mark_unreadable(Verdict& verdict, const std::vector<ReportedProblem>& errors) {
  verdict.label = Label::unreadable;
  verdict.score = 0;
  verdict.summary =
      "Could not be read: " + (errors.empty() ? std::string("unknown reason") : errors.front().reason) + ".";
}

// What was known before the scan, of dependencies and by the user's own rules and lists. It comes after the verdict and
// changes the label, never the score.
void hear_the_user(ScanResult& result, const ScanOptions& options) {
  raise_by_dependencies(result);
  raise_by_user_matches(result);
  if (options.known_malicious != nullptr) look_up_itself(result, *options.known_malicious);
}

// The lines of dependencies that are evidence now.
void add_dependency_lines(ScanResult& result) {
  const auto before = [](const ScanResult::SourceLine& a, const ScanResult::SourceLine& b) {
    return a.place < b.place;
  };
  for (const Dependency& d : result.facts.dependencies) {
    if (d.standing == Standing::unknown || !line_at(result, d.place).empty()) continue;
    for (const ScanResult::SourceLine& line : result.dependency_lines) {
      if (line.place.file != d.place.file || line.place.layer != d.place.layer || line.place.line != d.place.line)
        continue;
      result.lines.insert(std::lower_bound(result.lines.begin(), result.lines.end(), line, before), line);
      break;
    }
  }
}

}  // namespace

ScanResult scan(Bytes bytes, std::string_view path, const ScanOptions& options, StageTimes* times) {
  const auto begin = Clock::now();
  double start = processor_ms();
  Artifact artifact = unpack(std::move(bytes), path, options.unpack);
  const double unpack_ms = lap(start);
  ScanResult result = scan(std::move(artifact), options, times);
  result.elapsed_ms = ms_since(begin);
  if (times != nullptr) times->unpack_ms = unpack_ms;
  return result;
}

ScanResult scan(Artifact artifact, const ScanOptions& options, StageTimes* times) {
  // From here on no archive is opened; every member has a role, and its bytes or a problem that says why not.
  StageTimes spent;
  const auto begin = Clock::now();
  double start = processor_ms();
  if (unpacked_bytes(artifact) >= kTakesMegabytes) expect_much_memory();
  ScanResult result;

  interpret::Budget budget = options.budget;
  if (options.max_seconds > 0) budget.deadline = begin + std::chrono::seconds(options.max_seconds);
  result.facts = interpret::interpret(artifact, budget, &spent.parse_ms);
  add_anomalies(artifact, result.facts);
  set_standings(result.facts, options.known_malicious, {});
  spent.interpret_ms = std::max(0.0, lap(start) - spent.parse_ms);
  // From here on no fact is added, and nobody looks at syntax.

  std::vector<Finding> findings = run_rules(result.facts, all_rules());
  spent.rules_ms = lap(start);
  // From here on nobody asks what a package does, only what that means.

  result.verdict = judge(result.facts, std::move(findings), options.thresholds);
  result.errors = problems_of(artifact, result.facts);
  if (!artifact.readable) mark_unreadable(result.verdict, result.errors);
  if (options.user_rules != nullptr) {
    result.user_matches = options.user_rules->run(artifact, result.facts, options.user_rule_limits);
    report_user_problems(result);
  }
  hear_the_user(result, options);
  result.lines = look_up_lines(artifact, result.facts, result.verdict, options.context_lines);
  result.dependency_lines = look_up_dependencies(artifact, result.facts);
  spent.verdict_ms = lap(start);
  // From here on the artifact is not needed: the result can be shown, kept and sent without it.

  result.elapsed_ms = ms_since(begin);
  if (times != nullptr) *times = spent;
  return result;
}

void judge_again(ScanResult& result, std::span<const JudgedDependency> judged, const ScanOptions& options) {
  const bool readable = result.verdict.label != Label::unreadable;
  set_standings(result.facts, options.known_malicious, judged);
  result.verdict = judge(result.facts, run_rules(result.facts, all_rules()), options.thresholds);
  if (!readable) mark_unreadable(result.verdict, result.errors);
  hear_the_user(result, options);
  add_dependency_lines(result);
}

ScanResult unreadable(std::string_view path, std::string reason) {
  ScanResult result;
  result.facts.package.path = path;
  result.errors.push_back({std::string(path), std::move(reason)});
  mark_unreadable(result.verdict, result.errors);
  return result;
}

}  // namespace antivenom
