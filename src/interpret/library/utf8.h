// UTF-8 with lone surrogates (WTF-8), as str values hold it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "interpret/library/unicode.h"

namespace antivenom::interpret {

struct Character {
  uint32_t code_point;
  uint32_t size;  // bytes
};

// Well-formed, surrogates allowed one by one.
bool is_wtf8(std::string_view text);
// The same text with each byte that is not well-formed as the surrogate U+DC00 + byte ("surrogateescape").
std::string repair_wtf8(std::string_view text);
// Characters of well-formed text.
size_t count_characters(std::string_view text);
// Offset of the character `count` characters behind the one at byte `at`; the end if there are fewer.
size_t skip_characters(std::string_view text, size_t at, size_t count);
// The character at byte `at` of well-formed text, at < size.
Character decode_character(std::string_view text, size_t at);
// All code points of well-formed text.
std::u32string to_code_points(std::string_view text);

}  // namespace antivenom::interpret
