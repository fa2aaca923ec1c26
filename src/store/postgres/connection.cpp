// PostgreSQL through libpq: many machines on one dataset.
#include <charconv>
#include <unordered_map>

#include "store/postgres/libpq.h"
#include "store/sql/connection.h"

namespace antivenom::store {
namespace {

// Types as the server numbers them (pg_type.dat); all else is read as text.
constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kFloat4 = 700, kFloat8 = 701, kNumeric = 1700;
constexpr size_t kStatements = 256;
constexpr int64_t kWriteLock = 0x61'6e'74'69'76'65'6e;  // any number, the same for all of us

struct PostgresCloser {
  void operator()(PGconn* handle) const { pq().finish(handle); }
  void operator()(PGresult* result) const { pq().clear(result); }
};
using ResultPointer = std::unique_ptr<PGresult, PostgresCloser>;

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string reason_of(PGconn* handle, const PGresult* result) {
  const char* state = result != nullptr ? pq().resultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const std::string own = trimmed(result != nullptr ? pq().resultErrorMessage(result) : pq().errorMessage(handle));
  if (state != nullptr && std::string_view(state) == "53100") return "the disk of the database is full (" + own + ")";
  if (pq().status(handle) != CONNECTION_OK) return "the connection to the database is lost (" + own + ")";
  return own;
}

// Numbers as text; shared buffers for the values of one statement.
struct Parameters {
  explicit Parameters(const Values& values) {
    texts.reserve(values.size());
    for (const Value& value : values) {
      if (value.is_null()) {
        pointers.push_back(nullptr);
      } else if (value.text() != nullptr) {
        pointers.push_back(value.text()->c_str());
      } else {
        char buffer[32];
        const auto end = value.real() != nullptr ? std::to_chars(buffer, buffer + sizeof buffer, *value.real())
                                                 : std::to_chars(buffer, buffer + sizeof buffer, *value.integer());
        texts.emplace_back(buffer, end.ptr);
        pointers.push_back(texts.back().c_str());
      }
    }
  }
  std::vector<std::string> texts;
  std::vector<const char*> pointers;
};

Value value_of(const PGresult* result, int row, int column) {
  if (pq().getisnull(result, row, column) != 0) return {};
  const std::string_view text(pq().getvalue(result, row, column),
                              static_cast<size_t>(pq().getlength(result, row, column)));
  switch (pq().ftype(result, column)) {
    case kBool:
      return Value(text == "t");
    case kInt2:
    case kInt4:
    case kInt8:
    case kNumeric: {
      int64_t number = 0;
      std::from_chars(text.data(), text.data() + text.size(), number);
      return Value(number);
    }
    case kFloat4:
    case kFloat8: {
      double number = 0;
      std::from_chars(text.data(), text.data() + text.size(), number);
      return Value(number);
    }
    default:
      return Value(text);
  }
}

void read_row(const PGresult* result, int row, Values& out) {
  const int columns = pq().nfields(result);
  out.clear();
  out.reserve(static_cast<size_t>(columns));
  for (int column = 0; column < columns; ++column) out.push_back(value_of(result, row, column));
}

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(PGconn* handle) : handle_(handle) {}

  Result<Rows> run(const std::string& sql, const Values& values) override {
    auto name = statement(sql);
    if (!name) return tl::unexpected(name.error());
    const Parameters parameters(values);
    const ResultPointer result(pq().execPrepared(handle_.get(), name->c_str(),
                                                 static_cast<int>(parameters.pointers.size()),
                                                 parameters.pointers.data(), nullptr, nullptr, 0));
    const ExecStatusType status = pq().resultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) return fail(reason_of(handle_.get(), result.get()));
    Rows rows;
    for (int row = 0; row < pq().ntuples(result.get()); ++row) read_row(result.get(), row, rows.rows.emplace_back());
    const std::string_view changed = pq().cmdTuples(result.get());
    std::from_chars(changed.data(), changed.data() + changed.size(), rows.changed);
    return rows;
  }

  Result<void> each(const std::string& sql, const Values& values,
                    const std::function<void(const Values&)>& visit) override {
    auto name = statement(sql);
    if (!name) return tl::unexpected(name.error());
    const Parameters parameters(values);
    if (pq().sendQueryPrepared(handle_.get(), name->c_str(), static_cast<int>(parameters.pointers.size()),
                               parameters.pointers.data(), nullptr, nullptr, 0) != 1 ||
        pq().setSingleRowMode(handle_.get()) != 1) {
      return fail(reason_of(handle_.get(), nullptr));
    }
    Values row;
    Result<void> outcome;
    while (const ResultPointer result{pq().getResult(handle_.get())}) {
      const ExecStatusType status = pq().resultStatus(result.get());
      if (status == PGRES_SINGLE_TUPLE) {
        read_row(result.get(), 0, row);
        visit(row);
      } else if (status != PGRES_TUPLES_OK && outcome) {
        outcome = fail(reason_of(handle_.get(), result.get()));
      }
    }
    return outcome;
  }

  Result<void> script(const std::string& sql) override {
    const ResultPointer result(pq().exec(handle_.get(), sql.c_str()));
    const ExecStatusType status = pq().resultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return {};
    return fail(reason_of(handle_.get(), result.get()));
  }

  Result<void> begin() override {
    auto begun = script("BEGIN");
    if (!begun) return begun;
    auto locked = script("SELECT pg_advisory_xact_lock(" + std::to_string(kWriteLock) + ")");
    if (!locked) (void)script("ROLLBACK");
    return locked;
  }

  std::string_view name() const override { return "postgresql"; }
  std::string_view id_column() const override { return "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"; }

  Result<bool> has_tables() override {
    return exists("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1", {});
  }
  Result<bool> has_table(const std::string& table) override {
    return exists("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1", {table});
  }

 private:
  Result<bool> exists(const std::string& sql, const Values& values) {
    auto rows = run(sql, values);
    if (!rows) return tl::unexpected(rows.error());
    return !rows->empty();
  }

  Result<std::string> statement(const std::string& sql) {
    if (const auto at = statements_.find(sql); at != statements_.end()) return at->second;
    if (statements_.size() >= kStatements) {
      if (auto freed = script("DEALLOCATE ALL"); !freed) return tl::unexpected(freed.error());
      statements_.clear();
    }
    std::string name = "antivenom_" + std::to_string(++prepared_);
    const ResultPointer result(pq().prepare(handle_.get(), name.c_str(), sql.c_str(), 0, nullptr));
    if (pq().resultStatus(result.get()) != PGRES_COMMAND_OK) return fail(reason_of(handle_.get(), result.get()), sql);
    statements_.emplace(sql, name);
    return name;
  }

  std::unique_ptr<PGconn, PostgresCloser> handle_;
  std::unordered_map<std::string, std::string> statements_;
  uint64_t prepared_ = 0;
};

}  // namespace

Result<std::unique_ptr<Connection>> open_postgres(const std::string& url) {
  const Result<LibPq>& library = libpq();
  if (!library) return tl::unexpected(library.error());
  PGconn* raw = library->connectdb(url.c_str());
  auto connection = std::make_unique<PostgresConnection>(raw);
  // The URL may hold a password: it is not repeated.
  if (raw == nullptr || pq().status(raw) != CONNECTION_OK) return fail(trimmed(pq().errorMessage(raw)), "postgresql");
  pq().setNoticeProcessor(
      raw, [](void*, const char*) {}, nullptr);
  auto ready = connection->script("SET client_encoding = 'UTF8'; SET standard_conforming_strings = on");
  if (!ready) return tl::unexpected(ready.error());
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace antivenom::store
