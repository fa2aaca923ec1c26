#include "fuzz.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/utf8.h"
#include "facts/text.h"
#include "report/report.h"
#include "rules/rule.h"
#include "verdict/verdict.h"

// The interpreter needs the stack that run_jobs() gives its threads. The bound is read when a process starts.
extern "C" int LLVMFuzzerInitialize(int*, char*** argv) {
  constexpr rlim_t kStack = 512u << 20;
  rlimit limit{};
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= kStack) return 0;
  limit.rlim_cur = std::min(kStack, limit.rlim_max);
  if (setrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur == kStack) execv("/proc/self/exe", *argv);
  std::fputs("no stack of 512 MiB: raise the hard limit (ulimit -H -s)\n", stderr);
  return 0;
}

namespace antivenom::fuzz {

namespace {

// A call may spend at once what one value can hold, before it is told that the budget is out.
constexpr uint64_t kStepsBeyond = 2u << 20;
constexpr uint32_t kLayersBeyond = 2;          // layer 0, and the one that passed the bound
constexpr size_t kMaxArgumentText = 4u << 10;  // facts.h
constexpr size_t kMaxLayerText = 1u << 20;
constexpr size_t kMaxFrames = 12;
constexpr size_t kMaxFindings = 16;  // of a rule

uint32_t lines_of(const Facts& facts, const Place& place) {
  if (place.layer == 0) return facts.files[place.file].lines;
  const Layer& layer = facts.layers[place.layer];
  if (layer.bytes > layer.text.size()) return UINT32_MAX;  // not kept in full
  return static_cast<uint32_t>(std::count(layer.text.begin(), layer.text.end(), '\n') +
                               std::count(layer.text.begin(), layer.text.end(), '\r')) +
         1;
}

void check_place(const Facts& facts, const Place& place) {
  require(place.file < facts.files.size(), "a place lies in a file of the package");
  require(place.layer < facts.layers.size(), "a place lies in a layer that was opened");
  require(place.line >= 1 && place.line <= place.end_line, "a place's lines are in order");
  require(place.line == 1 || place.end_line <= lines_of(facts, place), "a place's lines are within its text");
}

void check_origins(const std::vector<EventId>& origins, size_t before) {
  require(std::is_sorted(origins.begin(), origins.end(), std::less_equal<>()) || origins.size() < 2,
          "origins are sorted and unique");
  require(origins.empty() || origins.back() < before, "an origin is older than what came from it");
}

void check_events(const Facts& facts) {
  for (EventId id = 0; id < facts.events.size(); ++id) {
    const Event& event = facts.events[id];
    check_place(facts, event.place);
    require(event.path.size() <= kMaxFrames, "an event has at most twelve frames");
    for (const Frame& frame : event.path) check_place(facts, frame.call);
    for (ConditionId condition : event.conditions)
      require(condition < facts.conditions.size(), "an event's conditions are there");
    for (const Argument& argument : event.args) {
      check_origins(argument.origins, id);
      require(argument.text.size() <= kMaxArgumentText, "an argument's text is cut");
    }
  }
}

void check_facts(const Facts& facts, const interpret::Budget& budget) {
  require(facts.events.size() <= budget.events, "events stay within the budget");
  require(facts.effort.steps <= budget.max_steps + kStepsBeyond, "steps stay within the budget");
  require(facts.layers.size() <= budget.layers + kLayersBeyond, "layers stay within the budget");
  for (LayerId id = 1; id < facts.layers.size(); ++id) {
    require(facts.layers[id].parent < id, "a layer is younger than the one that opened it");
    require(facts.layers[id].text.size() <= kMaxLayerText, "a layer's text is cut");
    check_place(facts, facts.layers[id].opened_at);
  }
  check_events(facts);
  for (const Condition& condition : facts.conditions) check_origins(condition.origins, facts.events.size());
  for (const Note& note : facts.notes) {
    check_place(facts, note.place);
    check_origins(note.origins, facts.events.size());
  }
  for (const Indicator& indicator : facts.indicators) check_place(facts, indicator.place);
}

void check_verdict(const ScanResult& result) {
  const Verdict& verdict = result.verdict;
  require(verdict.score >= 0 && verdict.score <= 1, "the score lies between 0 and 1");
  require(verdict.findings.size() <= all_rules().size() * kMaxFindings, "findings are bounded");
  for (const Finding& finding : verdict.findings) {
    require(finding.rule != nullptr && !finding.evidence.empty(), "a finding has a rule and evidence");
    require(finding.confidence >= 0 && finding.confidence <= 1, "a confidence lies between 0 and 1");
    for (const Evidence& evidence : finding.evidence) {
      check_place(result.facts, evidence.place);
      require(evidence.event == UINT32_MAX || evidence.event < result.facts.events.size(), "evidence names an event");
    }
  }
  for (const Contribution& part : verdict.contributions)
    require(part.finding < verdict.findings.size(), "points have a finding");
}

void check_reports(const ScanResult& result) {
  ReportOptions options;
  options.verbose = options.show_layers = options.api_sequence = options.explain = true;
  const std::string text = to_text(result, options), json = to_json(result, options);
  require(text.ends_with('\n') && is_utf8(text), "the report is UTF-8");
  require(json.find('\n') == std::string::npos && is_utf8(json), "the JSON report is one line of UTF-8");
  require(is_utf8(to_sarif({&result, 1}, "0")), "the SARIF log is UTF-8");
}

Artifact copy_of(const Artifact& artifact) {
  Artifact copy;
  copy.path = artifact.path;
  copy.kind = artifact.kind;
  copy.format = artifact.format;
  copy.bytes = artifact.bytes;
  copy.metadata = artifact.metadata;
  copy.members = artifact.members;
  return copy;
}

}  // namespace

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void check_told(const Artifact& artifact) {
  for (const Problem& problem : artifact.problems)
    require(!problem.reason.empty() && is_utf8(problem.file) && is_utf8(problem.reason), "a problem can be shown");
  for (const Anomaly& anomaly : artifact.anomalies)
    require(!anomaly.id.empty() && is_utf8(anomaly.file) && is_utf8(anomaly.detail), "an anomaly can be shown");
}

Artifact empty_artifact() {
  Artifact artifact;
  artifact.path = "sample-1.0.tar.gz";
  artifact.kind = ArtifactKind::sdist;
  artifact.format = "tar.gz";
  artifact.metadata.name = "sample";
  artifact.metadata.version = "1.0";
  return artifact;
}

void add_file(Artifact& artifact, std::string path, Role role, Content content, std::string module, ByteView bytes) {
  Member member;
  member.path = member.raw_path = std::move(path);
  member.role = role;
  member.content = content;
  member.module = std::move(module);
  member.bytes = bytes;
  member.declared_size = bytes.size();
  artifact.bytes += bytes.size();
  artifact.members.push_back(std::move(member));
}

Artifact package_with_data(ByteView source, ByteView data) {
  Artifact artifact = empty_artifact();
  add_file(artifact, "sample/__init__.py", Role::package_init, Content::python, "sample", source);
  add_file(artifact, "data.bin", Role::data, Content::binary, "", data);
  return artifact;
}

interpret::Budget small_budget() {
  interpret::Budget budget;
  budget.base_steps = 60'000;
  budget.steps_per_byte = 0;
  budget.max_steps = 60'000;
  budget.entry_steps = 30'000;
  budget.loop_iterations = 1'000;
  budget.layers = 16;
  budget.value_bytes = 256u << 10;
  budget.heap_bytes = 16u << 20;
  budget.events = 500;
  return budget;
}

void scan_and_check(const Artifact& artifact, bool twice) {
  ScanOptions options;
  options.budget = small_budget();
  options.context_lines = 2;
  const ScanResult result = scan(copy_of(artifact), options);
  check_facts(result.facts, options.budget);
  check_verdict(result);
  check_reports(result);
  if (!twice) return;
  const std::string dump = dump_facts(result.facts);
  const auto loaded = load_facts(dump);
  require(loaded && dump_facts(*loaded) == dump, "facts survive their text form");
  require(dump_facts(scan(copy_of(artifact), options).facts) == dump, "the same bytes give the same facts");
}

}  // namespace antivenom::fuzz
