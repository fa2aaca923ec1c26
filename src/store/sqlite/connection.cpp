// SQLite: one file, readable by every tool there is.
#include <sqlite3.h>

#include <filesystem>
#include <thread>
#include <unordered_map>

#include "store/sql/connection.h"

namespace antivenom::store {
namespace {

constexpr int kBusyMs = 60'000;  // a batch of another process is over long before
constexpr size_t kStatements = 256;

struct SqliteCloser {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// What a person can do something about, then SQLite's own words.
std::string reason_of(sqlite3* handle, int code) {
  const std::string own = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
      return "the database is damaged (" + own + ")";
    case SQLITE_NOTADB:
      return "this is no database, or it is damaged (" + own + ")";
    case SQLITE_FULL:
      return "the disk is full (" + own + ")";
    case SQLITE_IOERR:
      return "reading or writing failed, the disk may be full (" + own + ")";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process keeps the database locked (" + own + ")";
    case SQLITE_READONLY:
      return "the database cannot be written to (" + own + ")";
    case SQLITE_CANTOPEN:
      return "the database cannot be opened (" + own + ")";
    default:
      return own;
  }
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}

  Result<void> prepare_use() {
    sqlite3_busy_timeout(handle_.get(), kBusyMs);
    sqlite3_extended_result_codes(handle_.get(), 1);
    // A file cannot become a WAL while another process does the same; the busy handler is not asked then.
    Result<void> wal = script("PRAGMA journal_mode = WAL");
    for (int attempt = 0; !wal && attempt < 100 && last_ == SQLITE_BUSY; ++attempt) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      wal = script("PRAGMA journal_mode = WAL");
    }
    if (!wal) return wal;
    return script(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
        "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF");
  }

  Result<Rows> run(const std::string& sql, const Values& values) override {
    Rows rows;
    const int before = sqlite3_total_changes(handle_.get());
    auto done = step(sql, values, [&](sqlite3_stmt* statement) { read_row(statement, rows.rows.emplace_back()); });
    if (!done) return tl::unexpected(done.error());
    rows.changed = static_cast<uint64_t>(sqlite3_total_changes(handle_.get()) - before);
    return rows;
  }

  Result<void> each(const std::string& sql, const Values& values,
                    const std::function<void(const Values&)>& visit) override {
    Values row;
    return step(sql, values, [&](sqlite3_stmt* statement) {
      read_row(statement, row);
      visit(row);
    });
  }

  Result<void> script(const std::string& sql) override {
    last_ = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (last_ == SQLITE_OK) return {};
    const std::string reason = reason_of(handle_.get(), last_);
    last_ &= 0xff;
    return fail(reason, path_);
  }

  Result<void> begin() override { return script("BEGIN IMMEDIATE"); }

  std::string_view name() const override { return "sqlite"; }
  std::string_view id_column() const override { return "INTEGER PRIMARY KEY"; }

  Result<bool> has_tables() override { return exists("SELECT 1 FROM sqlite_master LIMIT 1", {}); }
  Result<bool> has_table(const std::string& table) override {
    return exists("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", {table});
  }

 private:
  Result<bool> exists(const std::string& sql, const Values& values) {
    auto rows = run(sql, values);
    if (!rows) return tl::unexpected(rows.error());
    return !rows->empty();
  }

  template <class OnRow>
  Result<void> step(const std::string& sql, const Values& values, OnRow on_row) {
    auto prepared = statement(sql);
    if (!prepared) return tl::unexpected(prepared.error());
    sqlite3_stmt* statement = *prepared;
    bind(statement, values);
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) on_row(statement);
    const std::string reason = code != SQLITE_DONE ? reason_of(handle_.get(), code) : std::string();
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return code == SQLITE_DONE ? Result<void>() : fail(reason, path_);
  }

  Result<sqlite3_stmt*> statement(const std::string& sql) {
    if (const auto at = statements_.find(sql); at != statements_.end()) return at->second.get();
    if (statements_.size() >= kStatements) statements_.clear();
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (code != SQLITE_OK) return fail(reason_of(handle_.get(), code), path_);
    statements_.emplace(sql, raw);
    return raw;
  }

  // "$7" is a name to SQLite, numbered in the order of appearance. The values outlive the statement's run.
  static void bind(sqlite3_stmt* statement, const Values& values) {
    const int count = sqlite3_bind_parameter_count(statement);
    for (int at = 1; at <= count; ++at) {
      const char* name = sqlite3_bind_parameter_name(statement, at);
      const size_t index = name != nullptr ? std::strtoul(name + 1, nullptr, 10) - 1 : SIZE_MAX;
      if (index >= values.size()) continue;
      const Value& value = values[index];
      if (const int64_t* number = value.integer()) {
        sqlite3_bind_int64(statement, at, *number);
      } else if (const double* real = value.real()) {
        sqlite3_bind_double(statement, at, *real);
      } else if (const std::string* text = value.text()) {
        sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
      } else {
        sqlite3_bind_null(statement, at);
      }
    }
  }

  static void read_row(sqlite3_stmt* statement, Values& row) {
    row.clear();
    const int columns = sqlite3_column_count(statement);
    row.reserve(static_cast<size_t>(columns));
    for (int i = 0; i < columns; ++i) {
      switch (sqlite3_column_type(statement, i)) {
        case SQLITE_INTEGER:
          row.emplace_back(static_cast<int64_t>(sqlite3_column_int64(statement, i)));
          break;
        case SQLITE_FLOAT:
          row.emplace_back(sqlite3_column_double(statement, i));
          break;
        case SQLITE_NULL:
          row.emplace_back();
          break;
        default: {
          const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
          const auto size = static_cast<size_t>(sqlite3_column_bytes(statement, i));
          row.emplace_back(bytes != nullptr ? std::string(bytes, size) : std::string());
        }
      }
    }
  }

  std::unique_ptr<sqlite3, SqliteCloser> handle_;
  std::string path_;
  int last_ = SQLITE_OK;
  // After the handle, hence destroyed before it.
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, SqliteCloser>> statements_;
};

}  // namespace

Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path, bool create) {
  namespace fs = std::filesystem;
  std::error_code error;
  const bool memory = path == ":memory:";
  if (!memory && create) {
    const fs::path folder = fs::path(path).parent_path();
    if (!folder.empty() && !fs::exists(folder, error)) {
      fs::create_directories(folder, error);
      if (error) return fail("the folder cannot be made: " + error.message(), folder.string());
      fs::permissions(folder, fs::perms::owner_all, error);
    }
  }
  if (!memory && !create && !fs::exists(path, error)) return fail("there is no such database", path);
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  auto connection = std::make_unique<SqliteConnection>(raw, path);
  if (code != SQLITE_OK) return fail(reason_of(raw, code), path);
  if (auto ready = connection->prepare_use(); !ready) return tl::unexpected(ready.error());
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace antivenom::store
