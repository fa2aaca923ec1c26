// Samples, their names, what checks and people say of them.
#include <algorithm>

#include "store/state.h"

namespace antivenom::store {

Result<Change> Store::put(const Artifact& artifact) {
  if (!is_sha256(artifact.sha256)) return fail("no SHA-256 in lower-case hex", storable(artifact.sha256, 80));
  AV_TRY(batch, begin());
  AV_TRY(row, upsert(*state_->connection, "artifacts", {{"sha256", artifact.sha256}},
                     {{"bytes", Merge::set, artifact.bytes},
                      {"format", Merge::known, known(storable(artifact.format))},
                      {"kind", Merge::known, known(storable(artifact.kind))},
                      {"stored", Merge::first, known(artifact.stored)}}));
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<Change> Store::put(const std::string& sha256, const ArtifactName& name) {
  AV_CHECK_RESULT(check_key(name.file));
  AV_TRY(batch, begin());
  State& state = *state_;
  AV_TRY(artifact, state.find_artifact(sha256));
  if (artifact == 0) return fail("there is no such artifact", storable(sha256, 80));
  AV_TRY(source, state.source_id(name.source, "folder"));
  AV_TRY(file, state.file_id(name.file));
  AV_TRY(made, state.run("INSERT INTO artifact_names (artifact_id, file_id, source_id) VALUES ($1, $2, $3) "
                         "ON CONFLICT DO NOTHING",
                         {artifact, file.id, source.id}));
  const bool added = made.changed > 0;
  if (added) {
    AV_TRY(package, state.package_id(name.file.version.package));
    AV_CHECK_RESULT(state.mark(package.id));
  }
  AV_CHECK_RESULT(batch.commit());
  return added ? Change::added : Change::unchanged;
}

Result<Change> Store::set_outcome(const std::string& sha256, const std::string& outcome,
                                  const std::vector<std::string>& reasons, Time at) {
  AV_TRY(batch, begin());
  AV_TRY(id, state_->find_artifact(sha256));
  if (id == 0) return fail("there is no such artifact", storable(sha256, 80));
  const Values values{id, known(storable(outcome)), known(to_list(reasons)), known(at)};
  AV_TRY(updated, state_->run("UPDATE artifacts SET outcome = $2, reasons = $3, verified = $4 WHERE id = $1 AND "
                              "(outcome IS DISTINCT FROM $2 OR reasons IS DISTINCT FROM $3)",
                              values));
  if (updated.changed > 0) AV_CHECK_RESULT(state_->mark_artifact(id));
  AV_CHECK_RESULT(batch.commit());
  return updated.changed > 0 ? Change::changed : Change::unchanged;
}

Result<Change> Store::put(const Check& check) {
  AV_CHECK_RESULT(check_name(check.check, "the check's name"));
  AV_CHECK_RESULT(check_name(check.outcome, "the outcome"));
  AV_TRY(batch, begin());
  AV_TRY(id, state_->find_artifact(check.sha256));
  if (id == 0) return fail("there is no such artifact", storable(check.sha256, 80));
  AV_TRY(row, upsert(*state_->connection, "checks", {{"artifact_id", id}, {"name", storable(check.check)}},
                     {{"outcome", Merge::set, storable(check.outcome)},
                      {"reasons", Merge::set, known(to_list(check.reasons))},
                      {"detail", Merge::set, known(storable(check.detail))},
                      {"at", Merge::set, known(check.at)}}));
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<std::vector<Check>> Store::checks(const std::string& sha256) {
  AV_TRY(rows, state_->run("SELECT c.name, c.outcome, c.reasons, c.detail, c.at FROM checks c JOIN artifacts a ON "
                           "a.id = c.artifact_id WHERE a.sha256 = $1 ORDER BY c.name",
                           {storable(sha256)}));
  std::vector<Check> checks;
  for (const Values& row : rows) {
    checks.push_back({sha256, row[0].as_text(), row[1].as_text(), from_list(row[2].as_text()), row[3].as_text(),
                      row[4].as_integer()});
  }
  return checks;
}

// ---- labels

std::string_view to_string(Label::Target target) {
  switch (target) {
    case Label::Target::package:
      return "package";
    case Label::Target::version:
      return "version";
    case Label::Target::artifact:
      return "artifact";
  }
  return "artifact";
}

Result<Change> Store::put(const Label& label) {
  if (label.label != "malicious" && label.label != "benign" && label.label != "doubtful") {
    return fail("a label is malicious, benign or doubtful", storable(label.label, 80));
  }
  AV_CHECK_RESULT(check_name(label.by, "who labels"));
  AV_TRY(batch, begin());
  State& state = *state_;
  Value package, version, artifact;
  std::string key;
  if (label.target == Label::Target::artifact) {
    AV_TRY(id, state.find_artifact(label.sha256));
    if (id == 0) return fail("there is no such artifact", storable(label.sha256, 80));
    artifact = id;
    key = label.sha256;
  } else {
    AV_TRY(row, state.package_id(label.version.package));
    key = label.version.package.ecosystem + "/" + normalized_name(label.version.package);
    if (label.target == Label::Target::package) package = row.id;
    if (label.target == Label::Target::version) {
      AV_TRY(found, state.version_id(label.version));
      version = found.id;
      key += "/" + label.version.version;
    }
  }
  AV_TRY(row,
         upsert(*state.connection, "labels",
                {{"target", to_string(label.target)}, {"target_key", storable(key)}, {"person", storable(label.by)}},
                {{"package_id", Merge::set, package},
                 {"version_id", Merge::set, version},
                 {"artifact_id", Merge::set, artifact},
                 {"label", Merge::set, label.label},
                 {"note", Merge::known, known(storable(label.note))}}));
  if (row.added || row.changed) {
    // The time of a word is that of its last change: saying it again changes nothing.
    AV_CHECK_RESULT(state.run("UPDATE labels SET at = $1 WHERE id = $2", {known(label.at), row.id}));
    if (!artifact.is_null()) {
      AV_CHECK_RESULT(state.mark_artifact(artifact.as_integer()));
    } else {
      AV_TRY(found, state.package_id(label.version.package));
      AV_CHECK_RESULT(state.mark(found.id));
    }
  }
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<void> Store::each_label(const Visit<Label>& visit) {
  for (int64_t after = 0;;) {
    AV_TRY(rows, state_->run("SELECT l.id, l.target, p.ecosystem, p.name, v.version, a.sha256, l.label, l.person, "
                             "l.note, l.at FROM labels l "
                             "LEFT JOIN versions v ON v.id = l.version_id LEFT JOIN packages p ON p.id = "
                             "COALESCE(l.package_id, v.package_id) "
                             "LEFT JOIN artifacts a ON a.id = l.artifact_id WHERE l.id > $1 ORDER BY l.id LIMIT $2",
                             {after, kPage}));
    for (const Values& row : rows) {
      after = row[0].as_integer();
      Label label;
      const std::string target = row[1].as_text();
      label.target = target == "package"   ? Label::Target::package
                     : target == "version" ? Label::Target::version
                                           : Label::Target::artifact;
      label.version = {{row[3].as_text(), row[2].as_text()}, row[4].as_text()};
      label.sha256 = row[5].as_text();
      label.label = row[6].as_text();
      label.by = row[7].as_text();
      label.note = row[8].as_text();
      label.at = row[9].as_integer();
      if (!visit(label)) return {};
    }
    if (rows.size() < kPage) return {};
  }
}

// ---- reading

namespace {

Result<ArtifactRow> artifact_of(Store::State& state, const Values& row) {
  ArtifactRow out;
  out.artifact = {row[1].as_text(), row[2].as_count(), row[3].as_text(), row[4].as_text(), row[5].as_integer()};
  out.outcome = row[6].as_text();
  out.reasons = from_list(row[7].as_text());
  AV_TRY(names, state.run(std::string("SELECT ") + kFileColumns +
                              ", s.name FROM artifact_names n JOIN files f ON f.id = n.file_id "
                              "JOIN versions v ON v.id = f.version_id JOIN packages p ON p.id = v.package_id "
                              "JOIN sources s ON s.id = n.source_id WHERE n.artifact_id = $1",
                          {row[0]}));
  for (const Values& name : names) out.names.push_back({file_key(name, 0), name[4].as_text()});
  std::sort(out.names.begin(), out.names.end(), [](const ArtifactName& a, const ArtifactName& b) {
    return std::tie(a.file, a.source) < std::tie(b.file, b.source);
  });
  AV_TRY(labels,
         state.run("SELECT label FROM labels WHERE artifact_id = $1 ORDER BY at DESC, id DESC LIMIT 1", {row[0]}));
  if (!labels.empty()) out.label = labels[0][0].as_text();
  return out;
}

const std::string kSelectArtifacts =
    "SELECT a.id, a.sha256, a.bytes, a.format, a.kind, a.stored, a.outcome, a.reasons FROM artifacts a ";

}  // namespace

Result<void> Store::each_artifact(const ArtifactFilter& filter, const Visit<ArtifactRow>& visit) {
  std::string where;
  Values values{int64_t{0}, kPage};
  const auto parameter = [&](Value value) {
    values.push_back(std::move(value));
    return "$" + std::to_string(values.size());
  };
  if (!filter.sha256.empty()) where += " AND a.sha256 = " + parameter(storable(filter.sha256));
  if (filter.not_verified) where += " AND a.outcome IS NULL";
  if (!filter.not_scanned_by.empty()) {
    where += " AND NOT EXISTS (SELECT 1 FROM scans c WHERE c.artifact_id = a.id AND c.engine = " +
             parameter(storable(filter.not_scanned_by)) + ")";
  }
  std::string of;
  if (!filter.source.empty()) of += " AND s.name = " + parameter(storable(filter.source));
  if (!filter.claim.empty()) of += " AND s.claim = " + parameter(storable(filter.claim));
  if (!filter.package.name.empty()) {
    of += " AND p.ecosystem = " + parameter(storable(filter.package.ecosystem));
    of += " AND p.normalized = " + parameter(normalized_name(filter.package));
  }
  if (!of.empty()) {
    where +=
        " AND EXISTS (SELECT 1 FROM artifact_names n JOIN sources s ON s.id = n.source_id JOIN files f ON f.id = "
        "n.file_id "
        "JOIN versions v ON v.id = f.version_id JOIN packages p ON p.id = v.package_id WHERE n.artifact_id = a.id" +
        of + ")";
  }
  const std::string sql = kSelectArtifacts + "WHERE a.id > $1" + where + " ORDER BY a.id LIMIT $2";
  for (;;) {
    AV_TRY(rows, state_->run(sql, values));
    for (const Values& row : rows) {
      AV_TRY(artifact, artifact_of(*state_, row));
      if (!visit(artifact)) return {};
      values[0] = row[0];
    }
    if (rows.size() < kPage) return {};
  }
}

Result<std::optional<ArtifactRow>> Store::artifact(const std::string& sha256) {
  AV_TRY(rows, state_->run(kSelectArtifacts + "WHERE a.sha256 = $1", {storable(sha256)}));
  if (rows.empty()) return std::nullopt;
  AV_TRY(artifact, artifact_of(*state_, rows[0]));
  return std::optional(std::move(artifact));
}

Result<bool> Store::has_artifact(const std::string& sha256) {
  AV_TRY(id, state_->find_artifact(sha256));
  return id != 0;
}

Result<void> Store::each_artifact_hash(const Visit<std::string>& visit, const std::string& scanned_by) {
  std::string sql = "SELECT a.id, a.sha256 FROM artifacts a WHERE a.id > $1";
  Values values{int64_t{0}, kPage};
  if (!scanned_by.empty()) {
    sql += " AND EXISTS (SELECT 1 FROM scans c WHERE c.artifact_id = a.id AND c.engine = $3)";
    values.push_back(storable(scanned_by));
  }
  sql += " ORDER BY a.id LIMIT $2";
  for (;;) {
    AV_TRY(rows, state_->run(sql, values));
    for (const Values& row : rows) {
      if (!visit(row[1].as_text())) return {};
      values[0] = row[0];
    }
    if (rows.size() < kPage) return {};
  }
}

Result<std::vector<std::string>> Store::artifacts_of(const FileKey& file) {
  std::string sql =
      "SELECT DISTINCT a.sha256 FROM artifacts a JOIN artifact_names n ON n.artifact_id = a.id JOIN files f ON f.id = "
      "n.file_id "
      "JOIN versions v ON v.id = f.version_id JOIN packages p ON p.id = v.package_id "
      "WHERE p.ecosystem = $1 AND p.normalized = $2 AND v.version = $3";
  Values values{storable(file.version.package.ecosystem), normalized_name(file.version.package),
                storable(file.version.version)};
  if (!file.filename.empty()) {
    sql += " AND f.filename = $4";
    values.push_back(storable(file.filename));
  }
  AV_TRY(rows, state_->run(sql + " ORDER BY a.sha256", values));
  std::vector<std::string> out;
  for (const Values& row : rows) out.push_back(row[0].as_text());
  return out;
}

}  // namespace antivenom::store
