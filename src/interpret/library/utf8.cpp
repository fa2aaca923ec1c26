#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Bytes of the well-formed character at `at`, 0 if there is none.
uint32_t checked_size(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return 1;
  const uint32_t size = lead >= 0xC2 && lead < 0xE0   ? 2
                        : lead >= 0xE0 && lead < 0xF0 ? 3
                        : lead >= 0xF0 && lead < 0xF5 ? 4
                                                      : 0;
  if (size == 0 || text.size() - at < size) return 0;
  for (uint32_t i = 1; i < size; ++i) {
    if (!is_continuation(text[at + i])) return 0;
  }
  const auto second = static_cast<unsigned char>(text[at + 1]);
  if (lead == 0xE0 && second < 0xA0) return 0;
  if (lead == 0xF0 && second < 0x90) return 0;
  if (lead == 0xF4 && second >= 0x90) return 0;
  return size;
}

}  // namespace

bool is_wtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const uint32_t size = checked_size(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

std::string repair_wtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (size_t at = 0; at < text.size();) {
    if (const uint32_t size = checked_size(text, at); size != 0) {
      out.append(text, at, size);
      at += size;
    } else {
      append_utf8(out, 0xDC00u + static_cast<unsigned char>(text[at++]));
    }
  }
  return out;
}

size_t count_characters(std::string_view text) {
  size_t count = 0;
  for (char c : text) count += is_continuation(c) ? 0 : 1;
  return count;
}

size_t skip_characters(std::string_view text, size_t at, size_t count) {
  while (count > 0 && at < text.size()) {
    ++at;
    while (at < text.size() && is_continuation(text[at])) ++at;
    --count;
  }
  return at;
}

Character decode_character(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) -> uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  return {(lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F), 4};
}

std::u32string to_code_points(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const Character c = decode_character(text, at);
    out += static_cast<char32_t>(c.code_point);
    at += c.size;
  }
  return out;
}

}  // namespace antivenom::interpret
