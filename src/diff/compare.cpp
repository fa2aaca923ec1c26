#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "artifact/names.h"
#include "diff/diff.h"
#include "diff/memory.h"
#include "facts/requirement.h"
#include "pipeline/known_bad.h"
#include "verdict/metrics.h"

namespace antivenom::diff {
namespace {

constexpr double kTenth = 0.1;

bool is_strong(const Finding& finding) {
  return finding.weight >= Weight::suspicious && finding.reach != Reach::unshipped;
}

Side side_of(const Version& version) {
  Side side;
  side.package = version.result.facts.package;
  side.package.requirements.clear();
  side.package.console_scripts.clear();
  side.label = version.result.verdict.label;
  side.score = version.result.verdict.score;
  side.metrics = version.result.verdict.metrics;
  return side;
}

// What `here` has and none of the memories knows.
Part only_in(const Version& here, const std::vector<const Memory*>& memories, const Thresholds& thresholds) {
  const auto known = [&](const auto& ask) { return std::any_of(memories.begin(), memories.end(), ask); };
  const Facts& facts = here.result.facts;
  std::vector<Finding> findings;
  for (const Finding& finding : here.result.verdict.findings) {
    if (!known([&](const Memory* memory) { return memory->knows(finding); })) findings.push_back(finding);
  }
  Part part;
  part.result.verdict = judge(facts, std::move(findings), thresholds);
  part.result.facts.package = facts.package;
  part.result.facts.files = facts.files;
  part.result.facts.layers = facts.layers;
  part.result.lines = here.result.lines;
  for (LayerId id = 1; id < facts.layers.size(); ++id) {
    if (!known([&](const Memory* memory) { return memory->knows_layer(id); })) part.layers.push_back(id);
  }
  for (const Indicator& indicator : facts.indicators) {
    if (!indicator.benign_looking && !known([&](const Memory* memory) { return memory->knows_indicator(indicator); })) {
      part.result.facts.indicators.push_back(indicator);
    }
  }
  for (const Dependency& dependency : facts.dependencies) {
    if (!known([&](const Memory* memory) { return memory->knows_dependency(dependency); })) {
      part.result.facts.dependencies.push_back(dependency);
    }
  }
  raise_by_dependencies(part.result);
  std::map<std::tuple<std::string_view, FileId, Trigger>, size_t> told;
  for (const Event& event : facts.events) {
    if (event.reach == Reach::unshipped || event.effects.empty()) continue;
    if (known([&](const Memory* memory) { return memory->knows_call_here(event); })) continue;
    const auto [it, fresh] = told.try_emplace({event.callee, event.place.file, event.trigger}, part.calls.size());
    if (fresh) {
      const bool anywhere = known([&](const Memory* memory) { return memory->knows_call(event); });
      part.calls.push_back({event.callee, event.place, event.trigger, 0, !anywhere});
    }
    ++part.calls[it->second].count;
  }
  return part;
}

bool ran_into_limits(const Version& version) {
  if (!version.result.facts.effort.exhausted.empty()) return true;
  const auto& findings = version.result.verdict.findings;
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& f) { return rule_is_full(version.result, f.rule_id); });
}

// The files that differ, and what decides how they are run.
std::vector<uint32_t> differing_files(const Snapshot& files, const Matching& matching, bool new_side) {
  std::vector<uint32_t> out;
  for (const FileMatch& match : matching.files) {
    const uint32_t file = new_side ? match.new_file : match.old_file;
    if (file == kNone) continue;
    const Role role = files.files[file].role;
    if (!match.same_content || role == Role::setup || role == Role::metadata) out.push_back(file);
  }
  return out;
}

Version examine_part(const Snapshot& whole, const std::vector<uint32_t>& files, const ScanOptions& options) {
  return examine(part_of(whole, files), options);
}

// A large package may use up the budget before the analysis reaches the file that matters: the changed files get one of
// their own.
void judge_alone(Part& added, const Version& before, const Version& after, const Matching& matching,
                 const ScanOptions& options) {
  const auto files = differing_files(after.files, matching, true);
  if (files.empty() || files.size() == after.files.files.size()) return;
  const Version old_part = examine_part(before.files, differing_files(before.files, matching, false), options);
  const Version new_part = examine_part(after.files, files, options);
  const Matching from_part = match_files(old_part.files, new_part.files),
                 from_whole = match_files(before.files, new_part.files);
  const Memory part_memory(old_part, new_part, from_part), whole_memory(before, new_part, from_whole);
  Part alone = only_in(new_part, {&part_memory, &whole_memory}, options.thresholds);
  if (alone.result.verdict.score <= added.result.verdict.score) return;
  alone.judged_alone = true;
  alone.result.facts.package = after.result.facts.package;
  added = std::move(alone);
}

// Two forms of one release differ in what only one form has; code that is installed should not differ.
void compare_forms(const Version& before, const Version& after, Difference& out) {
  const bool wheel_is_new = after.files.kind == ArtifactKind::wheel;
  const Version& wheel = wheel_is_new ? after : before;
  std::set<FileId> acting;  // files of the wheel with calls that the sdist's file does not make
  for (const CallChange& call : wheel_is_new ? out.added.calls : out.removed.calls) acting.insert(call.place.file);
  for (const FileMatch& match : out.files.files) {
    const uint32_t in_wheel = wheel_is_new ? match.new_file : match.old_file;
    const uint32_t in_sdist = wheel_is_new ? match.old_file : match.new_file;
    if (match.same_content || in_wheel == kNone || !wheel.files.files[in_wheel].is_installed_code()) continue;
    const bool acts = acting.contains(in_wheel);
    std::string text = in_sdist == kNone ? "only the wheel has this code" : "the wheel's code is not that of the sdist";
    text +=
        acts ? ", and it makes calls that the sdist's does not" : ", and it makes no call that the sdist's does not";
    out.notes.push_back({wheel.files.files[in_wheel].path, std::move(text), acts});
  }
}

// The whole was turned by what was added, though that alone would not be enough.
bool turned(const Difference& d) {
  const auto& findings = d.added.result.verdict.findings;
  return d.after.label == Label::malicious && d.before.label < Label::malicious &&
         std::any_of(findings.begin(), findings.end(), is_strong);
}

uint32_t handlers_in(const Snapshot& files) {
  uint32_t count = 0;
  for (const SnapshotFile& file : files.files) {
    if (file.content != Content::python) continue;
    for (const std::string_view line : split_lines(file.bytes)) {
      const std::string_view text = unpacking::trimmed(line);
      if (text.starts_with("except") && (text.size() == 6 || text[6] == ' ' || text[6] == ':' || text[6] == '*'))
        ++count;
    }
  }
  return count;
}

std::set<std::string_view> strong_rules(const Version& version, RuleKind kind) {
  std::set<std::string_view> rules;
  for (const Finding& f : version.result.verdict.findings) {
    if (f.rule->kind == kind && is_strong(f)) rules.insert(f.rule_id);
  }
  return rules;
}

Evolution evolution_of(const Version& before, const Version& after, const Part& added) {
  Evolution out;
  out.handlers_before = handlers_in(before.files);
  out.handlers_after = handlers_in(after.files);
  const auto old_rules = strong_rules(before, RuleKind::behaviour),
             new_rules = strong_rules(after, RuleKind::behaviour);
  const bool kept_one =
      std::any_of(old_rules.begin(), old_rules.end(), [&](auto rule) { return new_rules.contains(rule); });
  const bool kept_all =
      !old_rules.empty() && std::includes(new_rules.begin(), new_rules.end(), old_rules.begin(), old_rules.end());
  out.broader = std::any_of(new_rules.begin(), new_rules.end(), [&](auto rule) { return !old_rules.contains(rule); });
  out.narrower = !old_rules.empty() && !kept_all;
  if (!kept_one) return out;
  const Metrics &m = before.result.verdict.metrics, &n = after.result.verdict.metrics;
  out.sturdier = out.handlers_after > out.handlers_before;
  out.shorter = kept_all && static_cast<double>(n.python_lines) <= (1 - kTenth) * static_cast<double>(m.python_lines);
  const auto& findings = added.result.verdict.findings;
  const auto old_ways = strong_rules(before, RuleKind::evasion);
  out.evading = std::any_of(findings.begin(), findings.end(),
                            [&](const Finding& f) {
                              return f.rule->kind == RuleKind::evasion && is_strong(f) && !old_ways.contains(f.rule_id);
                            }) ||
                after.result.facts.layers.size() > before.result.facts.layers.size() ||
                after.result.verdict.score < before.result.verdict.score - kTenth;
  return out;
}

bool same_release(const Version& a, const Version& b) {
  const PackageFact &x = a.result.facts.package, &y = b.result.facts.package;
  const auto forms = [](ArtifactKind one, ArtifactKind other) {
    return one == ArtifactKind::wheel && (other == ArtifactKind::sdist || other == ArtifactKind::directory);
  };
  return !x.name.empty() && normalised_distribution(x.name) == normalised_distribution(y.name) && !x.version.empty() &&
         x.version == y.version && (forms(a.files.kind, b.files.kind) || forms(b.files.kind, a.files.kind));
}

}  // namespace

Version examine(Artifact artifact, const ScanOptions& options) {
  Version version;
  version.files = snapshot_of(artifact);
  version.result = scan(std::move(artifact), options);
  return version;
}

Difference compare(const Version& before, const Version& after, const ScanOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  Difference out;
  out.before = side_of(before);
  out.after = side_of(after);
  out.files = match_files(before.files, after.files);
  const Matching backwards = reversed(out.files);
  const Memory old_memory(before, after, out.files), new_memory(after, before, backwards);
  out.added = only_in(after, {&old_memory}, options.thresholds);
  out.removed = only_in(before, {&new_memory}, options.thresholds);
  if (ran_into_limits(after)) judge_alone(out.added, before, after, out.files, options);
  // The sentence of a scan tells of the whole package.
  Verdict& added = out.added.result.verdict;
  if (added.label == Label::clean) added.summary = "Nothing hostile was added.";
  // From here on what differs is known, and nothing is scanned any more.

  out.same_release = same_release(before, after);
  if (out.same_release) compare_forms(before, after, out);
  out.evolution = evolution_of(before, after, out.added);
  out.label = out.added.result.verdict.label;
  if (out.label < Label::malicious && turned(out)) {
    out.label = Label::malicious;
    out.notes.push_back({"", "what was added makes the package malicious together with what was there", true});
  }
  if (out.same_release) out.label = std::max(out.label, out.removed.result.verdict.label);
  if (std::any_of(out.notes.begin(), out.notes.end(), [](const Note& note) { return note.suspicious; })) {
    out.label = std::max(out.label, Label::suspicious);
  }
  if (before.result.verdict.label == Label::unreadable || after.result.verdict.label == Label::unreadable) {
    out.label = Label::unreadable;
  }
  out.elapsed_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return out;
}

}  // namespace antivenom::diff
