#include "store/state.h"

namespace antivenom::store {
namespace {

Result<void> put_findings(Store::State& state, int64_t scan, const Scan& given) {
  AV_CHECK_RESULT(state.run("DELETE FROM findings WHERE scan_id = $1", {scan}));
  AV_CHECK_RESULT(state.run("DELETE FROM indicators WHERE scan_id = $1", {scan}));
  int64_t position = 0;
  for (const Finding& f : given.findings) {
    AV_CHECK_RESULT(
        state.run("INSERT INTO findings (scan_id, position, rule, evasion, category, runs_at, reach, weight, "
                  "confidence, attack, evidence) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                  {scan, position++, storable(f.rule), f.evasion, known(f.category), known(f.trigger), known(f.reach),
                   known(f.weight), f.confidence, known(to_list(f.attack)), f.evidence}));
  }
  position = 0;
  for (const Indicator& i : given.indicators) {
    AV_CHECK_RESULT(
        state.run("INSERT INTO indicators (scan_id, position, type, value, file, line, layer) VALUES ($1, $2, $3, $4, "
                  "$5, $6, $7)",
                  {scan, position++, storable(i.type), storable(i.value), known(storable(i.file)), i.line, i.layer}));
  }
  return {};
}

Result<void> read_findings(Store::State& state, int64_t id, Scan& scan) {
  AV_TRY(findings, state.run("SELECT rule, evasion, category, runs_at, reach, weight, confidence, attack, evidence "
                             "FROM findings WHERE scan_id = $1 ORDER BY position",
                             {id}));
  for (const Values& row : findings) {
    scan.findings.push_back({row[0].as_text(), row[1].as_integer() != 0, row[2].as_text(), row[3].as_text(),
                             row[4].as_text(), row[5].as_text(), row[6].as_real(), from_list(row[7].as_text()),
                             static_cast<uint32_t>(row[8].as_integer())});
  }
  AV_TRY(indicators,
         state.run("SELECT type, value, file, line, layer FROM indicators WHERE scan_id = $1 ORDER BY position", {id}));
  for (const Values& row : indicators) {
    scan.indicators.push_back({row[0].as_text(), row[1].as_text(), row[2].as_text(),
                               static_cast<uint32_t>(row[3].as_integer()), static_cast<uint32_t>(row[4].as_integer())});
  }
  return {};
}

}  // namespace

Result<Change> Store::put(const Scan& scan) {
  AV_CHECK_RESULT(check_name(scan.engine, "the engine"));
  AV_CHECK_RESULT(check_name(scan.verdict, "the verdict"));
  AV_TRY(batch, begin());
  State& state = *state_;
  AV_TRY(artifact, state.find_artifact(scan.sha256));
  if (artifact == 0) return fail("there is no such artifact", storable(scan.sha256, 80));
  AV_TRY(row, upsert(*state.connection, "scans", {{"artifact_id", artifact}, {"engine", storable(scan.engine)}},
                     {{"verdict", Merge::set, storable(scan.verdict)},
                      {"score", Merge::set, scan.score},
                      {"summary", Merge::set, known(storable(scan.summary))},
                      {"files", Merge::set, scan.files},
                      {"python_files", Merge::set, scan.python_files},
                      {"max_depth", Merge::set, scan.max_depth},
                      {"python_lines", Merge::set, scan.python_lines},
                      {"malicious_lines", Merge::set, scan.malicious_lines},
                      {"platforms", Merge::set, known(to_list(scan.platforms))},
                      {"triggers", Merge::set, known(to_list(scan.triggers))},
                      {"report", Merge::set, known(storable(scan.report))}}));
  // When it was and how long it took is not what makes a result another one.
  if (row.added || row.changed) {
    AV_CHECK_RESULT(state.run("UPDATE scans SET at = $1, elapsed_ms = $2 WHERE id = $3",
                              {known(scan.at), scan.elapsed_ms, row.id}));
    AV_CHECK_RESULT(put_findings(state, row.id, scan));
  }
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<bool> Store::has_scan(const std::string& sha256, const std::string& engine) {
  AV_TRY(rows,
         state_->run(
             "SELECT 1 FROM scans c JOIN artifacts a ON a.id = c.artifact_id WHERE a.sha256 = $1 AND c.engine = $2",
             {storable(sha256), storable(engine)}));
  return !rows.empty();
}

Result<void> Store::each_scan(const ScanFilter& filter, const Visit<Scan>& visit) {
  constexpr uint64_t kScanPage = 50;  // a report may have megabytes
  std::string where;
  Values values{int64_t{0}, kScanPage};
  if (!filter.sha256.empty()) {
    values.push_back(storable(filter.sha256));
    where += " AND a.sha256 = $3";
  }
  if (filter.engine.empty()) {
    where +=
        " AND NOT EXISTS (SELECT 1 FROM scans n WHERE n.artifact_id = c.artifact_id AND "
        "(n.at > c.at OR (n.at = c.at AND n.id > c.id)))";
  } else {
    values.push_back(storable(filter.engine));
    where += " AND c.engine = $" + std::to_string(values.size());
  }
  const std::string sql =
      "SELECT c.id, a.sha256, c.engine, c.at, c.verdict, c.score, c.summary, c.files, c.python_files, c.max_depth, "
      "c.python_lines, c.malicious_lines, c.elapsed_ms, c.platforms, c.triggers, c.report FROM scans c "
      "JOIN artifacts a ON a.id = c.artifact_id WHERE c.id > $1" +
      where + " ORDER BY c.id LIMIT $2";
  for (;;) {
    AV_TRY(rows, state_->run(sql, values));
    for (const Values& row : rows) {
      Scan scan;
      scan.sha256 = row[1].as_text();
      scan.engine = row[2].as_text();
      scan.at = row[3].as_integer();
      scan.verdict = row[4].as_text();
      scan.score = row[5].as_real();
      scan.summary = row[6].as_text();
      scan.files = static_cast<uint32_t>(row[7].as_integer());
      scan.python_files = static_cast<uint32_t>(row[8].as_integer());
      scan.max_depth = static_cast<uint32_t>(row[9].as_integer());
      scan.python_lines = row[10].as_count();
      scan.malicious_lines = row[11].as_count();
      scan.elapsed_ms = row[12].as_real();
      scan.platforms = from_list(row[13].as_text());
      scan.triggers = from_list(row[14].as_text());
      scan.report = row[15].as_text();
      AV_CHECK_RESULT(read_findings(*state_, row[0].as_integer(), scan));
      if (!visit(scan)) return {};
      values[0] = row[0];
    }
    if (rows.size() < kScanPage) return {};
  }
}

}  // namespace antivenom::store
