// SARIF 2.1.0: one run, the rules that fired, a result for each finding with its chain as a code flow.
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "report/view.h"
#include "verdict/metrics.h"

namespace antivenom {
namespace {

using Json = nlohmann::ordered_json;

std::string_view level_of(Weight weight) {
  switch (weight) {
    case Weight::context:
      return "none";
    case Weight::notable:
      return "note";
    case Weight::suspicious:
      return "warning";
    case Weight::hostile:
      return "error";
  }
  return "none";
}

// FNV-1a: fingerprints only need to be the same everywhere and always.
std::string fingerprint(std::initializer_list<std::string_view> parts) {
  uint64_t hash = 14695981039346656037ull;
  const auto add = [&](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull; };
  for (std::string_view part : parts) {
    for (char c : part) {
      if (c != ' ') add(c);  // indentation changes; the statement stays
    }
    add('\0');
  }
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[hash >> shift & 15];
  return out;
}

Json rule_of(const Finding& finding) {
  const Rule& rule = *finding.rule;
  Json tags = Json::array({"security"});
  if (rule.kind == RuleKind::behaviour) tags.push_back(to_string(rule.category));
  if (rule.kind == RuleKind::evasion) tags.push_back("evasion");
  for (std::string_view technique : rule.attack) tags.push_back(technique);
  std::string help = std::string(rule.why);
  if (!rule.careful.empty()) help += (help.empty() ? "" : " ") + std::string(rule.careful);
  const std::string summary = "This package may " + std::string(rule.summary) + ".";
  return {{"id", finding.rule_id},
          {"shortDescription", {{"text", summary}}},
          {"fullDescription", {{"text", rule.why.empty() ? summary : std::string(rule.why)}}},
          {"help", {{"text", help.empty() ? summary : help}}},
          {"defaultConfiguration", {{"level", level_of(rule.weight)}}},
          {"properties", {{"tags", std::move(tags)}}}};
}

// Where the artifact lies, as a relative reference, with the file inside it.
std::string location_uri(const ScanResult& result, FileId file) {
  const PackageFact& package = result.facts.package;
  std::string path = package.path;
  while (path.starts_with("/") || path.starts_with("./")) path.erase(0, path[0] == '/' ? 1 : 2);
  const std::string_view inside = path_of(result.facts, file);
  if (!inside.empty() && path != "." && !path.empty()) path += '/';
  if (path == ".") path.clear();
  path += inside;
  return path.empty() ? "unknown" : uri_path(path);
}

Json location_of(const ScanResult& result, const Evidence& evidence) {
  const Place place = evidence.place;
  Json region = {{"startLine", std::max<uint32_t>(1, place.line)},
                 {"endLine", std::max({1u, place.line, place.end_line})}};
  const std::string_view code = line_at(result, place);
  if (!code.empty()) region["snippet"] = {{"text", visible(code, 200)}};
  Json location = {{"physicalLocation",
                    {{"artifactLocation", {{"uri", location_uri(result, place.file)}}}, {"region", std::move(region)}}},
                   {"message", {{"text", evidence.why}}}};
  if (place.layer != 0) {
    // Lines of unpacked code mean nothing in the shipped file: the region is where the layer was opened.
    const Place shipped = shipped_place(result.facts, place);
    Json& where = location["physicalLocation"]["region"];
    where["startLine"] = std::max<uint32_t>(1, shipped.line);
    where["endLine"] = std::max({1u, shipped.line, shipped.end_line});
    location["properties"] = {{"layer", place.layer}, {"layerLine", place.line}};
  }
  return location;
}

Json code_flow_of(const ScanResult& result, const Finding& finding) {
  Json steps = Json::array();
  for (const Evidence& evidence : finding.evidence) steps.push_back({{"location", location_of(result, evidence)}});
  return Json::array({{{"threadFlows", Json::array({{{"locations", std::move(steps)}}})}}});
}

Json result_of(const ScanResult& result, const Finding& finding, size_t rule_index) {
  const Evidence& act = finding.evidence.back();
  const std::string message =
      "This package may " + std::string(finding.rule->summary) + (act.why.empty() ? "" : ": " + act.why) + ".";
  Json out = {{"ruleId", finding.rule_id},
              {"ruleIndex", rule_index},
              {"level", level_of(finding.weight)},
              {"message", {{"text", message}}},
              {"locations", Json::array({location_of(result, act)})},
              {"partialFingerprints",
               {{"actHash/v1", fingerprint({finding.rule_id, result.facts.package.name,
                                            path_of(result.facts, act.place.file), line_at(result, act.place)})}}},
              {"properties",
               {{"confidence", finding.confidence},
                {"trigger", to_string(finding.trigger)},
                {"verdict", to_string(result.verdict.label)},
                {"score", std::isfinite(result.verdict.score) ? result.verdict.score : 0.0}}}};
  if (finding.evidence.size() >= 2) out["codeFlows"] = code_flow_of(result, finding);
  return out;
}

std::string user_rule_id(const UserMatch& match) { return "yara/" + match.rule_namespace + ":" + match.rule; }

Json user_rule_of(const UserMatch& match) {
  Json tags = Json::array({"yara"});
  for (const std::string& tag : match.tags) tags.push_back(tag);
  const std::string text = "The user's own YARA rule " + match.rule + " of " + match.rule_namespace + ".";
  return {
      {"id", user_rule_id(match)}, {"shortDescription", {{"text", text}}}, {"properties", {{"tags", std::move(tags)}}}};
}

Json user_result_of(const ScanResult& result, const UserMatch& match, size_t rule_index) {
  const std::string_view level = match.says == RuleSays::malicious    ? "error"
                                 : match.says == RuleSays::suspicious ? "warning"
                                                                      : "note";
  Evidence where;
  where.place = match.place;
  where.why = "The YARA rule " + match.rule + " matches.";
  return {{"ruleId", user_rule_id(match)},
          {"ruleIndex", rule_index},
          {"level", level},
          {"message", {{"text", where.why}}},
          {"locations", Json::array({location_of(result, where)})},
          {"partialFingerprints",
           {{"actHash/v1", fingerprint({user_rule_id(match), result.facts.package.name,
                                        path_of(result.facts, match.place.file), std::to_string(match.place.layer)})}}},
          {"properties", {{"verdict", to_string(result.verdict.label)}}}};
}

constexpr std::string_view kListRule = "known-malicious";

Json list_rule() {
  return {{"id", kListRule},
          {"shortDescription", {{"text", "The package stands on the user's list of known-malicious packages."}}}};
}

Json list_result_of(const ScanResult& result, size_t rule_index) {
  const OnList& entry = *result.on_list;
  Evidence where;
  where.why = entry.list + " names " + entry.name + ": " + entry.versions;
  return {
      {"ruleId", kListRule},
      {"ruleIndex", rule_index},
      {"level", "error"},
      {"message", {{"text", where.why}}},
      {"locations", Json::array({location_of(result, where)})},
      {"partialFingerprints", {{"actHash/v1", fingerprint({kListRule, result.facts.package.name, entry.versions})}}},
      {"properties", {{"verdict", to_string(result.verdict.label)}}}};
}

}  // namespace

std::string to_sarif(std::span<const ScanResult> results, std::string_view version) {
  Json rules = Json::array(), list = Json::array(), problems = Json::array();
  std::map<std::string, size_t> rule_index;
  bool all_read = true;
  for (const ScanResult& result : results) {
    for (RuleKind kind : {RuleKind::behaviour, RuleKind::evasion}) {
      for (const Finding* finding : shown_findings(result, kind, false)) {
        const auto [it, fresh] = rule_index.try_emplace(std::string(finding->rule_id), rules.size());
        if (fresh) rules.push_back(rule_of(*finding));
        list.push_back(result_of(result, *finding, it->second));
      }
    }
    if (result.user_matches) {
      for (const UserMatch& match : result.user_matches->matches) {
        const auto [it, fresh] = rule_index.try_emplace(user_rule_id(match), rules.size());
        if (fresh) rules.push_back(user_rule_of(match));
        list.push_back(user_result_of(result, match, it->second));
      }
    }
    if (result.on_list) {
      const auto [it, fresh] = rule_index.try_emplace(std::string(kListRule), rules.size());
      if (fresh) rules.push_back(list_rule());
      list.push_back(list_result_of(result, it->second));
    }
    for (const ReportedProblem& problem : result.errors) {
      problems.push_back({{"level", result.verdict.label == Label::unreadable ? "error" : "warning"},
                          {"message", {{"text", problem.file + ": " + problem.reason}}}});
    }
    all_read = all_read && result.verdict.label != Label::unreadable;
  }
  Json driver = {{"name", "antivenom"}, {"version", version}, {"rules", std::move(rules)}};
  Json invocation = {{"executionSuccessful", all_read}, {"toolExecutionNotifications", std::move(problems)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}},
              {"columnKind", "unicodeCodePoints"},
              {"invocations", Json::array({std::move(invocation)})},
              {"results", std::move(list)}};
  const Json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                    {"version", "2.1.0"},
                    {"runs", Json::array({std::move(run)})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace antivenom
