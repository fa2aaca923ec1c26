// Code points and their UTF-8 (WTF-8: lone surrogates are three bytes).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"

namespace antivenom::interpret {

// The code point at byte `i` of well-formed WTF-8; advances `i` behind it. i < text.size().
inline uint32_t next_code_point(std::string_view text, size_t& i) {
  const auto byte = [&](size_t k) { return k < text.size() ? static_cast<uint8_t>(text[k]) & 0x3Fu : 0u; };
  const uint32_t c = static_cast<uint8_t>(text[i]);
  if (c < 0xC0) return ++i, c;
  if (c < 0xE0) return i += 2, (c & 0x1F) << 6 | byte(i - 1);
  if (c < 0xF0) return i += 3, (c & 0x0F) << 12 | byte(i - 2) << 6 | byte(i - 1);
  return i += 4, (c & 0x07) << 18 | byte(i - 3) << 12 | byte(i - 2) << 6 | byte(i - 1);
}

}  // namespace antivenom::interpret
