#include "report/view.h"

#include <algorithm>
#include <tuple>

#include "base/escape.h"

namespace antivenom {

std::vector<const Finding*> shown_findings(const ScanResult& result, RuleKind kind, bool verbose) {
  std::vector<const Finding*> shown;
  for (const Finding& finding : result.verdict.findings) {
    if (finding.rule->kind != kind || finding.evidence.empty()) continue;
    const bool matters = finding.weight >= Weight::notable && finding.reach != Reach::unshipped;
    if (matters || verbose) shown.push_back(&finding);
  }
  std::stable_sort(shown.begin(), shown.end(), [](const Finding* a, const Finding* b) {
    return std::tuple(a->reach, b->weight, a->trigger, b->confidence) <
           std::tuple(b->reach, a->weight, b->trigger, a->confidence);
  });
  return shown;
}

std::string_view shown_id(const Finding& finding) {
  if (finding.rule->kind != RuleKind::evasion) return finding.rule_id;
  const size_t slash = finding.rule_id.find('/');
  return slash == std::string_view::npos ? finding.rule_id : finding.rule_id.substr(slash + 1);
}

std::string_view line_at(const ScanResult& result, const Place& place) {
  const auto key = [](const Place& p) { return std::tuple(p.file, p.layer, p.line); };
  const auto it =
      std::lower_bound(result.lines.begin(), result.lines.end(), place,
                       [&](const ScanResult::SourceLine& line, const Place& p) { return key(line.place) < key(p); });
  if (it == result.lines.end() || key(it->place) != key(place)) return {};
  return it->text;
}

std::string family_text(const InFamily& family) {
  std::string number = std::to_string(family.member);
  for (size_t at = number.size(); at > 3;) number.insert(at -= 3, ",");
  return "member " + number + " of family " + visible(family.name, 80) +
         (family.first_seen.empty() ? "" : ", first seen " + family.first_seen) + " (" +
         std::to_string(static_cast<int>(family.likeness * 100 + 0.5)) + " % alike)";
}

std::string_view path_of(const Facts& facts, FileId file) {
  return file < facts.files.size() ? std::string_view(facts.files[file].path) : std::string_view();
}

}  // namespace antivenom
