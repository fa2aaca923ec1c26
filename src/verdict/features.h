// What the verdict looks at: a handful of numbers about the findings of a package, each with the finding it stands for.
//
// Nothing here tells one package from another of the same kind: no name, hash, author, host or text of a package, and
// no metadata, which says where a package was taken from rather than what it does. What is said about size is said of
// the file the evidence lies in: an honest library around a payload makes it no less hostile.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.h"
#include "rules/rule.h"

namespace antivenom {

// One number. All points of the score come from signals, and so each names a finding.
struct Signal {
  std::string_view feature;  // a name of feature_specs(), or the id of a rule
  double value = 0;          // 0 or more
  size_t finding = 0;        // index into the findings
  std::string reason;        // plain words; empty: part of what the finding itself counts
};

struct Features {
  std::vector<Signal> signals;
  std::string_view held_back;  // why no sum is enough to call the package malicious; empty: nothing speaks against it
};

// Pure. Finding::rule_id must outlive the result.
Features features_of(const Facts& facts, const std::vector<Finding>& findings);

// When the finding's code runs, in plain words.
std::string reason_of(const Finding& finding);

// What training may do to the weight of a feature: it starts at `expected`, set by hand, is drawn back to it by `pull`
// (in packages' worth of evidence) and never leaves [low, high].
struct FeatureSpec {
  std::string_view name;
  double expected = 0, low = 0, high = 0, pull = 0;
  std::string_view note;
};
std::span<const FeatureSpec> feature_specs();

// The same for a rule's own correction. It is relative: 0.1 makes the rule's findings count a tenth more.
FeatureSpec rule_spec(std::string_view rule_id);

// The start of the sum, of a package without findings.
inline constexpr double kExpectedStart = -3.0;

}  // namespace antivenom
