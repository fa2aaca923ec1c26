#include "classify/sample.h"

#include <algorithm>

#include "classify/classification.h"

namespace antivenom::classify {

int32_t category_index(std::string_view id) {
  const auto found = std::find(kCategoryIds.begin(), kCategoryIds.end(), id);
  return found == kCategoryIds.end() ? kNone : static_cast<int32_t>(found - kCategoryIds.begin());
}

double strength_of(std::string_view weight, double confidence) {
  // A hostile finding says about twice as much as a notable one; order matters here, not the exact ratio.
  const double base = weight == "hostile" ? 1.0 : weight == "suspicious" ? 0.75 : weight == "notable" ? 0.5 : 0.0;
  return base * std::clamp(confidence, 0.0, 1.0);
}

std::vector<FoundBehaviour> strongest_first(std::vector<FoundBehaviour> found) {
  std::sort(found.begin(), found.end(), [](const FoundBehaviour& a, const FoundBehaviour& b) {
    return a.rule != b.rule ? a.rule < b.rule : a.strength > b.strength;
  });
  const auto same_rule = [](const FoundBehaviour& a, const FoundBehaviour& b) { return a.rule == b.rule; };
  found.erase(std::unique(found.begin(), found.end(), same_rule), found.end());
  std::stable_sort(found.begin(), found.end(),
                   [](const FoundBehaviour& a, const FoundBehaviour& b) { return a.strength > b.strength; });
  return found;
}

Sample sample_of(const ScanResult& result) {
  const Facts& facts = result.facts;
  Sample sample;
  sample.path = facts.package.path;
  sample.name = facts.package.name;
  sample.version = facts.package.version;
  sample.sha256 = facts.package.sha256;
  sample.verdict = to_string(result.verdict.label);
  for (const Event& event : facts.events) {
    if (event.reach == Reach::unshipped) continue;
    const bool known = event.place.file < facts.files.size();
    sample.calls.push_back({event.callee, known ? facts.files[event.place.file].path : std::string(), event.place.layer,
                            event.place.line});
  }
  for (const antivenom::Finding& finding : result.verdict.findings) {
    if (finding.reach == Reach::unshipped || finding.weight == Weight::context) continue;
    const int32_t category = category_index(to_string(finding.rule->category));
    if (category == kNone) continue;
    sample.behaviours.push_back(
        {std::string(finding.rule_id), category, strength_of(to_string(finding.weight), finding.confidence)});
  }
  sample.behaviours = strongest_first(std::move(sample.behaviours));
  return sample;
}

}  // namespace antivenom::classify
