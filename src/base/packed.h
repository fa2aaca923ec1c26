// Short words as numbers, so that a `switch` tells them apart.
#pragma once

#include <cstdint>
#include <string_view>

namespace antivenom {

inline constexpr size_t kMostPacked = 8;

// At most kMostPacked bytes, the first of them lowest. Different words without NUL give different numbers.
constexpr uint64_t packed(std::string_view word) {
  uint64_t out = 0;
  for (size_t i = word.size(); i > 0; --i) out = out << 8 | static_cast<uint8_t>(word[i - 1]);
  return out;
}

}  // namespace antivenom
