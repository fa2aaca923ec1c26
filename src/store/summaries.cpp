// What `status` and `mirrors` tell, in a handful of statements that use indexes only.
#include <algorithm>
#include <unordered_map>

#include "store/state.h"

namespace antivenom::store {
namespace {

Result<uint64_t> count(Store::State& state, const std::string& what) {
  AV_TRY(rows, state.run("SELECT COUNT(*) FROM " + what));
  return rows[0][0].as_count();
}

// source id -> rows
Result<std::map<int64_t, uint64_t>> by_source(Store::State& state, const std::string& what) {
  AV_TRY(rows, state.run("SELECT source_id, COUNT(*) FROM " + what + " GROUP BY source_id"));
  std::map<int64_t, uint64_t> out;
  for (const Values& row : rows) out[row[0].as_integer()] = row[1].as_count();
  return out;
}

Result<std::vector<Status::BySource>> sources_of(Store::State& state) {
  AV_TRY(advisories, by_source(state, "advisories"));
  AV_TRY(sightings, by_source(state, "sightings"));
  AV_TRY(artifacts, by_source(state, "(SELECT DISTINCT source_id, artifact_id FROM artifact_names) n"));
  AV_TRY(runs, state.run("SELECT source, MAX(started) FROM runs WHERE source IS NOT NULL GROUP BY source"));
  std::map<std::string, Time> last;
  for (const Values& row : runs) last[row[0].as_text()] = row[1].as_integer();
  AV_TRY(rows, state.run("SELECT id, name, kind, claim FROM sources ORDER BY name"));
  std::vector<Status::BySource> out;
  for (const Values& row : rows) {
    const int64_t id = row[0].as_integer();
    out.push_back({row[1].as_text(), row[2].as_text(), row[3].as_text(), advisories[id], sightings[id], artifacts[id],
                   last[row[1].as_text()]});
  }
  return out;
}

}  // namespace

Result<Status> Store::status() {
  State& state = *state_;
  Status status;
  const struct {
    uint64_t* into;
    const char* what;
  } counts[] = {{&status.packages, "packages"},     {&status.versions, "versions"},
                {&status.files, "files"},           {&status.artifacts, "artifacts"},
                {&status.advisories, "advisories"}, {&status.sightings, "sightings"},
                {&status.scans, "scans"},           {&status.labels, "labels"},
                {&status.downloads, "downloads"},   {&status.malicious_versions, "versions WHERE malicious = 1"}};
  for (const auto& [into, what] : counts) {
    AV_TRY(rows, count(state, what));
    *into = rows;
  }
  AV_TRY(bytes, state.run("SELECT SUM(bytes) FROM artifacts"));
  status.bytes = bytes[0][0].as_count();
  AV_TRY(verdicts,
         state.run(
             "SELECT c.verdict, COUNT(*) FROM scans c WHERE NOT EXISTS (SELECT 1 FROM scans n WHERE "
             "n.artifact_id = c.artifact_id AND (n.at > c.at OR (n.at = c.at AND n.id > c.id))) GROUP BY c.verdict"));
  for (const Values& row : verdicts) status.verdicts[row[0].as_text()] = row[1].as_count();
  AV_TRY(outcomes, state.run("SELECT outcome, COUNT(*) FROM artifacts GROUP BY outcome"));
  for (const Values& row : outcomes) status.outcomes[row[0].as_text()] = row[1].as_count();
  AV_TRY(tasks, state.run("SELECT kind, state, COUNT(*) FROM tasks GROUP BY kind, state"));
  for (const Values& row : tasks) status.tasks[row[0].as_text()][row[1].as_text()] = row[2].as_count();
  AV_TRY(sources, sources_of(state));
  status.by_source = std::move(sources);
  return status;
}

// From malicious versions to their sightings by way of an index that holds all that is asked: a million of them are
// summed up in the order in which they lie, and not sorted by source first. CROSS JOIN keeps SQLite to that order.
constexpr const char* kSightingsOfMalicious =
    "WITH bad AS MATERIALIZED (SELECT f.id AS id, CASE WHEN EXISTS (SELECT 1 FROM sightings i WHERE i.file_id = f.id "
    "AND i.presence = 'gone' AND i.source_id IN (SELECT id FROM sources WHERE kind = 'index')) THEN 1 ELSE 0 END AS "
    "removed "
    "FROM versions v CROSS JOIN files f WHERE f.version_id = v.id AND v.malicious = 1) "
    "SELECT g.source_id, g.presence, g.last_checked, g.failures, b.removed FROM bad b CROSS JOIN sightings g WHERE "
    "g.file_id = b.id";

Result<std::vector<MirrorSummary>> Store::mirror_summaries() {
  State& state = *state_;
  AV_TRY(rows, state.run("SELECT s.id, s.name, s.kind, s.url, s.country, s.claim FROM sources s WHERE s.kind IN "
                         "('index', 'mirror') ORDER BY s.name"));
  std::vector<MirrorSummary> out;
  std::unordered_map<int64_t, size_t> at;
  for (const Values& row : rows) {
    at[row[0].as_integer()] = out.size();
    out.emplace_back().source = {row[1].as_text(), row[2].as_text(), row[3].as_text(), row[4].as_text(),
                                 row[5].as_text()};
  }
  AV_CHECK_RESULT(state.connection->each(kSightingsOfMalicious, {}, [&](const Values& row) {
    const auto found = at.find(row[0].as_integer());
    if (found == at.end()) return;
    MirrorSummary& summary = out[found->second];
    const std::string& presence = row[1].as_text();
    const bool there = presence == "served" || presence == "yanked";
    ++(presence == "served"        ? summary.served
       : presence == "yanked"      ? summary.yanked
       : presence == "quarantined" ? summary.quarantined
       : presence == "gone"        ? summary.gone
                                   : summary.unknown);
    ++summary.checked;
    summary.last_checked = std::max(summary.last_checked, row[2].as_integer());
    summary.failing += row[3].as_integer() > 0 ? 1 : 0;
    summary.removed_upstream += there && row[4].as_integer() != 0 ? 1 : 0;
  }));
  return out;
}

}  // namespace antivenom::store
