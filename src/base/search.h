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

}  // namespace antivenom
