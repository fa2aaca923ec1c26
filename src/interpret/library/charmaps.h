// Character sets of eight bits, and the names codecs go by.
#pragma once

#include <cstdint>
#include <string_view>

namespace antivenom::interpret {

struct CodecAlias {
  std::string_view alias, codec;
};

struct Charmap {
  static constexpr uint16_t kUndefined = 0xFFFE;
  std::string_view codec;
  uint16_t points[256];  // code point of each byte, or kUndefined
};

// The codec behind a normalised name ("l1" -> "latin_1"); empty if it is none of ours.
std::string_view codec_alias(std::string_view alias);

// The table of an eight-bit codec; nullptr if it has none.
const Charmap* find_charmap(std::string_view codec);

}  // namespace antivenom::interpret
