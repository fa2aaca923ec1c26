// The format mini-language: format(value, spec).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interpret/library.h"

namespace antivenom::interpret {

struct FormatSpec {
  std::string fill = " ";  // one character, UTF-8
  char align = 0;          // one of <>^=, 0: the type's own
  char sign = '-';
  bool sign_given = false;
  bool no_negative_zero = false;
  bool alternate = false;
  int64_t width = -1, precision = -1;
  char grouping = 0;  // , or _
  char type = 0;
};

// Raises ValueError and gives nullopt when `text` is no specification or asks for more than `limit` characters.
std::optional<FormatSpec> parse_format_spec(Runtime& runtime, std::string_view text, std::string_view type_name);

// nullopt: raised, or larger than values may be.
std::optional<std::string> format_str(Runtime& runtime, std::string_view text, const FormatSpec& spec);
std::optional<std::string> format_int(Runtime& runtime, const mpz_class& value, const FormatSpec& spec);
std::optional<std::string> format_float(Runtime& runtime, double value, const FormatSpec& spec);

// A float with the digits of `type` (e, f, g and their capitals, r for repr), without sign and padding.
std::string float_digits(double magnitude, char type, int precision, bool alternate, bool add_point_zero);

}  // namespace antivenom::interpret
