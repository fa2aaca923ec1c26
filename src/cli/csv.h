#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace antivenom::cli {

// One row by the names in the first line.
using CsvRow = std::map<std::string, std::string, std::less<>>;

// Comma-separated with RFC 4180 quotes; the first row names the columns. Fields beyond the named ones are dropped,
// missing ones are empty.
std::vector<CsvRow> parse_csv(std::string_view text);

}  // namespace antivenom::cli
