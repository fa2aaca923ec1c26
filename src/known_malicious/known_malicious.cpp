#include "known_malicious/known_malicious.h"

#include <algorithm>

#include "facts/requirement.h"

namespace antivenom {
namespace {

constexpr size_t kMaxEntries = 2'000'000;  // more than all packages of the index

bool is_specifier(std::string_view version) { return version.find_first_of("<>=!~") == 0; }

bool covers(const ListedPackage& entry, std::string_view version) {
  if (entry.versions.empty()) return true;
  return !version.empty() && std::any_of(entry.versions.begin(), entry.versions.end(), [&](const std::string& listed) {
    return is_specifier(listed) ? allows(listed, version) : compare_versions(listed, version) == 0;
  });
}

// An installer that was asked for `versions` may take one that is listed. Ranges are not intersected: they may meet.
bool may_take(const ListedPackage& entry, std::string_view versions) {
  return std::any_of(entry.versions.begin(), entry.versions.end(),
                     [&](const std::string& listed) { return is_specifier(listed) || allows(versions, listed); });
}

}  // namespace

std::string KnownMalicious::add(std::string_view text, const std::string& list) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "is empty";
  std::string wrong;
  const bool json = text[first] == '{' || text[first] == '[';
  std::vector<ListedPackage> found = json                            ? known_malicious::read_json(text, wrong)
                                     : known_malicious::is_csv(text) ? known_malicious::read_csv(text, wrong)
                                                                     : known_malicious::read_lines(text, wrong);
  if (!wrong.empty()) return wrong;
  if (entries_.size() + found.size() > kMaxEntries) return "has more than " + std::to_string(kMaxEntries) + " entries";
  for (ListedPackage& entry : found) {
    entry.list = list;
    by_name_[entry.name].push_back(entries_.size());
    entries_.push_back(std::move(entry));
  }
  return {};
}

std::optional<ListedMatch> KnownMalicious::find_requirement(std::string_view name, std::string_view versions) const {
  const auto it = by_name_.find(normalised_distribution(name));
  if (it == by_name_.end()) return std::nullopt;
  const std::string pinned = pinned_version(versions);
  std::optional<ListedMatch> match;
  for (size_t index : it->second) {
    const ListedPackage& entry = entries_[index];
    const bool certain = covers(entry, pinned);
    const bool possible = pinned.empty() && may_take(entry, versions);
    if ((certain || possible) && (!match || (certain && !match->certain))) match = ListedMatch{&entry, certain};
  }
  return match;
}

const ListedPackage* KnownMalicious::find_package(std::string_view name, std::string_view version) const {
  const auto it = by_name_.find(normalised_distribution(name));
  if (it == by_name_.end()) return nullptr;
  for (size_t index : it->second)
    if (covers(entries_[index], version)) return &entries_[index];
  return nullptr;
}

std::string shown_versions(const ListedPackage& entry) {
  constexpr size_t kShown = 3;
  if (entry.versions.empty()) return "all versions";
  std::string out = entry.versions.size() == 1 ? "version " : "versions ";
  for (size_t i = 0; i < std::min(kShown, entry.versions.size()); ++i) out += (i > 0 ? ", " : "") + entry.versions[i];
  if (entry.versions.size() > kShown) out += " and " + std::to_string(entry.versions.size() - kShown) + " more";
  return out;
}

}  // namespace antivenom
