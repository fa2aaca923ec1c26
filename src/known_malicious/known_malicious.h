// The user's lists of packages that are known to be malicious: names, and which of their versions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace antivenom {

// One line or record of a list.
struct ListedPackage {
  std::string name;                   // as PEP 503 compares it
  std::vector<std::string> versions;  // exact ones, or ranges as specifiers (">=1.0,<1.2"); empty: all
  std::string list;                   // the file
  uint32_t line = 0;                  // of a text; 0: a record of JSON
  std::string id;                     // "MAL-2026-1", if it has one
};

// How a name with versions stands to the lists.
struct ListedMatch {
  const ListedPackage* entry = nullptr;
  bool certain = false;  // whatever an installer takes is listed; else it may also take a version that is not
};

// Read once, then constant: may be asked by any number of threads.
class KnownMalicious {
 public:
  // Adds what `text` lists, in any of these forms: a name or `name==1.0` a line (`#` comments); lines of
  // `manager TAB name TAB versions` or `name TAB versions` (`[]` is all; other managers than PyPI's are passed over);
  // CSV with columns called name and version; JSON: names, objects with name and version, OSV records, in an array,
  // one a line, or alone. Gives what is wrong, in plain words, or nothing. Whole or not at all.
  std::string add(std::string_view text, const std::string& list);

  size_t size() const { return entries_.size(); }

  // A requirement: `versions` as specifiers, empty for any.
  std::optional<ListedMatch> find_requirement(std::string_view name, std::string_view versions) const;
  // A package as it lies there. Without a version it is on the list only if all versions are.
  const ListedPackage* find_package(std::string_view name, std::string_view version) const;

 private:
  std::vector<ListedPackage> entries_;
  std::unordered_map<std::string, std::vector<size_t>> by_name_;  // normalised
};

// "all versions", "version 1.0", "versions 1.0, 1.1 and 3 more".
std::string shown_versions(const ListedPackage& entry);

namespace known_malicious {
// The readers behind add(): entries in order, `wrong` says why there are none.
std::vector<ListedPackage> read_json(std::string_view text, std::string& wrong);
std::vector<ListedPackage> read_csv(std::string_view text, std::string& wrong);
std::vector<ListedPackage> read_lines(std::string_view text, std::string& wrong);
// "['1.0', '1.1']", "[0,]", "[1.0,1.2)", ">=1,<2", "1.0"; nothing for all.
std::vector<std::string> read_versions(std::string_view text);
bool is_csv(std::string_view text);
}  // namespace known_malicious

}  // namespace antivenom
