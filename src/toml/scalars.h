// What the single tokens of TOML mean. The grammar has told their kind and most of their form.
#pragma once

#include <string>
#include <string_view>

namespace antivenom::toml {

// Each reads a whole token into `out` and returns what is wrong with it, in plain words; "" if nothing is. `out` is
// always a value of its type, the nearest there is.
std::string read_string(std::string_view token, std::string& out);  // with its quotes, one or three
std::string read_integer(std::string_view token, int64_t& out);
std::string read_float(std::string_view token, double& out);
std::string check_date(std::string_view token);  // of a date or a date and time

// The position of the first byte that must not stand in any TOML text: what is no UTF-8, control characters, a carriage
// return without a line feed; npos if there is none.
size_t find_forbidden(std::string_view text);

}  // namespace antivenom::toml
