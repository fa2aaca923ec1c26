// Numbers of marshal data as Python prints them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace antivenom::python {

// Decimal text of an integer given as 15-bit digits of two bytes, the lowest first. Nothing for more than 20,000
// digits, whose conversion would take quadratic time.
std::optional<std::string> long_to_decimal(std::string_view digits, bool negative);

// repr() of a float: the shortest text that reads back as the same number, with ".0" where it looks like an int.
std::string float_repr(double number);

}  // namespace antivenom::python
