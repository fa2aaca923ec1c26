// A row by its natural key: made if it is missing, else merged field by field.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "store/sql/connection.h"

namespace antivenom::store {

enum class Merge : uint8_t {
  known,     // the new value, unless it is NULL
  first,     // the old value, unless it is NULL
  set,       // the new value, NULL too
  earliest,  // the smaller of both, NULL apart
};

struct Key {
  std::string_view column;
  Value value;  // never NULL
};
struct Field {
  std::string_view column;
  Merge merge;
  Value value;
};

struct Upserted {
  int64_t id = 0;
  bool added = false, changed = false;
};

// Within a transaction.
Result<Upserted> upsert(Connection& connection, std::string_view table, const std::vector<Key>& keys,
                        const std::vector<Field>& fields);

}  // namespace antivenom::store
