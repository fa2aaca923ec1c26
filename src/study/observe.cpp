#include "study/observe.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/lower_case.h"

namespace antivenom::study {
namespace {

using Json = nlohmann::json;

int rank_of(std::string_view weight) {
  return weight == "hostile" ? 3 : weight == "suspicious" ? 2 : weight == "notable" ? 1 : 0;
}

int order_of(std::string_view trigger) { return trigger == "install" ? 0 : trigger == "import" ? 1 : 2; }

bool counts(const store::Finding& finding) { return finding.reach != "unshipped" && rank_of(finding.weight) >= 1; }

uint64_t hash_of(std::string_view text) {  // FNV-1a; chance collisions are all that matters here
  uint64_t hash = 14695981039346656037ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

bool has_technique(const store::Finding& finding, std::string_view technique) {
  return std::any_of(finding.attack.begin(), finding.attack.end(),
                     [&](const std::string& id) { return id.substr(0, id.find('.')) == technique; });
}

// Takes its next stage from a connection into memory (T1620, reflective code loading), as such tools do.
bool is_stager(const store::Finding& finding) {
  return finding.category == "remote-control" && has_technique(finding, "T1620");
}

void take_findings(const store::Scan& scan, Sample& sample) {
  int strongest = 0;
  for (const store::Finding& finding : scan.findings) {
    if (!counts(finding)) continue;
    (finding.evasion ? sample.evasions : sample.behaviours).insert(finding.rule);
    if (has_technique(finding, "T1070")) sample.removes_traces = true;
    if (is_stager(finding)) sample.tool = "stager (tool not named)";
    if (finding.evasion) continue;
    if (std::find(kCategories.begin(), kCategories.end(), finding.category) != kCategories.end()) {
      sample.categories.insert(finding.category);
    }
    const int rank = rank_of(finding.weight);
    const bool earlier = rank == strongest && order_of(finding.trigger) < order_of(sample.trigger);
    if (rank > strongest || earlier || sample.trigger.empty()) sample.trigger = finding.trigger;
    strongest = std::max(strongest, rank);
  }
}

const Json& list_of(const Json& report, const char* key) {
  static const Json kNothing = Json::array();
  const auto it = report.find(key);
  return it != report.end() && it->is_array() ? *it : kNothing;
}

std::string text_in(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// Which files the behaviours lie in.
void take_files(const Json& report, Sample& sample) {
  for (const Json& behaviour : list_of(report, "behaviours")) {
    if (!sample.behaviours.contains(text_in(behaviour, "id"))) continue;
    for (const Json& evidence : list_of(behaviour, "evidence")) {
      (text_in(evidence, "file") == "setup.py" ? sample.in_setup : sample.outside_setup) = true;
    }
  }
}

void take_calls(const Json& report, Sample& sample) {
  for (const Json& call : list_of(report, "api_sequence")) sample.calls.push_back(hash_of(text_in(call, "call")));
  std::sort(sample.calls.begin(), sample.calls.end());
  sample.calls.erase(std::unique(sample.calls.begin(), sample.calls.end()), sample.calls.end());
}

// Names that such tools leave in their payloads; a stager without a name is recognised by what it does.
std::string tool_of(const store::Scan& scan, const Sample& sample) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kMarks = {{{"meterpreter", "Metasploit"},
                                                                                    {"metasploit", "Metasploit"},
                                                                                    {"msfvenom", "Metasploit"},
                                                                                    {"cobaltstrike", "Cobalt Strike"},
                                                                                    {"pupysh", "Pupy"},
                                                                                    {"powersploit", "PowerSploit"}}};
  const std::string lower = lower_case(scan.report);
  for (const auto& [mark, tool] : kMarks) {
    if (lower.find(mark) != std::string::npos) return std::string(tool);
  }
  return sample.tool;
}

}  // namespace

void observe(const store::Scan& scan, Sample& sample) {
  sample.sha256 = scan.sha256;
  sample.verdict = scan.verdict;
  sample.score = scan.score;
  sample.elapsed_ms = scan.elapsed_ms;
  sample.files = scan.files;
  sample.python_files = scan.python_files;
  sample.max_depth = scan.max_depth;
  sample.python_lines = scan.python_lines;
  sample.malicious_lines = scan.malicious_lines;
  sample.platforms = {scan.platforms.begin(), scan.platforms.end()};
  take_findings(scan, sample);
  const Json report = Json::parse(scan.report, nullptr, false);
  if (!report.is_object()) return;
  take_files(report, sample);
  take_calls(report, sample);
  sample.tool = tool_of(scan, sample);
}

}  // namespace antivenom::study
