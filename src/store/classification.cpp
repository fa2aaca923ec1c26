// What the classification keeps: fingerprints, families, analysts' decisions, models.
#include "store/state.h"

namespace antivenom::store {
namespace {

Result<void> put_members(Store::State& state, int64_t family, const Family& given) {
  uint64_t position = 0;
  for (const Family::Member& member : given.members) {
    AV_TRY(artifact, state.find_artifact(member.sha256));
    AV_TRY(rows,
           state.run("UPDATE fingerprints SET family_id = $1, position = $2, compared = $3 WHERE artifact_id = $4",
                     {family, ++position, member.compared, artifact}));
    if (rows.changed == 0) return fail("there is no fingerprint of it", storable(member.sha256, 80));
  }
  return {};
}

}  // namespace

Result<Change> Store::put(const Fingerprint& fingerprint) {
  AV_TRY(batch, begin());
  AV_TRY(artifact, state_->find_artifact(fingerprint.sha256));
  if (artifact == 0) return fail("there is no such artifact", storable(fingerprint.sha256, 80));
  AV_TRY(row, upsert(*state_->connection, "fingerprints", {{"artifact_id", artifact}},
                     {{"signature", Merge::set, storable(fingerprint.signature)}}));
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<std::optional<Fingerprint>> Store::fingerprint(const std::string& sha256) {
  AV_TRY(rows, state_->run("SELECT p.signature, f.key, p.position FROM fingerprints p "
                           "JOIN artifacts a ON a.id = p.artifact_id LEFT JOIN families f ON f.id = p.family_id "
                           "WHERE a.sha256 = $1",
                           {storable(sha256)}));
  if (rows.empty()) return std::nullopt;
  return Fingerprint{sha256, rows[0][0].as_text(), rows[0][1].as_text(), rows[0][2].as_count()};
}

Result<void> Store::replace_families(const std::vector<Family>& families) {
  AV_TRY(batch, begin());
  AV_CHECK_RESULT(state_->run(
      "UPDATE fingerprints SET family_id = NULL, position = NULL, compared = 0 WHERE family_id IS NOT NULL"));
  AV_CHECK_RESULT(state_->run("DELETE FROM families"));
  for (const Family& family : families) {
    AV_CHECK_RESULT(check_name(family.key, "the family"));
    AV_TRY(row, upsert(*state_->connection, "families", {{"key", storable(family.key)}},
                       {{"name", Merge::set, known(storable(family.name))},
                        {"pattern", Merge::set, known(storable(family.pattern))},
                        {"members", Merge::set, static_cast<uint64_t>(family.members.size())},
                        {"first_seen", Merge::set, known(family.first_seen)},
                        {"last_seen", Merge::set, known(family.last_seen)}}));
    AV_CHECK_RESULT(put_members(*state_, row.id, family));
  }
  return batch.commit();
}

Result<void> Store::each_family_member(const Visit<FamilyMember>& visit) {
  for (int64_t last = 0;;) {
    AV_TRY(rows, state_->run("SELECT p.id, f.key, f.name, a.sha256, CASE WHEN p.compared = 1 THEN p.signature END, "
                             "p.position, f.members, f.first_seen, f.last_seen "
                             "FROM fingerprints p JOIN families f ON f.id = p.family_id "
                             "JOIN artifacts a ON a.id = p.artifact_id WHERE p.id > $1 ORDER BY p.id LIMIT $2",
                             {last, static_cast<uint64_t>(kPage)}));
    for (const Values& row : rows) {
      last = row[0].as_integer();
      if (!visit({row[1].as_text(), row[2].as_text(), row[3].as_text(), row[4].as_text(), row[5].as_count(),
                  row[6].as_count(), row[7].as_integer(), row[8].as_integer()})) {
        return {};
      }
    }
    if (rows.size() < kPage) return {};
  }
}

Result<Change> Store::put(const ClusterDecision& decision) {
  AV_CHECK_RESULT(check_name(decision.kind, "the decision"));
  AV_TRY(batch, begin());
  AV_TRY(row,
         upsert(*state_->connection, "cluster_decisions",
                {{"kind", storable(decision.kind)},
                 {"parts", storable(decision.parts)},
                 {"value", storable(decision.value)},
                 {"person", storable(decision.by)}},
                {{"note", Merge::known, known(storable(decision.note))}, {"at", Merge::known, known(decision.at)}}));
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<std::vector<ClusterDecision>> Store::cluster_decisions() {
  AV_TRY(rows, state_->run("SELECT kind, parts, value, person, note, at FROM cluster_decisions ORDER BY at, id"));
  std::vector<ClusterDecision> out;
  for (const Values& row : rows) {
    out.push_back({row[0].as_text(), row[1].as_text(), row[2].as_text(), row[3].as_text(), row[4].as_text(),
                   row[5].as_integer()});
  }
  return out;
}

Result<Change> Store::put(const Model& model) {
  AV_CHECK_RESULT(check_name(model.name, "the model"));
  AV_TRY(batch, begin());
  AV_TRY(row, upsert(*state_->connection, "models", {{"name", storable(model.name)}},
                     {{"content", Merge::set, storable(model.content)}}));
  if (row.added || row.changed) {
    AV_CHECK_RESULT(state_->run("UPDATE models SET at = $1 WHERE id = $2", {known(model.at), row.id}));
  }
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<std::optional<Model>> Store::model(const std::string& name) {
  AV_TRY(rows, state_->run("SELECT name, content, at FROM models WHERE name = $1", {storable(name)}));
  if (rows.empty()) return std::nullopt;
  return Model{rows[0][0].as_text(), rows[0][1].as_text(), rows[0][2].as_integer()};
}

}  // namespace antivenom::store
