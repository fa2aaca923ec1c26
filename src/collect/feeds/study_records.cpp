// The record files of the study's own collector:
//   {osv|snyk}_{pip|npm}_packages.json     {"metadata": {...}, "packages": {NAME: {package_name, versions: {affected},
//   ...}}} osv_pypi_malicious_<stamp>.json        {"metadata": {...}, "packages": {NAME: [{osv_id, affected_versions,
//   ...}, ...]}}
#include "artifact/names.h"
#include "collect/feeds/formats/affected.h"
#include "collect/feeds/formats/input.h"
#include "collect/feeds/formats/lists.h"
#include "collect/feeds/formats/osv.h"
#include "store/text.h"

namespace antivenom::collect::feeds {
namespace {

using store::Advisory;

store::Time time_of(const Json& record, std::string_view key) {
  return store::parse_time(text_of(record, key)).value_or(0);
}

// A list of versions, or a text of one of the forms that lists use.
bool add_versions(const Json& value, Advisory& advisory) {
  if (value.is_array()) {
    for (const Json& version : value) {
      if (version.is_string() && advisory.versions.size() < kMaxVersions)
        advisory.versions.push_back(version.get<std::string>());
    }
    if (value.empty()) advisory.all_versions = true;
    return true;
  }
  return add_affected(value.is_string() ? value.get<std::string>() : std::string(), advisory);
}

void add_references(const Json& record, std::string_view key, Advisory& advisory) {
  for (std::string& url : texts_of(record, key)) advisory.references.push_back({"WEB", std::move(url)});
  for (const Json& reference : member(record, key)) {
    if (std::string url = text_of(reference, "url"); !url.empty()) {
      advisory.references.push_back({text_of(reference, "type"), std::move(url)});
    }
  }
}

// The names in a list of texts or of objects with one.
std::vector<std::string> names_in(const Json& record, std::string_view key) {
  std::vector<std::string> names = texts_of(record, key);
  for (const Json& item : member(record, key)) {
    for (const char* name : {"name", "source"}) {
      if (std::string text = text_of(item, name); !text.empty()) names.push_back(std::move(text));
    }
  }
  return names;
}

struct FileHead {
  std::string ecosystem, source;
};

// Sets what is in `record`; the versions' text that was not understood goes to `unclear`.
Advisory advisory_of(const std::string& name, const Json& record, const FileHead& head, std::string& unclear) {
  Advisory a;
  a.package.name = text_of(record, "package_name");
  if (a.package.name.empty()) a.package.name = name;
  a.package.ecosystem = ecosystem_of(text_of(record, "ecosystem"));
  if (a.package.ecosystem.empty()) a.package.ecosystem = head.ecosystem;
  for (const char* key : {"osv_id", "snyk_id"}) {
    if (a.id.empty()) a.id = text_of(record, key);
  }
  if (a.id.empty()) a.id = a.package.name;
  const bool is_osv = record.contains("affected_versions");
  const Json& versions = is_osv ? member(record, "affected_versions") : member(member(record, "versions"), "affected");
  if (!add_versions(versions, a)) unclear = versions.is_string() ? versions.get<std::string>() : std::string("no text");
  a.summary = text_of(record, "summary");
  a.details = text_of(record, is_osv ? "details" : "overview");
  a.url = text_of(record, "data_source_link");
  add_references(record, "references", a);
  add_references(record, "reference_links", a);
  a.credits = names_in(record, is_osv ? "credits" : "credit");
  a.origins = names_in(record, "malicious_origins");
  if (a.origins.empty() && !head.source.empty()) a.origins.push_back(head.source);
  a.published = time_of(record, "published");
  a.disclosed = time_of(record, "disclosed");
  a.modified = time_of(record, "modified");
  for (const std::string& cwe : texts_of(record, "cwe")) {
    if (cwe.starts_with("CWE-")) a.cwes.push_back(cwe);
  }
  for (const std::string& cve : texts_of(record, "cve")) {
    if (cve.starts_with("CVE-")) a.aliases.push_back(cve);
  }
  return a;
}

Result<void> store_record(Session& session, const std::string& place, const JsonPiece& record, const std::string& name,
                          const FileHead& head) {
  if (!session.begin(name, record.text)) return {};
  const auto value = parse_json(record.text);
  if (!value || !value->is_object()) {
    session.problem(place, value ? "no JSON object" : value.error().message());
    return {};
  }
  std::string unclear;
  Advisory advisory = advisory_of(name, *value, head, unclear);
  advisory.source = session.context().source;
  advisory.record = std::string(record.text);
  if (auto good = check_advisory(advisory); !good) {
    session.problem(place, good.error().message());
    return {};
  }
  if (auto stored = session.put(advisory); !stored) return stored;
  if (!unclear.empty()) {
    session.problem(place, "the affected versions are not understood: " + unclear);
    return {};
  }
  return session.end();
}

Result<void> read_packages(Session& session, const std::string& file, std::string_view packages, const FileHead& head) {
  JsonPieces names = JsonPieces::members(packages);
  while (const auto entry = names.next()) {
    if (session.stopped()) return {};
    const std::string place = file + ":" + store::storable(entry->key, 200);
    JsonPieces records = JsonPieces::elements(entry->text);
    while (const auto record = records.next()) {
      if (auto stored = store_record(session, place, *record, entry->key, head); !stored) return stored;
    }
    if (records.error()) session.problem(place, records.error()->what);
  }
  if (names.error()) session.problem(file, names.error()->message());
  return {};
}

Result<void> read_document(Session& session, const Document& document) {
  FileHead head{"pypi", {}};
  std::string_view packages;
  JsonPieces members = JsonPieces::members(document.bytes);
  while (const auto piece = members.next()) {
    if (piece->key == "packages") packages = piece->text;
    if (piece->key != "metadata") continue;
    const auto metadata = parse_json(piece->text);
    if (!metadata) continue;
    if (const std::string manager = text_of(*metadata, "package_manager"); !manager.empty())
      head.ecosystem = ecosystem_of(manager);
    head.source = text_of(*metadata, "data_source");
  }
  if (packages.empty()) {
    session.problem(document.place, members.error() ? members.error()->message() : "holds no \"packages\"");
    return {};
  }
  if (members.error()) session.problem(document.place, members.error()->message());
  return read_packages(session, document.place, packages, head);
}

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "study-records");
  const InputForm form{.suffixes = {".json"}, .max_document = 1 << 30};
  auto done = each_document(session, form, [&](const Document& document) { return read_document(session, document); });
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

}  // namespace

extern const Feed study_records{
    .summary = "records of the study's own collector",
    .location = "osv_pip_packages.json, snyk_pip_packages.json, osv_pypi_malicious_*.json, or a folder of these",
    .default_location = "",
    .source = "study",
    .source_kind = "advisories",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
