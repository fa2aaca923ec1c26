// Records of comma-separated values (RFC 4180).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace antivenom {

// Takes one record, with its line end, off the front of `rest`: a quoted field may hold commas, quotes and line ends.
// An open quote ends with the text. Never empty. Adds the line ends that were passed to *lines if given.
std::vector<std::string> take_csv_record(std::string_view& rest, uint32_t* lines = nullptr);

// One field, quoted where it has to be.
std::string csv_field(std::string_view text);

}  // namespace antivenom
