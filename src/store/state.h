// What all parts of the Store share. Not for other rooms.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "store/sql/connection.h"
#include "store/sql/upsert.h"
#include "store/store.h"
#include "store/text.h"

namespace antivenom::store {

struct Store::State {
  std::unique_ptr<Connection> connection;
  unsigned depth = 0;  // of open batches
  // Ids of natural keys, so that a million sightings of one package do not look it up a million times. Emptied when
  // anything is undone.
  std::unordered_map<std::string, int64_t> ids;

  Result<Rows> run(const std::string& sql, const Values& values = {}) { return connection->run(sql, values); }

  Result<Upserted> source_id(const std::string& name, std::string_view kind);
  Result<Upserted> package_id(const PackageKey& package);
  Result<Upserted> version_id(const VersionKey& version);  // marks a new version, see mark()
  Result<Upserted> file_id(const FileKey& file);
  // 0 if there is none.
  Result<int64_t> find_package(const PackageKey& package);
  Result<int64_t> find_artifact(const std::string& sha256);
  Result<std::string> claim_of(int64_t source);

  // Decides anew which versions of a package are malicious.
  Result<void> mark(int64_t package);
  // Decides it for a version that was just added, about which no more is known than its name: the others stay as they
  // are. A page may add thousands.
  Result<void> mark_new(int64_t package, int64_t id, const std::string& version);
  Result<bool> is_accused(int64_t package, const std::string& version);
  Result<void> mark_artifact(int64_t artifact);  // the packages it belongs to
  Result<void> mark_source(int64_t source);      // all packages it holds

 private:
  Result<Upserted> cached(const std::string& cache_key, std::string_view table, const std::vector<Key>& keys,
                          const std::vector<Field>& fields);
};

inline Change change_of(const Upserted& row) {
  return row.added ? Change::added : row.changed ? Change::changed : Change::unchanged;
}
inline Change more(Change a, Change b) { return a < b ? a : b; }  // added before changed before unchanged

constexpr size_t kPage = 1000;  // rows read at a time

// Columns that name a file, from tables called p, v and f.
inline constexpr const char* kFileColumns = "p.ecosystem, p.name, v.version, f.filename";
inline FileKey file_key(const Values& row, size_t at) {
  return {{{row[at + 1].as_text(), row[at].as_text()}, row[at + 2].as_text()}, row[at + 3].as_text()};
}

}  // namespace antivenom::store

// Hands an error on: AV_TRY(name, expression) declares `name` as the value of a Result.
#define AV_TRY(name, expression)                                    \
  auto name##_result = (expression);                                \
  if (!name##_result) return tl::unexpected(name##_result.error()); \
  auto& name = *name##_result
#define AV_CHECK_RESULT(expression) \
  if (auto checked = (expression); !checked) return tl::unexpected(checked.error())
