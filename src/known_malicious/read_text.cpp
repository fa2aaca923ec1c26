// Lists as text: names, tables with tabs, CSV.
#include <algorithm>
#include <optional>

#include "base/csv.h"
#include "base/lower_case.h"
#include "facts/requirement.h"
#include "known_malicious/known_malicious.h"

namespace antivenom::known_malicious {
namespace {

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n\"'");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n\"'") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view take_line(std::string_view& rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 200 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

bool names_pypi(std::string_view manager) {
  const std::string name = lower_case(manager);
  return name == "pypi" || name == "pip" || name == "python";
}

struct Columns {
  std::optional<size_t> name, version, manager;
};

Columns columns_of(const std::vector<std::string>& head) {
  Columns columns;
  const auto find = [&](std::initializer_list<std::string_view> names) -> std::optional<size_t> {
    for (std::string_view name : names)
      for (size_t i = 0; i < head.size(); ++i)
        if (lower_case(trimmed(head[i])) == name) return i;
    return std::nullopt;
  };
  columns.name = find({"name", "package_name", "package", "project"});
  columns.version = find({"version", "versions", "affected_version", "affected_versions"});
  columns.manager = find({"manager", "ecosystem", "registry"});
  return columns;
}

// "[1.0,1.2)" -> ">=1.0,<1.2"; nothing if it has no bound.
std::string interval(std::string_view low, std::string_view high, bool low_open, bool high_open) {
  std::string out;
  if (!low.empty() && low != "0") out = std::string(low_open ? ">" : ">=") + std::string(low);
  if (!high.empty()) out += (out.empty() ? "" : ",") + std::string(high_open ? "<" : "<=") + std::string(high);
  return out;
}

}  // namespace

std::vector<std::string> read_versions(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text == "*") return {};
  const char first = text.front(), last = text.back();
  const bool brackets = (first == '[' || first == '(') && (last == ']' || last == ')') && text.size() >= 2;
  if (!brackets) {
    if (const std::string one = pinned_version(text); !one.empty()) return {one};
    return {std::string(text)};
  }
  const auto parts = split(text.substr(1, text.size() - 2), ',');
  const bool half = parts.size() == 2 && (trimmed(parts[0]).empty() != trimmed(parts[1]).empty());
  if (half || first == '(' || last == ')') {
    const std::string range = interval(
        trimmed(parts.front()), parts.size() > 1 ? trimmed(parts[1]) : std::string_view(), first == '(', last == ')');
    return range.empty() ? std::vector<std::string>{} : std::vector<std::string>{range};
  }
  std::vector<std::string> out;
  for (std::string_view part : parts)
    if (part = trimmed(part); !part.empty()) out.emplace_back(part);
  return out;
}

bool is_csv(std::string_view text) {
  const std::string_view line = take_line(text);
  if (line.find('\t') != std::string_view::npos) return false;
  std::string_view rest = line;
  const auto head = take_csv_record(rest);
  const Columns columns = columns_of(head);
  return columns.name && (head.size() > 1 || lower_case(trimmed(head[0])) == "name");
}

std::vector<ListedPackage> read_csv(std::string_view text, std::string& wrong) {
  uint32_t line = 1;
  const Columns columns = columns_of(take_csv_record(text, &line));
  std::vector<ListedPackage> out;
  while (!text.empty()) {
    const uint32_t here = line;
    const auto fields = take_csv_record(text, &line);
    const auto field = [&](std::optional<size_t> column) {
      return column && *column < fields.size() ? trimmed(fields[*column]) : std::string_view();
    };
    const std::string_view name = field(columns.name);
    if (fields.size() == 1 && name.empty()) continue;
    if (columns.manager && !field(columns.manager).empty() && !names_pypi(field(columns.manager))) continue;
    if (!is_name(name)) {
      wrong = "line " + std::to_string(here) + " names no package";
      return {};
    }
    out.push_back({normalised_distribution(name), read_versions(field(columns.version)), {}, here, {}});
  }
  return out;
}

std::vector<ListedPackage> read_lines(std::string_view text, std::string& wrong) {
  std::vector<ListedPackage> out;
  for (uint32_t number = 1; !text.empty(); ++number) {
    std::string_view line = take_line(text);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos || line.starts_with('#')) continue;
    const auto parts = split(line, '\t');
    std::string_view name = trimmed(parts[0]), versions;
    if (parts.size() > 1 && trimmed(parts[1]).starts_with('[')) {
      versions = parts[1];  // name TAB versions TAB ...
    } else if (parts.size() > 1) {
      if (!names_pypi(name)) continue;
      name = trimmed(parts[1]);
      if (parts.size() > 2) versions = parts[2];
    } else {
      const std::string_view whole = line.substr(0, line.find(" #"));
      const auto requirement = parse_requirement(whole);
      const std::string_view spelled = trimmed(whole);
      name = spelled.substr(0, spelled.find_first_of(" <>=!~[@;"));
      versions = requirement ? std::string_view(requirement->versions) : std::string_view();
      if (requirement && is_name(name)) {
        out.push_back({requirement->name, read_versions(versions), {}, number, {}});
        continue;
      }
      name = {};
    }
    if (!is_name(name)) {
      wrong = "line " + std::to_string(number) + " names no package";
      return {};
    }
    out.push_back({normalised_distribution(name), read_versions(versions), {}, number, {}});
  }
  return out;
}

}  // namespace antivenom::known_malicious
