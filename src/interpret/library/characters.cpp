#include "interpret/library/characters.h"

#include <algorithm>
#include <iterator>

#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

enum Property : uint16_t {
  kAlpha = 1,
  kNumeric = 2,
  kDigit = 4,
  kDecimal = 8,
  kPrintable = 16,
  kUpperCase = 32,
  kLowerCase = 64,
  kTitleCase = 128,
  kIdentifierStart = 256,
  kIdentifierPart = 512,
};

struct Properties {
  uint32_t first, last;
  uint16_t properties;
};

// Every `stride`th character from first to last is mapped to the one `distance` away.
struct CaseRange {
  uint32_t first, last;
  int32_t stride, distance;
};

struct SpecialCase {
  uint32_t from;
  uint32_t to[3];
};

#include "interpret/library/unicode_data.inc"

const Properties* find_range(uint32_t c) {
  const auto it = std::lower_bound(std::begin(kProperties), std::end(kProperties), c,
                                   [](const Properties& range, uint32_t value) { return range.last < value; });
  return it != std::end(kProperties) && it->first <= c ? it : nullptr;
}

bool has(uint32_t c, uint16_t property) {
  const Properties* range = find_range(c);
  return range != nullptr && (range->properties & property) != 0;
}

bool is_ascii_upper(uint32_t c) { return c - 'A' < 26; }
bool is_ascii_lower(uint32_t c) { return c - 'a' < 26; }

template <size_t N, size_t M>
bool append_mapped(std::string& out, uint32_t c, const CaseRange (&ranges)[N], const SpecialCase (&specials)[M]) {
  // Ranges overlap where capitals and small letters alternate, so that all are looked at.
  for (const CaseRange& range : ranges) {
    if (range.first > c) break;
    if (c <= range.last && (c - range.first) % static_cast<uint32_t>(range.stride) == 0) {
      append_utf8(out, static_cast<uint32_t>(static_cast<int32_t>(c) + range.distance));
      return true;
    }
  }
  const auto special =
      std::find_if(std::begin(specials), std::end(specials), [&](const SpecialCase& s) { return s.from == c; });
  if (special == std::end(specials)) return false;
  for (uint32_t part : special->to) {
    if (part != 0) append_utf8(out, part);
  }
  return true;
}

}  // namespace

bool is_alpha(uint32_t c) { return c < 0x80 ? is_ascii_upper(c) || is_ascii_lower(c) : has(c, kAlpha); }
bool is_numeric(uint32_t c) { return c < 0x80 ? c - '0' < 10 : has(c, kNumeric); }
bool is_digit(uint32_t c) { return c < 0x80 ? c - '0' < 10 : has(c, kDigit); }
bool is_printable(uint32_t c) { return c < 0x80 ? c >= 0x20 && c < 0x7F : has(c, kPrintable); }
bool is_upper(uint32_t c) { return c < 0x80 ? is_ascii_upper(c) : has(c, kUpperCase); }
bool is_lower(uint32_t c) { return c < 0x80 ? is_ascii_lower(c) : has(c, kLowerCase); }
bool is_title(uint32_t c) { return c >= 0x80 && has(c, kTitleCase); }
bool is_identifier_start(uint32_t c) { return c < 0x80 ? is_alpha(c) || c == '_' : has(c, kIdentifierStart); }
bool is_identifier_part(uint32_t c) {
  return c < 0x80 ? is_alpha(c) || c == '_' || is_digit(c) : has(c, kIdentifierPart);
}

int decimal_value(uint32_t c) {
  if (c < 0x80) return c - '0' < 10 ? static_cast<int>(c - '0') : -1;
  // Decimal digits come in runs of ten that start with a zero.
  const Properties* range = find_range(c);
  return range != nullptr && (range->properties & kDecimal) != 0 ? static_cast<int>((c - range->first) % 10) : -1;
}

bool is_space(uint32_t c) {
  if (c < 0x80) return (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x20);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_line_break(uint32_t c) {
  return (c >= 10 && c <= 13) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

void append_upper(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(is_ascii_lower(c) ? c - 32 : c);
  } else if (!append_mapped(out, c, kUpper, kUpperSpecial)) {
    append_utf8(out, c);
  }
}

void append_lower(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(is_ascii_upper(c) ? c + 32 : c);
  } else if (!append_mapped(out, c, kLower, kLowerSpecial)) {
    append_utf8(out, c);
  }
}

void append_title(std::string& out, uint32_t c) {
  if (c < 0x80 || !append_mapped(out, c, kTitle, kTitleSpecial)) append_upper(out, c);
}

void append_folded(std::string& out, uint32_t c) {
  if (c < 0x80 || !append_mapped(out, c, kFold, kFoldSpecial)) append_lower(out, c);
}

}  // namespace antivenom::interpret
