#include "collect/scan_record.h"

#include <utility>

#include "report/view.h"
#include "rules/rule.h"
#include "verdict/verdict.h"

namespace antivenom::collect {
namespace {

store::Finding finding_record(const Finding& finding) {
  store::Finding out;
  out.rule = shown_id(finding);
  out.evasion = finding.rule->kind == RuleKind::evasion;
  if (!out.evasion) out.category = to_string(finding.rule->category);
  out.trigger = to_string(finding.trigger);
  out.reach = to_string(finding.reach);
  out.weight = to_string(finding.weight);
  out.confidence = finding.confidence;
  for (const std::string_view technique : finding.rule->attack) out.attack.emplace_back(technique);
  out.evidence = static_cast<uint32_t>(finding.evidence.size());
  return out;
}

}  // namespace

store::Scan scan_record(ScanResult result, const std::string& sha256, const std::string& engine, store::Time now) {
  const Verdict& verdict = result.verdict;
  store::Scan scan;
  scan.sha256 = sha256;
  scan.engine = engine;
  scan.at = now;
  scan.verdict = to_string(verdict.label);
  scan.score = verdict.score;
  scan.summary = verdict.summary;
  scan.files = verdict.metrics.files;
  scan.python_files = verdict.metrics.python_files;
  scan.max_depth = verdict.metrics.max_depth;
  scan.python_lines = verdict.metrics.python_lines;
  scan.malicious_lines = verdict.metrics.malicious_lines;
  scan.elapsed_ms = std::exchange(result.elapsed_ms, 0);
  scan.platforms = verdict.platforms;
  for (const Trigger trigger : verdict.triggers) scan.triggers.emplace_back(to_string(trigger));
  for (const Finding& finding : verdict.findings) scan.findings.push_back(finding_record(finding));
  for (const Indicator& indicator : result.facts.indicators) {
    if (indicator.benign_looking) continue;
    scan.indicators.push_back({indicator.type, indicator.value,
                               std::string(path_of(result.facts, indicator.place.file)), indicator.place.line,
                               indicator.place.layer});
  }
  ReportOptions options;
  options.verbose = options.api_sequence = true;
  scan.report = to_json(result, options);
  return scan;
}

}  // namespace antivenom::collect
