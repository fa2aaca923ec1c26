// Lists as JSON: the records of OSV (https://ossf.github.io/osv-schema/), and simpler ones.
#include <array>
#include <nlohmann/json.hpp>

#include "base/lower_case.h"
#include "facts/requirement.h"
#include "known_malicious/known_malicious.h"

namespace antivenom::known_malicious {
namespace {

using Json = nlohmann::json;

std::string text_at(const Json& object, std::string_view key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// The first of these keys that is there.
const Json* first_of(const Json& object, std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys)
    if (const auto it = object.find(key); it != object.end() && !it->is_null()) return &*it;
  return nullptr;
}

bool is_python(std::string_view name) {
  const std::string ecosystem = lower_case(name);
  return ecosystem.empty() || ecosystem == "pypi" || ecosystem == "pip" || ecosystem == "python";
}

// {"events": [{"introduced": "0"}, {"fixed": "1.2"}]} -> "<1.2". True if it is all versions.
bool add_ranges(const Json& ranges, std::vector<std::string>& versions) {
  for (const Json& range : ranges) {
    if (!range.is_object() || text_at(range, "type") == "GIT" || !range.contains("events")) continue;
    std::string from;
    bool open = false;
    for (const Json& event : range["events"]) {
      if (!event.is_object()) continue;
      if (event.contains("introduced")) from = text_at(event, "introduced"), open = true;
      const std::string fixed = text_at(event, "fixed"), last = text_at(event, "last_affected");
      if (fixed.empty() && last.empty()) continue;
      versions.push_back((from.empty() || from == "0" ? "" : ">=" + from + ",") +
                         (fixed.empty() ? "<=" + last : "<" + fixed));
      open = false;
    }
    if (open && (from.empty() || from == "0")) return true;
    if (open) versions.push_back(">=" + from);
  }
  return false;
}

void read_affected(const Json& record, std::vector<ListedPackage>& out) {
  if (!text_at(record, "withdrawn").empty()) return;
  for (const Json& affected : record["affected"]) {
    if (!affected.is_object() || !affected.contains("package") || !affected["package"].is_object()) continue;
    const Json& package = affected["package"];
    ListedPackage entry;
    entry.name = normalised_distribution(text_at(package, "name"));
    entry.id = text_at(record, "id");
    if (entry.name.empty() || !is_python(text_at(package, "ecosystem"))) continue;
    if (const Json* versions = first_of(affected, {"versions"}); versions != nullptr && versions->is_array())
      for (const Json& version : *versions)
        if (version.is_string()) entry.versions.push_back(version.get<std::string>());
    const Json* ranges = first_of(affected, {"ranges"});
    if (ranges != nullptr && ranges->is_array() && add_ranges(*ranges, entry.versions)) entry.versions.clear();
    out.push_back(std::move(entry));
  }
}

std::vector<std::string> versions_of(const Json& object) {
  const Json* versions = first_of(object, {"versions", "version", "affected_version", "affected_versions"});
  if (versions == nullptr) return {};
  if (versions->is_string()) return read_versions(versions->get<std::string>());
  std::vector<std::string> out;
  if (versions->is_array())
    for (const Json& version : *versions)
      if (version.is_string()) out.push_back(version.get<std::string>());
  return out;
}

bool read_one(const Json& one, std::vector<ListedPackage>& out) {
  if (one.is_string()) {
    const auto requirement = parse_requirement(one.get<std::string>());
    if (!requirement) return false;
    out.push_back({requirement->name, read_versions(requirement->versions), {}, 0, {}});
    return true;
  }
  if (!one.is_object()) return false;
  if (one.contains("affected") && one["affected"].is_array()) {
    read_affected(one, out);
    return true;
  }
  const Json* name = first_of(one, {"name", "package_name", "package", "project"});
  if (name == nullptr || !name->is_string()) return false;
  if (!is_python(text_at(one, "ecosystem")) || !is_python(text_at(one, "manager"))) return true;
  out.push_back({normalised_distribution(name->get<std::string>()), versions_of(one), {}, 0, text_at(one, "id")});
  return true;
}

}  // namespace

std::vector<ListedPackage> read_json(std::string_view text, std::string& wrong) {
  std::vector<ListedPackage> out;
  std::vector<Json> documents;
  if (Json whole = Json::parse(text, nullptr, false); !whole.is_discarded()) {
    documents.push_back(std::move(whole));
  } else {  // one a line
    size_t number = 0;
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      documents.push_back(Json::parse(line, nullptr, false));
      if (!documents.back().is_discarded()) continue;
      wrong = number == 1 ? "is no JSON" : "line " + std::to_string(number) + " is no JSON";
      return {};
    }
  }
  for (const Json& document : documents) {
    const bool list = document.is_array();
    for (size_t i = 0; i < (list ? document.size() : 1); ++i) {
      if (read_one(list ? document[i] : document, out)) continue;
      wrong = "record " + std::to_string(i + 1) + " names no package";
      return {};
    }
  }
  return out;
}

}  // namespace antivenom::known_malicious
