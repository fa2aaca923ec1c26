// UTF-8: code points to bytes and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace antivenom {

struct CodePoint {
  uint32_t code = 0;
  size_t size = 0;  // bytes; 0: no UTF-8 here
};

// The character that `text`, which is not empty, begins with. Overlong forms, surrogates and what lies beyond U+10FFFF
// are none (Unicode 15, table 3-7).
CodePoint decode_utf8(std::string_view text);

// How many bytes at its front are ASCII.
size_t ascii_prefix(std::string_view text);
inline bool is_ascii(std::string_view text) { return ascii_prefix(text) == text.size(); }

// True for well-formed UTF-8.
bool is_utf8(std::string_view text);

// Appends a code point; surrogates become three bytes as in WTF-8, what is beyond U+10FFFF becomes U+FFFD.
void append_utf8(std::string& out, uint32_t code);

}  // namespace antivenom
