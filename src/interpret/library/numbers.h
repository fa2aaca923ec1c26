// Numbers as Python writes, reads and compares them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interpret/library.h"

namespace antivenom::interpret {

// repr of a float: the shortest digits that read back as the same number.
std::string float_repr(double value);
// Significant decimal digits (no point, at least one) and the exponent of the first one: 123.0 -> "123", 2.
struct Digits {
  std::string digits;
  int exponent;
  bool negative;
};
Digits shortest_digits(double value);

// CPython refuses decimal text of ints beyond this many digits (sys.int_info.default_max_str_digits).
constexpr size_t kMaxIntDigits = 4300;
// Decimal text; raises ValueError and gives nullopt beyond the limit.
std::optional<std::string> int_to_decimal(Runtime& runtime, const mpz_class& value);

bool is_int(Value v);     // bool, int, big int
bool is_number(Value v);  // is_int or float

// <0, 0, >0; nullopt when one is a NaN. Both must be numbers. Exact for any mix.
std::optional<int> compare_numbers(Value a, Value b);

// int(text, base) and float(text); nullopt when the text is no such number. Text is UTF-8.
std::optional<mpz_class> parse_int(std::string_view text, unsigned base);
std::optional<double> parse_float(std::string_view text);

}  // namespace antivenom::interpret
