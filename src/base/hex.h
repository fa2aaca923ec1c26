// Hexadecimal digits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace antivenom {

inline constexpr std::array<int8_t, 256> kHexDigits = [] {
  std::array<int8_t, 256> out{};
  out.fill(-1);
  for (int8_t i = 0; i < 10; ++i) out[static_cast<size_t>('0' + i)] = i;
  for (int8_t i = 0; i < 6; ++i)
    out[static_cast<size_t>('a' + i)] = out[static_cast<size_t>('A' + i)] = static_cast<int8_t>(10 + i);
  return out;
}();

// What a digit counts, in either case: 0 to 15, or -1 for any other character.
constexpr int hex_digit(char c) { return kHexDigits[static_cast<uint8_t>(c)]; }

}  // namespace antivenom
