#include "cli/csv.h"

#include "base/csv.h"

namespace antivenom::cli {

std::vector<CsvRow> parse_csv(std::string_view text) {
  std::vector<CsvRow> rows;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::vector<std::string> names = take_csv_record(text);
  while (!text.empty()) {
    const std::vector<std::string> fields = take_csv_record(text);
    if (fields.size() == 1 && fields[0].empty()) continue;
    CsvRow row;
    for (size_t i = 0; i < names.size(); ++i) row[names[i]] = i < fields.size() ? fields[i] : std::string();
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace antivenom::cli
