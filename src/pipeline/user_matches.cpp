#include "pipeline/user_matches.h"

#include <algorithm>

namespace antivenom {
namespace {

Label label_of(RuleSays says) {
  switch (says) {
    case RuleSays::nothing:
      return Label::clean;
    case RuleSays::suspicious:
      return Label::suspicious;
    case RuleSays::malicious:
      return Label::malicious;
  }
  return Label::clean;
}

std::string named(const Facts& facts, const UserMatch& match) {
  std::string text = "The YARA rule " + match.rule + " of " + match.rule_namespace + ", marked " +
                     std::string(to_string(label_of(match.says))) + ", matches ";
  if (match.place.layer != 0) text += "code unpacked from ";
  return text + (match.place.file < facts.files.size() ? facts.files[match.place.file].path : "a file") + ". ";
}

}  // namespace

void report_user_problems(ScanResult& result) {
  if (!result.user_matches) return;
  for (const UserMatches::Problem& problem : result.user_matches->problems) {
    result.errors.push_back({problem.file.empty() ? result.facts.package.path : problem.file, problem.reason});
  }
}

void raise_by_user_matches(ScanResult& result) {
  if (!result.user_matches) return;
  const UserMatches& found = *result.user_matches;
  const auto strongest = std::max_element(found.matches.begin(), found.matches.end(),
                                          [](const UserMatch& a, const UserMatch& b) { return a.says < b.says; });
  if (strongest == found.matches.end() || result.verdict.label == Label::unreadable) return;
  const Label label = label_of(strongest->says);
  if (label <= result.verdict.label) return;
  result.verdict.label = label;
  result.verdict.summary = named(result.facts, *strongest) + result.verdict.summary;
}

}  // namespace antivenom
