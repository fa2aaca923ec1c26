#include "base/utf8.h"

#include <array>
#include <cstring>

namespace antivenom {

CodePoint decode_utf8(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
  uint32_t code = lead & (0xFFu >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::array<uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, size};
}

size_t ascii_prefix(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080ull;
  constexpr size_t kWord = sizeof kHighBits, kWords = 4;
  size_t at = 0;
  uint64_t word[kWords];
  for (; at + sizeof word <= text.size(); at += sizeof word) {  // nearly all text is ASCII
    std::memcpy(word, text.data() + at, sizeof word);
    if (((word[0] | word[1] | word[2] | word[3]) & kHighBits) != 0) break;
  }
  for (; at + kWord <= text.size(); at += kWord) {
    std::memcpy(word, text.data() + at, kWord);
    if ((word[0] & kHighBits) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

bool is_utf8(std::string_view text) {
  for (;;) {
    text.remove_prefix(ascii_prefix(text));
    if (text.empty()) return true;
    const CodePoint one = decode_utf8(text);
    if (one.size == 0) return false;
    text.remove_prefix(one.size);
  }
}

void append_utf8(std::string& out, uint32_t code) {
  if (code > 0x10FFFF) code = 0xFFFD;
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace antivenom
