#include "pipeline/known_bad.h"

#include <algorithm>

namespace antivenom {
namespace {

// "bad.txt, line 3: all versions", "bad.json, MAL-2026-1: version 1.0".
std::string place_in_list(const ListedPackage& entry) {
  std::string out = entry.list;
  if (!entry.id.empty())
    out += ", " + entry.id;
  else if (entry.line != 0)
    out += ", line " + std::to_string(entry.line);
  return out + ": " + shown_versions(entry);
}

void stand_by_list(Dependency& d, const KnownMalicious& lists) {
  const auto match = lists.find_requirement(d.name, d.versions);
  if (!match) return;
  d.standing = match->certain ? Standing::listed : Standing::listed_in_part;
  d.reason = match->certain ? "is known to be malicious by your list ("
                            : "has versions that are known to be malicious by your list (";
  d.reason += place_in_list(*match->entry) + ")";
}

}  // namespace

void set_standings(Facts& facts, const KnownMalicious* lists, std::span<const JudgedDependency> judged) {
  for (Dependency& d : facts.dependencies) {
    d.standing = Standing::unknown;
    d.reason.clear();
    if (lists != nullptr) stand_by_list(d, *lists);
    if (d.standing == Standing::listed) continue;
    const auto it = std::find_if(judged.begin(), judged.end(), [&](const JudgedDependency& one) {
      return one.name == d.name && one.versions == d.versions;
    });
    if (it == judged.end()) continue;
    d.standing = Standing::judged_malicious;
    d.reason = it->reason;
  }
}

void raise_by_dependencies(ScanResult& result) {
  Verdict& verdict = result.verdict;
  if (verdict.label == Label::unreadable) return;
  const Dependency* worst = nullptr;
  Label label = verdict.label;
  for (const Dependency& d : result.facts.dependencies) {
    const Label known = d.from == "import"                         ? Label::clean
                        : d.standing == Standing::listed           ? Label::malicious
                        : d.standing == Standing::judged_malicious ? Label::suspicious
                                                                   : Label::clean;
    if (known <= label) continue;
    label = known;
    worst = &d;
  }
  if (worst == nullptr) return;
  verdict.label = label;
  verdict.summary = "It brings in " + worst->name + ", which " + worst->reason + ". " + verdict.summary;
}

void look_up_itself(ScanResult& result, const KnownMalicious& lists) {
  const PackageFact& package = result.facts.package;
  const ListedPackage* entry = lists.find_package(package.name, package.version);
  if (entry == nullptr) return;
  result.on_list = OnList{entry->list, entry->line, entry->id, entry->name, shown_versions(*entry)};
  Verdict& verdict = result.verdict;
  if (verdict.label == Label::unreadable) return;
  const bool found = verdict.label == Label::malicious;
  verdict.label = Label::malicious;
  verdict.summary = "Your list of known-malicious packages names " + entry->name + " (" + place_in_list(*entry) + ")" +
                    (found ? "" : ", which alone makes it malicious") + ". " + verdict.summary;
}

}  // namespace antivenom
