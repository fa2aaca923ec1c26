// The JSON of `scan`: schema 1 of the interface. Keys stand in the order of its description.
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "report/view.h"

namespace antivenom {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;
constexpr size_t kMaxCode = 200;  // characters of a source line

// Four digits are what a score means; the rest is noise that makes diffs of reports long.
double rounded(double value) { return std::isfinite(value) ? std::round(value * 1e4) / 1e4 : 0.0; }

Json artifact_of(const PackageFact& p) {
  return {{"path", p.path}, {"name", p.name},     {"version", p.version},
          {"kind", p.kind}, {"sha256", p.sha256}, {"bytes", p.bytes}};
}

Json evidence_of(const ScanResult& result, const Finding& finding) {
  Json list = Json::array();
  for (const Evidence& e : finding.evidence) {
    list.push_back({{"file", path_of(result.facts, e.place.file)},
                    {"line", e.place.line},
                    {"end_line", e.place.end_line},
                    {"layer", e.place.layer},
                    {"code", visible(line_at(result, e.place), kMaxCode)},
                    {"why", e.why}});
  }
  return list;
}

Json finding_of(const ScanResult& result, const Finding& finding) {
  Json attack = Json::array();
  for (std::string_view technique : finding.rule->attack) attack.push_back(technique);
  Json out = {{"id", shown_id(finding)}};
  if (finding.rule->kind == RuleKind::behaviour) out["category"] = to_string(finding.rule->category);
  out["confidence"] = rounded(finding.confidence);
  out["trigger"] = to_string(finding.trigger);
  out["attack"] = std::move(attack);
  out["evidence"] = evidence_of(result, finding);
  return out;
}

Json findings_of(const ScanResult& result, RuleKind kind, bool verbose) {
  Json list = Json::array();
  for (const Finding* finding : shown_findings(result, kind, verbose)) list.push_back(finding_of(result, *finding));
  return list;
}

// The interface knows five languages; the facts tell more apart.
std::string_view language_of(const Layer& layer) {
  const std::string& language = layer.language;
  if (language == "batch" || language == "vbscript") return "shell";
  if (language == "python" || language == "powershell" || language == "shell" || language == "javascript")
    return language;
  return "binary";
}

Json layers_of(const ScanResult& result, bool with_text) {
  Json list = Json::array();
  const auto& layers = result.facts.layers;
  for (size_t id = 1; id < layers.size(); ++id) {
    const Layer& layer = layers[id];
    Json one = {{"id", id},
                {"parent", layer.parent},
                {"how", layer.how},
                {"file", path_of(result.facts, layer.opened_at.file)},
                {"line", layer.opened_at.line},
                {"bytes", layer.bytes},
                {"language", language_of(layer)}};
    if (with_text) one["text"] = layer.text;
    list.push_back(std::move(one));
  }
  return list;
}

Json indicators_of(const Facts& facts) {
  Json list = Json::array();
  for (const Indicator& i : facts.indicators) {
    if (i.benign_looking) continue;
    list.push_back({{"type", i.type},
                    {"value", i.value},
                    {"file", path_of(facts, i.place.file)},
                    {"line", i.place.line},
                    {"layer", i.place.layer}});
  }
  return list;
}

Json api_sequence_of(const Facts& facts) {
  Json list = Json::array();
  for (const Event& event : facts.events) {
    if (event.reach == Reach::unshipped) continue;  // nobody who installs the package makes this call
    list.push_back({{"call", event.callee},
                    {"file", path_of(facts, event.place.file)},
                    {"line", event.place.line},
                    {"layer", event.place.layer},
                    {"trigger", to_string(event.trigger)}});
  }
  return list;
}

// Matched bytes are those of a file that may be binary: shown, not given exactly.
Json matched_string(const MatchedString& string) {
  return {{"id", string.id}, {"offset", string.offset}, {"length", string.length}, {"data", visible(string.bytes)}};
}

Json user_matches_of(const ScanResult& result) {
  Json list = Json::array();
  for (const UserMatch& match : result.user_matches->matches) {
    Json strings = Json::array();
    for (const MatchedString& string : match.strings) strings.push_back(matched_string(string));
    list.push_back({{"rule", match.rule},
                    {"namespace", match.rule_namespace},
                    {"tags", match.tags},
                    {"file", path_of(result.facts, match.place.file)},
                    {"line", match.place.line},
                    {"layer", match.place.layer},
                    {"offset", match.offset ? Json(*match.offset) : Json()},
                    {"strings", std::move(strings)}});
  }
  return list;
}

Json metrics_of(const Metrics& m) {
  return {{"files", m.files},         {"python_files", m.python_files},       {"python_lines", m.python_lines},
          {"max_depth", m.max_depth}, {"malicious_lines", m.malicious_lines}, {"density", rounded(m.density)}};
}

}  // namespace

std::string to_json(const ScanResult& result, const ReportOptions& options) {
  const Verdict& verdict = result.verdict;
  Json out;
  out["schema"] = kSchema;
  out["artifact"] = artifact_of(result.facts.package);
  out["verdict"] = to_string(verdict.label);
  out["score"] = rounded(verdict.score);
  out["threshold"] = {{"malicious", rounded(verdict.thresholds.malicious)},
                      {"suspicious", rounded(verdict.thresholds.suspicious)}};
  out["summary"] = verdict.summary;
  out["behaviours"] = findings_of(result, RuleKind::behaviour, options.verbose);
  out["evasions"] = findings_of(result, RuleKind::evasion, options.verbose);
  out["platforms"] = verdict.platforms;
  out["triggers"] = Json::array();
  for (Trigger trigger : verdict.triggers) out["triggers"].push_back(to_string(trigger));
  out["indicators"] = indicators_of(result.facts);
  out["layers"] = layers_of(result, options.show_layers);
  if (result.user_matches) out["yara"] = user_matches_of(result);
  if (result.on_list) {
    const OnList& entry = *result.on_list;
    out["known_malicious"] = {{"list", entry.list}, {"name", entry.name}, {"versions", entry.versions}};
    if (entry.line != 0) out["known_malicious"]["line"] = entry.line;
    if (!entry.id.empty()) out["known_malicious"]["id"] = entry.id;
  }
  if (result.family) {
    const InFamily& family = *result.family;
    out["family"] = {{"key", family.key},
                     {"name", family.name},
                     {"member", family.member},
                     {"first_seen", family.first_seen},
                     {"likeness", rounded(family.likeness)}};
  }
  if (options.api_sequence) out["api_sequence"] = api_sequence_of(result.facts);
  out["metrics"] = metrics_of(verdict.metrics);
  out["errors"] = Json::array();
  for (const ReportedProblem& problem : result.errors) {
    out["errors"].push_back({{"file", problem.file}, {"reason", problem.reason}});
  }
  out["elapsed_ms"] = rounded(result.elapsed_ms);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace antivenom
