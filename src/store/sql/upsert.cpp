#include "store/sql/upsert.h"

#include <fmt/format.h>

namespace antivenom::store {
namespace {

std::string merged(const Field& field, size_t parameter) {
  switch (field.merge) {
    case Merge::known:
      return fmt::format("COALESCE(${1}, {0})", field.column, parameter);
    case Merge::first:
      return fmt::format("COALESCE({0}, ${1})", field.column, parameter);
    case Merge::set:
      return fmt::format("${}", parameter);
    case Merge::earliest:
      return fmt::format("CASE WHEN {0} IS NULL OR ${1} < {0} THEN COALESCE(${1}, {0}) ELSE {0} END", field.column,
                         parameter);
  }
  return {};
}

std::string select_sql(std::string_view table, const std::vector<Key>& keys) {
  std::string sql = fmt::format("SELECT id FROM {} WHERE ", table);
  for (size_t i = 0; i < keys.size(); ++i)
    sql += fmt::format("{}{} = ${}", i == 0 ? "" : " AND ", keys[i].column, i + 1);
  return sql;
}

std::string insert_sql(std::string_view table, const std::vector<Key>& keys, const std::vector<Field>& fields) {
  std::string columns, marks;
  size_t parameter = 0;
  for (const Key& key : keys) {
    columns += fmt::format("{}{}", parameter == 0 ? "" : ", ", key.column);
    marks += fmt::format("{}${}", parameter == 0 ? "" : ", ", parameter + 1);
    ++parameter;
  }
  for (const Field& field : fields) {
    columns += fmt::format(", {}", field.column);
    marks += fmt::format(", ${}", ++parameter);
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({}) RETURNING id", table, columns, marks);
}

std::string update_sql(std::string_view table, const std::vector<Field>& fields) {
  std::string set, differs;
  for (size_t i = 0; i < fields.size(); ++i) {
    const std::string value = merged(fields[i], i + 2);
    set += fmt::format("{}{} = {}", i == 0 ? "" : ", ", fields[i].column, value);
    differs += fmt::format("{}{} IS DISTINCT FROM {}", i == 0 ? "" : " OR ", fields[i].column, value);
  }
  return fmt::format("UPDATE {} SET {} WHERE id = $1 AND ({})", table, set, differs);
}

Values values_of(const std::vector<Key>& keys) {
  Values values;
  for (const Key& key : keys) values.push_back(key.value);
  return values;
}

}  // namespace

Result<Upserted> upsert(Connection& connection, std::string_view table, const std::vector<Key>& keys,
                        const std::vector<Field>& fields) {
  auto found = connection.run(select_sql(table, keys), values_of(keys));
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) {
    Values values = values_of(keys);
    for (const Field& field : fields) values.push_back(field.value);
    auto made = connection.run(insert_sql(table, keys, fields), values);
    if (!made) return tl::unexpected(made.error());
    if (made->empty()) return fail("a row was not written", std::string(table));
    return Upserted{(*made)[0][0].as_integer(), true, false};
  }
  Upserted out{(*found)[0][0].as_integer(), false, false};
  if (fields.empty()) return out;
  Values values{Value(out.id)};
  for (const Field& field : fields) values.push_back(field.value);
  auto updated = connection.run(update_sql(table, fields), values);
  if (!updated) return tl::unexpected(updated.error());
  out.changed = updated->changed > 0;
  return out;
}

}  // namespace antivenom::store
