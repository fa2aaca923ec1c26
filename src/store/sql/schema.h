#pragma once

#include "base/result.h"
#include "store/sql/connection.h"

namespace antivenom::store {

// Brings the database to the newest schema, one numbered step after the other, each in a transaction. Refuses a
// database of somebody else and one that a newer version made. Several processes may call it at once.
Result<void> migrate(Connection& connection);

// 0 if there is no schema yet.
Result<int> schema_version(Connection& connection);

// Of this program.
int newest_schema();

}  // namespace antivenom::store
