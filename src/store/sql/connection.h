// What the two databases differ in. All statements are written once, in SQL that both speak: `$1` for parameters,
// ON CONFLICT, RETURNING, IS DISTINCT FROM.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sql/value.h"

namespace antivenom::store {

class Connection {
 public:
  virtual ~Connection() = default;

  // Runs one statement; it is prepared once and kept.
  virtual Result<Rows> run(const std::string& sql, const Values& values) = 0;
  // The same for results too large to hold: calls visit(row) for each. Nothing else may be run meanwhile.
  virtual Result<void> each(const std::string& sql, const Values& values,
                            const std::function<void(const Values&)>& visit) = 0;
  // Runs several statements without parameters.
  virtual Result<void> script(const std::string& sql) = 0;

  // Starts a transaction that will write, and waits for that of others: one at a time writes, so no transaction fails
  // halfway for what another does, and what was read stays true until it is written. SQLite can do no other; for
  // PostgreSQL it spares deadlocks between batches that touch the same packages in another order.
  virtual Result<void> begin() = 0;

  virtual std::string_view name() const = 0;       // "sqlite", "postgresql"
  virtual std::string_view id_column() const = 0;  // type of a generated key
  virtual Result<bool> has_tables() = 0;           // anything in the database at all
  virtual Result<bool> has_table(const std::string& table) = 0;
};

// `create`: make the file and its folder if there is none.
Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path, bool create);
Result<std::unique_ptr<Connection>> open_postgres(const std::string& url);

}  // namespace antivenom::store
