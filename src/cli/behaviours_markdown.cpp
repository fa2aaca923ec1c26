// docs/BEHAVIOURS.md: every rule, in the words it gives to users, and how often it fired.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/figures.h"
#include "rules/rule.h"

namespace antivenom::cli {
namespace {

struct Fired {
  size_t malicious = 0, benign = 0, pentest = 0;
};

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (std::string_view part : parts) out += (out.empty() ? "" : ", ") + std::string(part);
  return out.empty() ? "-" : out;
}

std::string section(const RuleEntry& entry, const Fired& fired) {
  const Rule& rule = *entry.rule;
  std::string out = fmt::format("\n### {}\n\nThis package may {}.\n\n", entry.id, rule.summary);
  out += fmt::format("- why: {}\n", rule.why);
  if (!rule.careful.empty()) out += fmt::format("- careful with: {}\n", rule.careful);
  out += fmt::format("- ATT&CK: {}; weight: {}\n", joined(rule.attack), to_string(rule.weight));
  out += fmt::format("- fired in: {} malicious, {} honest, {} dual-use packages\n", fired.malicious, fired.benign,
                     fired.pentest);
  return out;
}

std::string heading(const Rule& rule) {
  return rule.kind == RuleKind::evasion ? "ways of hiding" : std::string(to_string(rule.category));
}

}  // namespace

std::string behaviours_markdown(const std::vector<Judged>& judged) {
  std::map<std::string_view, Fired> fired;
  Fired packages;
  for (const Judged& j : judged) {
    auto count = [&](Fired& f) {
      if (j.sample.group == Group::pentest)
        ++f.pentest;
      else if (j.sample.malicious)
        ++f.malicious;
      else
        ++f.benign;
    };
    count(packages);
    for (const std::string& rule : j.rules) count(fired[rule]);
  }
  std::map<std::string, std::string> sections;
  size_t behaviours = 0, evasions = 0;
  for (const RuleEntry& entry : all_rules()) {
    ++(entry.rule->kind == RuleKind::evasion ? evasions : behaviours);
    sections[heading(*entry.rule)] += section(entry, fired[entry.id]);
  }
  std::string out = fmt::format(
      "# Behaviours and ways of hiding\n\n"
      "Written by `antivenom evaluate --behaviours` from the rules and a labelled set of {} malicious, {} honest and "
      "{} "
      "dual-use packages: {} behaviours, {} ways of hiding. A rule counts where it fired in code that is shipped, with "
      "weight notable or more. `rules/<id>/` holds each rule beside the code it fires on and the honest code it is "
      "silent on.\n",
      packages.malicious, packages.benign, packages.pentest, behaviours, evasions);
  for (const auto& [name, text] : sections) out += fmt::format("\n## {}\n{}", name, text);
  return out;
}

}  // namespace antivenom::cli
