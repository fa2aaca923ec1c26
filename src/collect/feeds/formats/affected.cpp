#include "collect/feeds/formats/affected.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "artifact/names.h"
#include "base/lower_case.h"

namespace antivenom::collect {
namespace {

using store::Advisory;
using unpacking::trimmed;

bool is_version_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_' || c == '+' || c == '!';
}

bool is_version(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), is_version_char) &&
         std::any_of(text.begin(), text.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

bool is_zero(std::string_view version) { return version.find_first_not_of("0.") == std::string_view::npos; }

// Both bounds as they are kept; a range without an end from 0 on means all versions.
void add_range(Advisory& advisory, Advisory::Range range) {
  if (is_zero(range.introduced)) range.introduced = "0";
  if (range.introduced == "0" && range.fixed.empty() && range.last_affected.empty()) advisory.all_versions = true;
  advisory.ranges.push_back(std::move(range));
}

// Text without quotes that is a list of versions, parted by commas, semicolons or blanks.
bool add_bare_list(std::string_view text, Advisory& advisory) {
  std::vector<std::string> versions;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(",; \t\n"), text.size());
    std::string_view item = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (item.starts_with('=')) item.remove_prefix(1);
    if (item.empty() || item == "...") continue;
    if (!is_version(item) || versions.size() >= kMaxVersions) return false;
    versions.emplace_back(item);
  }
  if (versions.empty()) return false;
  advisory.versions.insert(advisory.versions.end(), versions.begin(), versions.end());
  return true;
}

// ['1.0', "1.1"]: the inside of the brackets.
bool add_quoted_list(std::string_view text, Advisory& advisory) {
  std::vector<std::string> versions;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    const char quote = text.front();
    if (quote != '\'' && quote != '"') return false;
    const size_t end = text.find(quote, 1);
    if (end == std::string_view::npos || versions.size() >= kMaxVersions) return false;
    const std::string_view item = trimmed(text.substr(1, end - 1));
    if (!item.empty() && item != "...") versions.emplace_back(item);
    text = trimmed(text.substr(end + 1));
    if (!text.empty() && text.front() != ',') return false;
    if (!text.empty()) text.remove_prefix(1);
  }
  advisory.versions.insert(advisory.versions.end(), versions.begin(), versions.end());
  return true;
}

// [1.0,2.0),(2.1,]: intervals one after the other.
bool add_intervals(std::string_view text, Advisory& advisory) {
  std::vector<Advisory::Range> ranges;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    const char open = text.front();
    const size_t end = text.find_first_of("])");
    if ((open != '[' && open != '(') || end == std::string_view::npos) return false;
    const std::string_view inside = text.substr(1, end - 1);
    const size_t comma = inside.find(',');
    if (comma == std::string_view::npos) return false;
    const std::string_view low = trimmed(inside.substr(0, comma)), high = trimmed(inside.substr(comma + 1));
    // There is no way to keep "later than, but not".
    if (open == '(' && !low.empty() && !is_zero(low)) return false;
    if ((!low.empty() && !is_version(low)) || (!high.empty() && !is_version(high))) return false;
    Advisory::Range range{low.empty() ? "0" : std::string(low), {}, {}};
    (text[end] == ')' ? range.fixed : range.last_affected) = std::string(high);
    ranges.push_back(std::move(range));
    text = trimmed(text.substr(end + 1));
    if (!text.empty() && text.front() == ',') text.remove_prefix(1);
  }
  for (Advisory::Range& range : ranges) add_range(advisory, std::move(range));
  return !ranges.empty();
}

// >= 1.0, < 2.0
bool add_comparisons(std::string_view text, Advisory& advisory) {
  Advisory::Range range{"0", {}, {}};
  bool any = false;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    size_t length = 0;
    while (length < text.size() && (text[length] == '<' || text[length] == '>' || text[length] == '=')) ++length;
    const std::string_view relation = text.substr(0, length);
    text = trimmed(text.substr(length));
    length = 0;
    while (length < text.size() && is_version_char(text[length])) ++length;
    const std::string version(text.substr(0, length));
    if (!is_version(version)) return false;
    text = trimmed(text.substr(length));
    if (!text.empty() && text.front() == ',') text.remove_prefix(1);
    if (relation == ">=") {
      range.introduced = version;
    } else if (relation == "<=") {
      range.last_affected = version;
    } else if (relation == "<") {
      range.fixed = version;
    } else if (relation == ">" && is_zero(version)) {
      range.introduced = "0";
    } else if (relation == "=" || relation == "==") {
      if (any || !text.empty()) return false;
      advisory.versions.push_back(version);
      return true;
    } else {
      return false;
    }
    any = true;
  }
  if (any) add_range(advisory, std::move(range));
  return any;
}

bool add_alternatives(std::string_view text, Advisory& advisory) {
  for (;;) {
    const size_t bar = text.find("||");
    const std::string_view part = trimmed(text.substr(0, bar));
    if (!add_comparisons(part, advisory) && !add_bare_list(part, advisory)) return false;
    if (bar == std::string_view::npos) return true;
    text.remove_prefix(bar + 2);
  }
}

bool add_bracketed(std::string_view text, Advisory& advisory) {
  const std::string_view inside = trimmed(text.substr(1, text.size() - 2));
  if (text.front() == '[' && text.back() == ']' && inside.find_first_of("[]()") == std::string_view::npos) {
    if (inside.empty()) {
      advisory.all_versions = true;
      return true;
    }
    if (inside.find_first_of("'\"") != std::string_view::npos) return add_quoted_list(inside, advisory);
    if (inside.front() != ',' && inside.back() != ',') return add_bare_list(inside, advisory);
  }
  return add_intervals(text, advisory);
}

struct EcosystemName {
  std::string_view name, ours;
};
constexpr std::array kEcosystems = {
    EcosystemName{"pypi", "pypi"},
    EcosystemName{"pip", "pypi"},
    EcosystemName{"python", "pypi"},
    EcosystemName{"npm", "npm"},
    EcosystemName{"javascript", "npm"},
    EcosystemName{"rubygems", "rubygems"},
    EcosystemName{"ruby", "rubygems"},
    EcosystemName{"gem", "rubygems"},
    EcosystemName{"nuget", "nuget"},
    EcosystemName{"maven", "maven"},
    EcosystemName{"go", "go"},
    EcosystemName{"golang", "go"},
    EcosystemName{"crates.io", "crates.io"},
    EcosystemName{"cargo", "crates.io"},
    EcosystemName{"rust", "crates.io"},
    EcosystemName{"packagist", "packagist"},
    EcosystemName{"composer", "packagist"},
    EcosystemName{"vscode", "vscode"},
};

}  // namespace

bool add_affected(std::string_view text, Advisory& advisory) {
  Advisory found;
  text = trimmed(text);
  const std::string lower = lower_case(text.substr(0, 20));
  bool understood = true;
  if (text.empty() || text == "*" || lower == "all" || lower == "all versions") {
    found.all_versions = true;
  } else if (text.size() >= 2 && (text.front() == '[' || text.front() == '(')) {
    understood = add_bracketed(text, found);
  } else {
    understood = add_alternatives(text, found);
  }
  if (!understood || advisory.versions.size() + found.versions.size() > kMaxVersions) return false;
  advisory.all_versions = advisory.all_versions || found.all_versions;
  advisory.versions.insert(advisory.versions.end(), found.versions.begin(), found.versions.end());
  advisory.ranges.insert(advisory.ranges.end(), found.ranges.begin(), found.ranges.end());
  return true;
}

std::string ecosystem_of(std::string_view name) {
  const std::string lower = lower_case(trimmed(name.substr(0, name.find(':'))));
  for (const EcosystemName& e : kEcosystems) {
    if (lower == e.name) return std::string(e.ours);
  }
  return lower;
}

bool is_ecosystem(std::string_view name) {
  const std::string lower = lower_case(trimmed(name));
  return std::any_of(kEcosystems.begin(), kEcosystems.end(), [&](const EcosystemName& e) { return lower == e.name; });
}

}  // namespace antivenom::collect
