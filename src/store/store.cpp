// Opening, transactions, and the rows that others refer to: sources, packages, versions, files.
#include "store/store.h"

#include <algorithm>

#include "store/sql/schema.h"
#include "store/state.h"

namespace antivenom::store {
namespace {

constexpr size_t kCachedIds = 200'000;

bool is_postgres(const std::string& url) {
  return url.rfind("postgresql://", 0) == 0 || url.rfind("postgres://", 0) == 0;
}

Result<std::unique_ptr<Connection>> connect(const std::string& url, bool create) {
  if (is_postgres(url)) return open_postgres(url);
  constexpr std::string_view kScheme = "sqlite:";
  if (url.rfind(kScheme, 0) == 0) {
    std::string path = url.substr(kScheme.size());
    if (path.rfind("//", 0) == 0) path = path.substr(2);
    if (path.empty()) return fail("the database's URL names no file", url);
    return open_sqlite(path, create);
  }
  if (url.find("://") != std::string::npos) {
    return fail("sqlite:///path and postgresql://... are known, this is neither",
                url.substr(0, url.find("://") + 3) + "...");
  }
  if (url.empty()) return fail("the database's URL is empty");
  return open_sqlite(url, create);
}

}  // namespace

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::string& url) {
  auto state = std::make_unique<State>();
  auto connection = connect(url, true);
  if (!connection) return tl::unexpected(connection.error());
  state->connection = std::move(*connection);
  AV_CHECK_RESULT(migrate(*state->connection));
  return Store(std::move(state));
}

Result<Store> Store::open_existing(const std::string& url) {
  auto state = std::make_unique<State>();
  auto connection = connect(url, false);
  if (!connection) return tl::unexpected(connection.error());
  state->connection = std::move(*connection);
  AV_TRY(version, antivenom::store::schema_version(*state->connection));
  if (version == 0) return fail("this is no database of antivenom", is_postgres(url) ? "postgresql" : url);
  AV_CHECK_RESULT(migrate(*state->connection));
  return Store(std::move(state));
}

Result<int> Store::schema_version() { return antivenom::store::schema_version(*state_->connection); }
std::string_view Store::backend() const { return state_->connection->name(); }

// ---- transactions

Store::Batch::Batch(Store* store) : store_(store) {}
Store::Batch::Batch(Batch&& other) noexcept : store_(other.store_) { other.store_ = nullptr; }

Store::Batch::~Batch() {
  if (store_ == nullptr) return;
  State& state = *store_->state_;
  --state.depth;
  state.ids.clear();
  const std::string mark = "s" + std::to_string(state.depth);
  // Where even this fails the connection is lost, and the database undoes it by itself.
  (void)state.connection->script(state.depth == 0 ? "ROLLBACK" : "ROLLBACK TO " + mark + "; RELEASE " + mark);
}

Result<void> Store::Batch::commit() {
  if (store_ == nullptr) return fail("this batch is over");
  State& state = *store_->state_;
  auto done = state.depth == 1 ? state.connection->script("COMMIT")
                               : state.connection->script("RELEASE s" + std::to_string(state.depth - 1));
  if (!done) return done;  // the destructor undoes it
  --state.depth;
  store_ = nullptr;
  return done;
}

Result<Store::Batch> Store::begin() {
  State& state = *state_;
  auto done = state.depth == 0 ? state.connection->begin()
                               : state.connection->script("SAVEPOINT s" + std::to_string(state.depth));
  if (!done) return tl::unexpected(done.error());
  ++state.depth;
  return Batch(this);
}

// ---- natural keys

Result<Upserted> Store::State::cached(const std::string& cache_key, std::string_view table,
                                      const std::vector<Key>& keys, const std::vector<Field>& fields) {
  if (const auto at = ids.find(cache_key); at != ids.end()) return Upserted{at->second, false, false};
  AV_TRY(row, upsert(*connection, table, keys, fields));
  if (ids.size() >= kCachedIds) ids.clear();
  ids.emplace(cache_key, row.id);
  return row;
}

Result<Upserted> Store::State::source_id(const std::string& name, std::string_view kind) {
  AV_CHECK_RESULT(check_name(name, "the source's name"));
  const std::string clean = storable(name);
  return cached("s\n" + clean, "sources", {{"name", clean}}, {{"kind", Merge::first, Value(kind)}});
}

Result<Upserted> Store::State::package_id(const PackageKey& package) {
  AV_CHECK_RESULT(check_key(package));
  const std::string ecosystem = storable(package.ecosystem), normalized = normalized_name(package);
  return cached("p\n" + ecosystem + "\n" + normalized, "packages",
                {{"ecosystem", ecosystem}, {"normalized", normalized}},
                {{"name", Merge::first, storable(package.name)}});
}

Result<Upserted> Store::State::version_id(const VersionKey& version) {
  AV_CHECK_RESULT(check_key(version));
  AV_TRY(package, package_id(version.package));
  const std::string clean = storable(version.version);
  AV_TRY(row, cached("v\n" + std::to_string(package.id) + "\n" + clean, "versions",
                     {{"package_id", package.id}, {"version", clean}}, {}));
  if (row.added) AV_CHECK_RESULT(mark_new(package.id, row.id, clean));
  return row;
}

Result<Upserted> Store::State::file_id(const FileKey& file) {
  AV_CHECK_RESULT(check_key(file));
  AV_TRY(version, version_id(file.version));
  const std::string clean = storable(file.filename);
  return cached("f\n" + std::to_string(version.id) + "\n" + clean, "files",
                {{"version_id", version.id}, {"filename", clean}}, {});
}

Result<int64_t> Store::State::find_package(const PackageKey& package) {
  AV_TRY(rows, run("SELECT id FROM packages WHERE ecosystem = $1 AND normalized = $2",
                   {storable(package.ecosystem), normalized_name(package)}));
  return rows.empty() ? int64_t{0} : rows[0][0].as_integer();
}

Result<int64_t> Store::State::find_artifact(const std::string& sha256) {
  AV_TRY(rows, run("SELECT id FROM artifacts WHERE sha256 = $1", {storable(sha256)}));
  return rows.empty() ? int64_t{0} : rows[0][0].as_integer();
}

Result<std::string> Store::State::claim_of(int64_t source) {
  AV_TRY(rows, run("SELECT claim FROM sources WHERE id = $1", {source}));
  return rows.empty() ? std::string() : rows[0][0].as_text();
}

// ---- writing them

Result<Change> Store::put(const Source& source) {
  AV_CHECK_RESULT(check_name(source.name, "the source's name"));
  AV_TRY(batch, begin());
  AV_TRY(before, state_->run("SELECT claim FROM sources WHERE name = $1", {storable(source.name)}));
  AV_TRY(row, upsert(*state_->connection, "sources", {{"name", storable(source.name)}},
                     {{"kind", Merge::known, known(storable(source.kind))},
                      {"url", Merge::known, known(storable(source.url))},
                      {"country", Merge::known, known(storable(source.country))},
                      {"claim", Merge::known, known(storable(source.claim))}}));
  if (row.changed && !source.claim.empty() && before[0][0].as_text() != source.claim) {
    AV_CHECK_RESULT(state_->mark_source(row.id));
  }
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<Change> Store::put(const PackageKey& package) {
  AV_TRY(batch, begin());
  AV_TRY(row, state_->package_id(package));
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<Change> Store::put(const VersionKey& version) {
  AV_TRY(batch, begin());
  AV_TRY(row, state_->version_id(version));
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<Change> Store::put(const FileRecord& file) {
  AV_TRY(batch, begin());
  AV_TRY(row, state_->file_id(file.key));
  const auto text = [](const std::string& value) { return known(storable(value)); };
  auto updated = upsert(*state_->connection, "files", {{"id", row.id}},
                        {{"kind", Merge::known, text(file.kind)},
                         {"path", Merge::known, text(file.path)},
                         {"sha256", Merge::known, text(file.sha256)},
                         {"bytes", Merge::known, known(static_cast<int64_t>(file.bytes))},
                         {"uploaded", Merge::earliest, known(file.uploaded)},
                         {"author", Merge::known, text(file.author)},
                         {"author_email", Merge::known, text(file.author_email)},
                         {"requires_python", Merge::known, text(file.requires_python)},
                         {"uploaded_via", Merge::known, text(file.uploaded_via)}});
  if (!updated) return tl::unexpected(updated.error());
  AV_CHECK_RESULT(batch.commit());
  row.changed = row.changed || updated->changed;
  return change_of(row);
}

// ---- reading them

namespace {

Source source_of(const Values& row) {
  return {row[0].as_text(), row[1].as_text(), row[2].as_text(), row[3].as_text(), row[4].as_text()};
}
constexpr const char* kSourceColumns = "name, kind, url, country, claim";

FileRecord file_of(const Values& row) {
  FileRecord file;
  file.key = file_key(row, 1);
  file.kind = row[5].as_text();
  file.path = row[6].as_text();
  file.sha256 = row[7].as_text();
  file.bytes = row[8].as_count();
  file.uploaded = row[9].as_integer();
  file.author = row[10].as_text();
  file.author_email = row[11].as_text();
  file.requires_python = row[12].as_text();
  file.uploaded_via = row[13].as_text();
  return file;
}
const std::string kFileSelect =
    std::string("SELECT f.id, ") + kFileColumns +
    ", f.kind, f.path, f.sha256, f.bytes, f.uploaded, f.author, f.author_email, f.requires_python, f.uploaded_via "
    "FROM files f JOIN versions v ON v.id = f.version_id JOIN packages p ON p.id = v.package_id ";

}  // namespace

Result<std::optional<Source>> Store::source(const std::string& name) {
  AV_TRY(rows,
         state_->run(std::string("SELECT ") + kSourceColumns + " FROM sources WHERE name = $1", {storable(name)}));
  return rows.empty() ? std::nullopt : std::optional(source_of(rows[0]));
}

Result<std::vector<Source>> Store::sources() {
  AV_TRY(rows, state_->run(std::string("SELECT ") + kSourceColumns + " FROM sources ORDER BY name"));
  std::vector<Source> sources;
  for (const Values& row : rows) sources.push_back(source_of(row));
  return sources;
}

Result<void> Store::each_package(const Visit<PackageKey>& visit) {
  for (int64_t after = 0;;) {
    AV_TRY(rows,
           state_->run("SELECT id, ecosystem, name FROM packages WHERE id > $1 ORDER BY id LIMIT $2", {after, kPage}));
    for (const Values& row : rows) {
      if (!visit({row[2].as_text(), row[1].as_text()})) return {};
      after = row[0].as_integer();
    }
    if (rows.size() < kPage) return {};
  }
}

Result<std::vector<std::string>> Store::versions(const PackageKey& package) {
  AV_TRY(id, state_->find_package(package));
  AV_TRY(rows, state_->run("SELECT version FROM versions WHERE package_id = $1", {id}));
  std::vector<std::string> versions;
  for (const Values& row : rows) versions.push_back(row[0].as_text());
  std::sort(versions.begin(), versions.end(), [](const std::string& a, const std::string& b) {
    const int order = compare_versions(a, b);
    return order != 0 ? order < 0 : a < b;
  });
  return versions;
}

Result<void> Store::each_file(const PackageKey& package, const Visit<FileRecord>& visit) {
  int64_t id = 0;
  if (!package.name.empty()) {
    AV_TRY(found, state_->find_package(package));
    if (found == 0) return {};
    id = found;
  }
  for (int64_t after = 0;;) {
    // The package is part of the text, so that each form is planned for itself.
    const std::string where = id == 0 ? "WHERE f.id > $1 " : "WHERE f.id > $1 AND p.id = $3 ";
    AV_TRY(rows, state_->run(kFileSelect + where + "ORDER BY f.id LIMIT $2",
                             id == 0 ? Values{after, kPage} : Values{after, kPage, id}));
    for (const Values& row : rows) {
      if (!visit(file_of(row))) return {};
      after = row[0].as_integer();
    }
    if (rows.size() < kPage) return {};
  }
}

Result<std::optional<FileRecord>> Store::file(const FileKey& key) {
  AV_TRY(rows, state_->run(
                   kFileSelect + "WHERE p.ecosystem = $1 AND p.normalized = $2 AND v.version = $3 AND f.filename = $4",
                   {storable(key.version.package.ecosystem), normalized_name(key.version.package),
                    storable(key.version.version), storable(key.filename)}));
  return rows.empty() ? std::nullopt : std::optional(file_of(rows[0]));
}

}  // namespace antivenom::store
