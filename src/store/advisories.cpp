#include <algorithm>
#include <nlohmann/json.hpp>

#include "store/state.h"

namespace antivenom::store {
namespace {

using Json = nlohmann::json;

std::string ranges_json(const std::vector<Advisory::Range>& ranges) {
  if (ranges.empty()) return {};
  Json list = Json::array();
  for (const auto& range : ranges) {
    list.push_back({storable(range.introduced), storable(range.fixed), storable(range.last_affected)});
  }
  return list.dump();
}

std::string references_json(const std::vector<Advisory::Reference>& references) {
  if (references.empty()) return {};
  Json list = Json::array();
  for (const auto& reference : references) list.push_back({storable(reference.type), storable(reference.url)});
  return list.dump();
}

// Lists of short lists of text, as written above.
std::vector<std::vector<std::string>> nested_lists(const std::string& text) {
  std::vector<std::vector<std::string>> out;
  const Json parsed = Json::parse(text, nullptr, false);
  if (!parsed.is_array()) return out;
  for (const Json& item : parsed) out.push_back(from_list(item.dump()));
  return out;
}

// Replaces the list of affected versions. True if that changed it.
Result<bool> put_versions(Store::State& state, int64_t advisory, const Advisory& given) {
  std::vector<int64_t> wanted;
  for (const std::string& version : given.versions) {
    if (version.empty()) continue;
    AV_TRY(row, state.version_id({given.package, version}));
    wanted.push_back(row.id);
  }
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  AV_TRY(rows,
         state.run("SELECT version_id FROM advisory_versions WHERE advisory_id = $1 ORDER BY version_id", {advisory}));
  std::vector<int64_t> there;
  for (const Values& row : rows) there.push_back(row[0].as_integer());
  if (there == wanted) return false;
  if (!there.empty()) AV_CHECK_RESULT(state.run("DELETE FROM advisory_versions WHERE advisory_id = $1", {advisory}));
  for (const int64_t version : wanted) {
    AV_CHECK_RESULT(
        state.run("INSERT INTO advisory_versions (advisory_id, version_id) VALUES ($1, $2)", {advisory, version}));
  }
  return true;
}

constexpr const char* kSelectAdvisories =
    "SELECT a.id, s.name, a.advisory, p.ecosystem, p.name, a.summary, a.details, a.url, a.all_versions, a.aliases, "
    "a.ranges, "
    "a.refs, a.credits, a.cwes, a.origins, a.published, a.disclosed, a.modified, a.withdrawn, a.record "
    "FROM advisories a JOIN sources s ON s.id = a.source_id JOIN packages p ON p.id = a.package_id WHERE a.id > $1";

Advisory advisory_of(const Values& row) {
  Advisory a;
  a.source = row[1].as_text();
  a.id = row[2].as_text();
  a.package = {row[4].as_text(), row[3].as_text()};
  a.summary = row[5].as_text();
  a.details = row[6].as_text();
  a.url = row[7].as_text();
  a.all_versions = row[8].as_integer() != 0;
  a.aliases = from_list(row[9].as_text());
  for (const auto& r : nested_lists(row[10].as_text())) {
    if (r.size() == 3) a.ranges.push_back({r[0], r[1], r[2]});
  }
  for (const auto& r : nested_lists(row[11].as_text())) {
    if (r.size() == 2) a.references.push_back({r[0], r[1]});
  }
  a.credits = from_list(row[12].as_text());
  a.cwes = from_list(row[13].as_text());
  a.origins = from_list(row[14].as_text());
  a.published = row[15].as_integer();
  a.disclosed = row[16].as_integer();
  a.modified = row[17].as_integer();
  a.withdrawn = row[18].as_integer();
  a.record = row[19].as_text();
  return a;
}

}  // namespace

Result<Change> Store::put(const Advisory& advisory) {
  AV_CHECK_RESULT(check_name(advisory.id, "the advisory's id"));
  AV_CHECK_RESULT(check_key(advisory.package));
  for (const std::string& version : advisory.versions)
    AV_CHECK_RESULT(check_key(VersionKey{advisory.package, version}));
  AV_TRY(batch, begin());
  AV_TRY(source, state_->source_id(advisory.source, "advisories"));
  AV_TRY(package, state_->package_id(advisory.package));
  const auto text = [](const std::string& value) { return known(storable(value)); };
  AV_TRY(row, upsert(*state_->connection, "advisories",
                     {{"source_id", source.id}, {"advisory", storable(advisory.id)}, {"package_id", package.id}},
                     {{"summary", Merge::set, text(advisory.summary)},
                      {"details", Merge::set, text(advisory.details)},
                      {"url", Merge::set, text(advisory.url)},
                      {"all_versions", Merge::set, advisory.all_versions},
                      {"aliases", Merge::set, known(to_list(advisory.aliases))},
                      {"ranges", Merge::set, known(ranges_json(advisory.ranges))},
                      {"refs", Merge::set, known(references_json(advisory.references))},
                      {"credits", Merge::set, known(to_list(advisory.credits))},
                      {"cwes", Merge::set, known(to_list(advisory.cwes))},
                      {"origins", Merge::set, known(to_list(advisory.origins))},
                      {"published", Merge::set, known(advisory.published)},
                      {"disclosed", Merge::set, known(advisory.disclosed)},
                      {"modified", Merge::set, known(advisory.modified)},
                      {"withdrawn", Merge::set, known(advisory.withdrawn)},
                      {"record", Merge::set, text(advisory.record)}}));
  AV_TRY(versions_changed, put_versions(*state_, row.id, advisory));
  row.changed = row.changed || versions_changed;
  if (row.added || row.changed) AV_CHECK_RESULT(state_->mark(package.id));
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<void> Store::each_advisory(const AdvisoryFilter& filter, const Visit<Advisory>& visit) {
  std::string where;
  Values values{int64_t{0}, kPage};
  const auto add = [&](const std::string& condition, Value value) {
    values.push_back(std::move(value));
    where += " AND " + condition + " = $" + std::to_string(values.size());
  };
  if (!filter.source.empty()) add("s.name", storable(filter.source));
  if (!filter.id.empty()) add("a.advisory", storable(filter.id));
  if (!filter.package.ecosystem.empty()) add("p.ecosystem", storable(filter.package.ecosystem));
  if (!filter.package.name.empty()) {
    const PackageKey key{filter.package.name, filter.package.ecosystem.empty() ? "pypi" : filter.package.ecosystem};
    add("p.normalized", normalized_name(key));
  }
  if (!filter.with_withdrawn) where += " AND a.withdrawn IS NULL";
  const std::string sql = kSelectAdvisories + where + " ORDER BY a.id LIMIT $2";
  for (;;) {
    AV_TRY(rows, state_->run(sql, values));
    for (const Values& row : rows) {
      Advisory advisory = advisory_of(row);
      AV_TRY(affected, state_->run("SELECT v.version FROM advisory_versions a JOIN versions v ON v.id = a.version_id "
                                   "WHERE a.advisory_id = $1 ORDER BY v.version",
                                   {row[0]}));
      for (const Values& version : affected) advisory.versions.push_back(version[0].as_text());
      if (!visit(advisory)) return {};
      values[0] = row[0];
    }
    if (rows.size() < kPage) return {};
  }
}

}  // namespace antivenom::store
