// Short words as numbers, so that a `switch` tells them apart.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace antivenom {

inline constexpr size_t kMostPacked = 8;

// At most kMostPacked bytes, the first of them lowest. Different words without NUL give different numbers.
constexpr uint64_t packed(std::string_view word) {
  uint64_t out = 0;
  for (size_t i = word.size(); i > 0; --i) out = out << 8 | static_cast<uint8_t>(word[i - 1]);
  return out;
}

// The same for the `size` bytes at `at`, with one look where as many as a word has stand there.
inline uint64_t packed_at(std::string_view text, size_t at, size_t size) {
  if constexpr (std::endian::native != std::endian::little) return packed(text.substr(at, size));
  if (text.size() - at < kMostPacked || size == 0) return packed(text.substr(at, size));
  uint64_t word = 0;
  std::memcpy(&word, text.data() + at, sizeof word);
  return word & UINT64_MAX >> 8 * (kMostPacked - size);
}

}  // namespace antivenom
