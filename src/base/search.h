// Finding longer texts in long ones.
#pragma once

#include <cstring>
#include <string_view>

namespace antivenom {

// Where `part` begins in `text`, from `from` on; npos if nowhere. As text.find(), which stops at each letter that
// `part` begins with; this one leaps ahead by nearly the length of `part`.
inline size_t find_part(std::string_view text, std::string_view part, size_t from = 0) {
  if (from > text.size()) return std::string_view::npos;
  const void* at = memmem(text.data() + from, text.size() - from, part.data(), part.size());
  return at == nullptr ? std::string_view::npos : static_cast<size_t>(static_cast<const char*>(at) - text.data());
}

// How many newlines a text has: in long texts, several times as fast as counting byte by byte.
inline size_t count_newlines(std::string_view text) {
  size_t count = 0;
  for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) ++count;
  return count;
}

}  // namespace antivenom
