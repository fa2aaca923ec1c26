// Comma-separated records as RFC 4180 has them, of strangers: quoted newlines, a byte order mark, rows of any length,
// ';' or a tab instead of ','. A row with a quote that is never closed costs that row, not the rest of the file.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace antivenom::collect {

struct CsvRow {
  size_t line = 0;  // where it starts; first is 1
  std::vector<std::string> fields;
  std::optional<Error> error;  // the row cannot be read; `fields` is empty
};

class CsvReader {
 public:
  // Reads the first row as the columns' names.
  explicit CsvReader(std::string_view text);

  // As they stand in the file.
  const std::vector<std::string>& columns() const { return columns_; }
  // The column of the first of these names that there is. Case, blanks, '_' and '-' do not count.
  std::optional<size_t> column(std::initializer_list<std::string_view> names) const;

  // Rows without any text are left out.
  std::optional<CsvRow> next();

 private:
  CsvRow take_row();

  std::string_view text_;
  char separator_ = ',';
  size_t at_ = 0, line_ = 1, unclosed_ = 0;
  std::vector<std::string> columns_;
};

}  // namespace antivenom::collect
