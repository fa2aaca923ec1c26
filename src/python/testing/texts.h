// Texts for tests.
#pragma once

#include <string>
#include <string_view>

#include "base/hex.h"

namespace antivenom::python {

inline std::string repeat(std::string_view text, size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

// The bytes that pairs of digits tell.
inline std::string from_hex(std::string_view hex) {
  std::string out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(hex_digit(hex[i]) << 4 | hex_digit(hex[i + 1]));
  }
  return out;
}

}  // namespace antivenom::python
