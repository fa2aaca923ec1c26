#include "store/sql/schema.h"

#include <array>

namespace antivenom::store {
namespace {

// Steps that were shipped are never edited: a change is a new step. `{id}` is a generated key. Times are milliseconds
// since 1970; lists are JSON; NULL is "not known".
constexpr std::string_view kFirst = R"sql(
CREATE TABLE sources (
  id {id}, name TEXT NOT NULL UNIQUE, kind TEXT, url TEXT, country TEXT, claim TEXT);

CREATE TABLE packages (
  id {id}, ecosystem TEXT NOT NULL, normalized TEXT NOT NULL, name TEXT NOT NULL,
  UNIQUE (ecosystem, normalized));

CREATE TABLE versions (
  id {id}, package_id BIGINT NOT NULL REFERENCES packages (id), version TEXT NOT NULL,
  malicious SMALLINT NOT NULL DEFAULT 0,
  UNIQUE (package_id, version));
CREATE INDEX versions_malicious ON versions (package_id) WHERE malicious = 1;

CREATE TABLE files (
  id {id}, version_id BIGINT NOT NULL REFERENCES versions (id), filename TEXT NOT NULL,
  kind TEXT, path TEXT, sha256 TEXT, bytes BIGINT, uploaded BIGINT, author TEXT, author_email TEXT,
  requires_python TEXT, uploaded_via TEXT,
  UNIQUE (version_id, filename));

CREATE TABLE advisories (
  id {id}, source_id BIGINT NOT NULL REFERENCES sources (id), advisory TEXT NOT NULL,
  package_id BIGINT NOT NULL REFERENCES packages (id),
  summary TEXT, details TEXT, url TEXT, all_versions SMALLINT NOT NULL DEFAULT 0,
  aliases TEXT, ranges TEXT, refs TEXT, credits TEXT, cwes TEXT, origins TEXT,
  published BIGINT, disclosed BIGINT, modified BIGINT, withdrawn BIGINT, record TEXT,
  UNIQUE (source_id, advisory, package_id));
CREATE INDEX advisories_package ON advisories (package_id);
CREATE TABLE advisory_versions (
  advisory_id BIGINT NOT NULL REFERENCES advisories (id) ON DELETE CASCADE,
  version_id BIGINT NOT NULL REFERENCES versions (id),
  PRIMARY KEY (advisory_id, version_id));
CREATE INDEX advisory_versions_version ON advisory_versions (version_id);

CREATE TABLE sightings (
  id {id}, source_id BIGINT NOT NULL REFERENCES sources (id), file_id BIGINT NOT NULL REFERENCES files (id),
  presence TEXT NOT NULL, url TEXT, sha256 TEXT, detail TEXT,
  first_seen BIGINT, last_seen BIGINT, last_checked BIGINT, gone_since BIGINT, failures BIGINT NOT NULL DEFAULT 0,
  UNIQUE (source_id, file_id));
CREATE INDEX sightings_file ON sightings (file_id, source_id, presence, last_checked, failures);
CREATE INDEX sightings_source ON sightings (source_id, id);

CREATE TABLE artifacts (
  id {id}, sha256 TEXT NOT NULL UNIQUE, bytes BIGINT NOT NULL DEFAULT 0, format TEXT, kind TEXT, stored BIGINT,
  outcome TEXT, reasons TEXT, verified BIGINT);
CREATE TABLE artifact_names (
  artifact_id BIGINT NOT NULL REFERENCES artifacts (id), file_id BIGINT NOT NULL REFERENCES files (id),
  source_id BIGINT NOT NULL REFERENCES sources (id),
  PRIMARY KEY (artifact_id, file_id, source_id));
CREATE INDEX artifact_names_file ON artifact_names (file_id);
CREATE INDEX artifact_names_source ON artifact_names (source_id);

CREATE TABLE scans (
  id {id}, artifact_id BIGINT NOT NULL REFERENCES artifacts (id), engine TEXT NOT NULL, at BIGINT,
  verdict TEXT NOT NULL, score DOUBLE PRECISION NOT NULL, summary TEXT,
  files BIGINT, python_files BIGINT, max_depth BIGINT, python_lines BIGINT, malicious_lines BIGINT,
  elapsed_ms DOUBLE PRECISION, platforms TEXT, triggers TEXT, report TEXT,
  UNIQUE (artifact_id, engine));
CREATE TABLE findings (
  scan_id BIGINT NOT NULL REFERENCES scans (id) ON DELETE CASCADE, position BIGINT NOT NULL,
  rule TEXT NOT NULL, evasion SMALLINT NOT NULL, category TEXT, runs_at TEXT, reach TEXT, weight TEXT,
  confidence DOUBLE PRECISION, attack TEXT, evidence BIGINT,
  PRIMARY KEY (scan_id, position));
CREATE INDEX findings_rule ON findings (rule);
CREATE VIEW behaviours AS SELECT * FROM findings WHERE evasion = 0;
CREATE VIEW evasions AS SELECT * FROM findings WHERE evasion = 1;
CREATE TABLE indicators (
  scan_id BIGINT NOT NULL REFERENCES scans (id) ON DELETE CASCADE, position BIGINT NOT NULL,
  type TEXT NOT NULL, value TEXT NOT NULL, file TEXT, line BIGINT, layer BIGINT,
  PRIMARY KEY (scan_id, position));

CREATE TABLE labels (
  id {id}, target TEXT NOT NULL, target_key TEXT NOT NULL, person TEXT NOT NULL,
  package_id BIGINT REFERENCES packages (id), version_id BIGINT REFERENCES versions (id),
  artifact_id BIGINT REFERENCES artifacts (id),
  label TEXT NOT NULL, note TEXT, at BIGINT,
  UNIQUE (target, target_key, person));
CREATE INDEX labels_package ON labels (package_id);
CREATE INDEX labels_version ON labels (version_id);
CREATE INDEX labels_artifact ON labels (artifact_id);

CREATE TABLE checks (
  id {id}, artifact_id BIGINT NOT NULL REFERENCES artifacts (id), name TEXT NOT NULL,
  outcome TEXT NOT NULL, reasons TEXT, detail TEXT, at BIGINT,
  UNIQUE (artifact_id, name));

CREATE TABLE downloads (
  id {id}, source_id BIGINT NOT NULL REFERENCES sources (id), package_id BIGINT NOT NULL REFERENCES packages (id),
  version TEXT NOT NULL, filename TEXT NOT NULL, day BIGINT NOT NULL, form TEXT NOT NULL, system TEXT NOT NULL,
  installer TEXT NOT NULL, country TEXT NOT NULL, downloads BIGINT NOT NULL,
  UNIQUE (source_id, package_id, version, filename, day, form, system, installer, country));
CREATE INDEX downloads_package ON downloads (package_id, day);

CREATE TABLE tasks (
  id {id}, kind TEXT NOT NULL, source TEXT NOT NULL, ecosystem TEXT NOT NULL, package TEXT NOT NULL,
  version TEXT NOT NULL, filename TEXT NOT NULL, subject TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending', attempts BIGINT NOT NULL DEFAULT 0, error TEXT, memo TEXT,
  added BIGINT, next_try BIGINT NOT NULL DEFAULT 0, leased_until BIGINT NOT NULL DEFAULT 0, finished BIGINT,
  UNIQUE (kind, source, ecosystem, package, version, filename, subject));
CREATE INDEX tasks_due ON tasks (kind, state, next_try);

CREATE TABLE cursors (
  id {id}, feed TEXT NOT NULL, location TEXT NOT NULL, position TEXT, at BIGINT,
  UNIQUE (feed, location));
CREATE TABLE answers (
  id {id}, service TEXT NOT NULL, query TEXT NOT NULL, status BIGINT, answer TEXT, at BIGINT,
  UNIQUE (service, query));
CREATE TABLE requests (id {id}, service TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX requests_at ON requests (service, at);
CREATE TABLE failures (
  id {id}, area TEXT NOT NULL, source TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT,
  first_at BIGINT, last_at BIGINT, times BIGINT NOT NULL DEFAULT 1,
  UNIQUE (area, source, subject));
CREATE TABLE runs (
  id {id}, command TEXT NOT NULL, source TEXT, started BIGINT, ended BIGINT,
  added BIGINT NOT NULL DEFAULT 0, changed BIGINT NOT NULL DEFAULT 0, unchanged BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0, error TEXT);
CREATE INDEX runs_source ON runs (source, started);
)sql";

// Classification. Families hang on fingerprints; those marked as compared are enough to know a newcomer by.
constexpr std::string_view kClassification = R"sql(
CREATE TABLE families (
  id {id}, key TEXT NOT NULL UNIQUE, name TEXT, pattern TEXT, members BIGINT NOT NULL DEFAULT 0,
  first_seen BIGINT, last_seen BIGINT);
CREATE TABLE fingerprints (
  id {id}, artifact_id BIGINT NOT NULL UNIQUE REFERENCES artifacts (id), signature TEXT,
  family_id BIGINT REFERENCES families (id), position BIGINT, compared SMALLINT NOT NULL DEFAULT 0);
CREATE INDEX fingerprints_family ON fingerprints (family_id);
CREATE TABLE cluster_decisions (
  id {id}, kind TEXT NOT NULL, parts TEXT NOT NULL, value TEXT NOT NULL,
  person TEXT NOT NULL, note TEXT, at BIGINT);
CREATE TABLE models (
  id {id}, name TEXT NOT NULL UNIQUE, content TEXT, at BIGINT);
)sql";

constexpr std::array kSteps = {kFirst, kClassification};  // step 1, 2, ...

std::string with_ids(std::string_view sql, std::string_view id) {
  constexpr std::string_view kMark = "{id}";
  std::string out;
  for (size_t at = 0;;) {
    const size_t mark = sql.find(kMark, at);
    out += sql.substr(at, mark - at);
    if (mark == std::string_view::npos) return out;
    out += id;
    at = mark + kMark.size();
  }
}

Result<void> migrate_in_transaction(Connection& connection) {
  auto version = schema_version(connection);
  if (!version) return tl::unexpected(version.error());
  if (*version == 0) {
    auto foreign = connection.has_tables();
    if (!foreign) return tl::unexpected(foreign.error());
    if (*foreign) return fail("this is a database of another program: nothing was changed");
    if (auto made = connection.script("CREATE TABLE antivenom_schema (version BIGINT NOT NULL)"); !made) return made;
    if (auto made = connection.script("INSERT INTO antivenom_schema VALUES (0)"); !made) return made;
  }
  for (int step = *version + 1; step <= newest_schema(); ++step) {
    const std::string sql = with_ids(kSteps[static_cast<size_t>(step - 1)], connection.id_column());
    if (auto done = connection.script(sql); !done) return done;
    auto noted = connection.run("UPDATE antivenom_schema SET version = $1", {step});
    if (!noted) return tl::unexpected(noted.error());
  }
  return {};
}

}  // namespace

int newest_schema() { return static_cast<int>(kSteps.size()); }

Result<int> schema_version(Connection& connection) {
  auto there = connection.has_table("antivenom_schema");
  if (!there) return tl::unexpected(there.error());
  if (!*there) return 0;
  auto rows = connection.run("SELECT version FROM antivenom_schema", {});
  if (!rows) return tl::unexpected(rows.error());
  if (rows->size() != 1) return fail("the database does not say which schema it has");
  return static_cast<int>((*rows)[0][0].as_integer());
}

Result<void> migrate(Connection& connection) {
  auto version = schema_version(connection);
  if (!version) return tl::unexpected(version.error());
  if (*version > newest_schema()) {
    return fail("the database was made by a newer version of antivenom (schema " + std::to_string(*version) +
                ", this one knows " + std::to_string(newest_schema()) + ")");
  }
  if (*version == newest_schema()) return {};
  if (auto begun = connection.begin(); !begun) return begun;
  auto done = migrate_in_transaction(connection);
  if (done) done = connection.script("COMMIT");
  if (!done) (void)connection.script("ROLLBACK");
  return done;
}

}  // namespace antivenom::store
