// Which versions are malicious: one place that weighs advisories, claims, checks and people's words.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "store/state.h"

namespace antivenom::store {
namespace {

struct Accusation {
  int64_t id = 0;
  bool all_versions = false;
  std::vector<std::vector<std::string>> ranges;  // introduced, fixed, last_affected
};

bool within(const std::string& version, const std::vector<std::string>& range) {
  const std::string &introduced = range[0], &fixed = range[1], &last = range[2];
  if (!introduced.empty() && introduced != "0" && compare_versions(version, introduced) < 0) return false;
  if (!fixed.empty() && compare_versions(version, fixed) >= 0) return false;
  return last.empty() || compare_versions(version, last) <= 0;
}

bool accuses(const Accusation& accusation, const std::string& version) {
  if (accusation.all_versions) return true;
  for (const auto& range : accusation.ranges) {
    if (range.size() == 3 && within(version, range)) return true;
  }
  return false;
}

Result<std::vector<Accusation>> accusations(Store::State& state, int64_t package) {
  AV_TRY(rows, state.run("SELECT id, all_versions, ranges FROM advisories WHERE package_id = $1 AND withdrawn IS NULL",
                         {package}));
  std::vector<Accusation> out;
  for (const Values& row : rows) {
    Accusation& accusation = out.emplace_back();
    accusation.id = row[0].as_integer();
    accusation.all_versions = row[1].as_integer() != 0;
    const auto parsed = nlohmann::json::parse(row[2].as_text(), nullptr, false);
    if (!parsed.is_array()) continue;
    for (const auto& range : parsed) accusation.ranges.push_back(from_list(range.dump()));
  }
  return out;
}

Result<std::set<int64_t>> ids_of(Store::State& state, const std::string& sql, int64_t id) {
  AV_TRY(rows, state.run(sql, {id}));
  std::set<int64_t> out;
  for (const Values& row : rows) out.insert(row[0].as_integer());
  return out;
}

struct Word {
  std::string label;
  Time at = 0;
};

// The newest word of a person on each version, by way of the version or of its artifacts; key 0: on the package.
Result<std::map<int64_t, Word>> words(Store::State& state, int64_t package) {
  AV_TRY(rows, state.run("SELECT l.version_id, l.label, l.at FROM labels l JOIN versions v ON v.id = l.version_id "
                         "WHERE v.package_id = $1 "
                         "UNION ALL "
                         "SELECT f.version_id, l.label, l.at FROM versions v JOIN files f ON f.version_id = v.id "
                         "JOIN artifact_names n ON n.file_id = f.id JOIN labels l ON l.artifact_id = n.artifact_id "
                         "WHERE v.package_id = $1 "
                         "UNION ALL "
                         "SELECT 0, l.label, l.at FROM labels l WHERE l.package_id = $1",
                         {package}));
  std::map<int64_t, Word> out;
  for (const Values& row : rows) {
    Word& word = out[row[0].as_integer()];
    if (word.label.empty() || row[2].as_integer() > word.at) word = {row[1].as_text(), row[2].as_integer()};
  }
  return out;
}

}  // namespace

Result<void> Store::State::mark(int64_t package) {
  AV_TRY(versions, run("SELECT id, version, malicious FROM versions WHERE package_id = $1", {package}));
  if (versions.empty()) return {};
  AV_TRY(accused, accusations(*this, package));
  AV_TRY(named, ids_of(*this,
                       "SELECT n.version_id FROM advisory_versions n JOIN advisories a ON a.id = n.advisory_id "
                       "WHERE a.package_id = $1 AND a.withdrawn IS NULL",
                       package));
  AV_TRY(claimed, ids_of(*this,
                         "SELECT f.version_id FROM versions v JOIN files f ON f.version_id = v.id JOIN artifact_names "
                         "n ON n.file_id = f.id "
                         "JOIN sources s ON s.id = n.source_id WHERE v.package_id = $1 AND s.claim = 'malicious' "
                         "UNION "
                         "SELECT f.version_id FROM versions v JOIN files f ON f.version_id = v.id JOIN sightings g ON "
                         "g.file_id = f.id "
                         "JOIN sources s ON s.id = g.source_id WHERE v.package_id = $1 AND s.claim = 'malicious'",
                         package));
  // Versions with artifacts of which none is but refuted.
  AV_TRY(refuted, ids_of(*this,
                         "SELECT f.version_id FROM versions v JOIN files f ON f.version_id = v.id JOIN artifact_names "
                         "n ON n.file_id = f.id "
                         "JOIN artifacts a ON a.id = n.artifact_id WHERE v.package_id = $1 GROUP BY f.version_id "
                         "HAVING SUM(CASE WHEN a.outcome = 'refuted' THEN 0 ELSE 1 END) = 0",
                         package));
  AV_TRY(said, words(*this, package));
  const auto about_package = said.find(0);
  for (const Values& row : versions) {
    const int64_t id = row[0].as_integer();
    const std::string version = row[1].as_text();
    auto word = said.find(id);
    if (word == said.end()) word = about_package;
    bool malicious = false;
    if (word != said.end()) {
      malicious = word->second.label == "malicious";
    } else if (refuted.count(id) == 0) {
      malicious = named.count(id) > 0 || claimed.count(id) > 0;
      for (const Accusation& accusation : accused) malicious = malicious || accuses(accusation, version);
    }
    if (malicious == (row[2].as_integer() != 0)) continue;
    AV_CHECK_RESULT(run("UPDATE versions SET malicious = $1 WHERE id = $2", {malicious, id}));
  }
  return {};
}

Result<void> Store::State::mark_artifact(int64_t artifact) {
  AV_TRY(packages, ids_of(*this,
                          "SELECT v.package_id FROM artifact_names n JOIN files f ON f.id = n.file_id JOIN versions v "
                          "ON v.id = f.version_id "
                          "WHERE n.artifact_id = $1",
                          artifact));
  for (const int64_t package : packages) AV_CHECK_RESULT(mark(package));
  return {};
}

Result<void> Store::State::mark_source(int64_t source) {
  AV_TRY(packages, ids_of(*this,
                          "SELECT v.package_id FROM artifact_names n JOIN files f ON f.id = n.file_id JOIN versions v "
                          "ON v.id = f.version_id "
                          "WHERE n.source_id = $1 UNION "
                          "SELECT v.package_id FROM sightings g JOIN files f ON f.id = g.file_id JOIN versions v ON "
                          "v.id = f.version_id "
                          "WHERE g.source_id = $1",
                          source));
  for (const int64_t package : packages) AV_CHECK_RESULT(mark(package));
  return {};
}

// Before a version has files or names, only what is said of the package tells.
Result<bool> Store::State::is_accused(int64_t package, const std::string& version) {
  AV_TRY(said, words(*this, package));
  if (const auto word = said.find(0); word != said.end()) return word->second.label == "malicious";
  AV_TRY(accused, accusations(*this, package));
  for (const Accusation& accusation : accused) {
    if (accuses(accusation, version)) return true;
  }
  return false;
}

Result<void> Store::State::mark_new(int64_t package, int64_t id, const std::string& version) {
  AV_TRY(malicious, is_accused(package, version));
  if (malicious) AV_CHECK_RESULT(run("UPDATE versions SET malicious = 1 WHERE id = $1", {id}));
  return {};
}

Result<bool> Store::is_malicious(const VersionKey& version) {
  AV_TRY(package, state_->find_package(version.package));
  if (package == 0) return false;
  AV_TRY(rows, state_->run("SELECT malicious FROM versions WHERE package_id = $1 AND version = $2",
                           {package, storable(version.version)}));
  if (!rows.empty()) return rows[0][0].as_integer() != 0;
  return state_->is_accused(package, version.version);  // nobody has seen it yet
}

Result<void> Store::each_blocked(const Visit<BlockEntry>& visit) {
  for (int64_t after = 0;;) {
    AV_TRY(packages, state_->run("SELECT p.id, p.ecosystem, p.name, "
                                 "EXISTS (SELECT 1 FROM advisories a WHERE a.package_id = p.id AND a.withdrawn IS NULL "
                                 "AND a.all_versions = 1) "
                                 "FROM packages p WHERE p.id > $1 AND ("
                                 "EXISTS (SELECT 1 FROM versions v WHERE v.package_id = p.id AND v.malicious = 1) OR "
                                 "EXISTS (SELECT 1 FROM advisories a WHERE a.package_id = p.id AND a.withdrawn IS NULL "
                                 "AND a.all_versions = 1) OR "
                                 "EXISTS (SELECT 1 FROM labels l WHERE l.package_id = p.id)) "
                                 "ORDER BY p.id LIMIT $2",
                                 {after, kPage}));
    for (const Values& row : packages) {
      after = row[0].as_integer();
      BlockEntry entry{{row[2].as_text(), row[1].as_text()}, row[3].as_integer() != 0, {}};
      AV_TRY(said, words(*state_, after));
      if (const auto word = said.find(0); word != said.end()) entry.all_versions = word->second.label == "malicious";
      AV_TRY(versions,
             state_->run("SELECT version, malicious FROM versions WHERE package_id = $1 ORDER BY version", {after}));
      bool some_are_not = false;
      for (const Values& version : versions) {
        const bool malicious = version[1].as_integer() != 0;
        some_are_not = some_are_not || !malicious;
        if (malicious && !version[0].as_text().empty()) entry.versions.push_back(version[0].as_text());
      }
      // Somebody cleared a version: the others are named.
      if (entry.all_versions && some_are_not) entry.all_versions = false;
      if (entry.all_versions) entry.versions.clear();
      if ((entry.all_versions || !entry.versions.empty()) && !visit(entry)) return {};
    }
    if (packages.size() < kPage) return {};
  }
}

}  // namespace antivenom::store
