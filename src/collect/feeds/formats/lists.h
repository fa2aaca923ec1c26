// Lists of malicious packages: rows with a name, perhaps versions, perhaps more. Several rows about one package are one
// advisory.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "collect/feeds/formats/csv.h"
#include "collect/feeds/formats/json.h"
#include "collect/feeds/formats/session.h"
#include "store/records.h"

namespace antivenom::collect {

// One row. `advisory` has what the row says; the list adds the rest.
struct ListRow {
  std::string place;     // "list.csv:12"
  std::string affected;  // as add_affected() takes it
  store::Advisory advisory;
  Json columns = Json::object();  // what the row has, by name; kept as the advisory's record
};

class PackageList {
 public:
  explicit PackageList(Session& session) : session_(session) {}

  // Without an id the package's name is one. A row that cannot be used is a problem of the session.
  void add(ListRow row);
  // Stores what was added, in its order. What is as the last read had it is not touched.
  Result<void> store();

 private:
  struct Entry {
    std::string place;
    store::Advisory advisory;
    Json records = Json::array();
  };
  Session& session_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, size_t> by_key_;
};

// Adds the rows of a table whose columns are found by their names (see lists.cpp for those that are known): only that
// of the package is needed. An error: there is no such column.
Result<void> add_csv(std::string_view text, const std::string& place, const std::string& default_ecosystem,
                     Session& session, PackageList& list);

// A feed that is nothing but such tables, in files with one of `suffixes`; rows without an ecosystem are of PyPI.
Result<FeedResult> read_tables(FeedContext& context, std::string_view feed, std::vector<std::string_view> suffixes);

}  // namespace antivenom::collect
