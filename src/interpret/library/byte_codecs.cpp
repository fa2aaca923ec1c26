#include "interpret/library/byte_codecs.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/hex.h"

namespace antivenom::interpret {
namespace {

using Alphabet = std::array<uint8_t, 256>;  // value of each character, kNone if it is not of the alphabet
constexpr uint8_t kNone = 0xFF;

constexpr Alphabet reverse_of(std::string_view characters) {
  Alphabet table{};
  for (uint8_t& v : table) v = kNone;
  for (size_t i = 0; i < characters.size(); ++i) table[static_cast<uint8_t>(characters[i])] = static_cast<uint8_t>(i);
  return table;
}

constexpr std::string_view kBase64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase32Hex = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
constexpr std::string_view kBase85 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
constexpr std::string_view kZ85 =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
constexpr Alphabet kFromBase64 = reverse_of(kBase64Alphabet);
constexpr Alphabet kFromBase32 = reverse_of(kBase32);
constexpr Alphabet kFromBase32Hex = reverse_of(kBase32Hex);
constexpr Alphabet kFromBase85 = reverse_of(kBase85);
constexpr Alphabet kFromZ85 = reverse_of(kZ85);

uint8_t u8(char c) { return static_cast<uint8_t>(c); }

void append_big_endian(std::string& out, uint32_t word, size_t count) {
  for (size_t k = 0; k < count; ++k) out += static_cast<char>(word >> (24 - 8 * k));
}

// The next up to four bytes as a big-endian word, zeros behind the end.
uint32_t big_endian_at(std::string_view raw, size_t i) {
  uint32_t word = 0;
  for (size_t k = 0; k < 4; ++k) word = word << 8 | (i + k < raw.size() ? u8(raw[i + k]) : 0u);
  return word;
}

std::string five_digits(uint32_t word, std::string_view alphabet, char first = 0) {
  std::string digits(5, '\0');
  for (size_t k = 5; k-- > 0; word /= 85) {
    digits[k] = first ? static_cast<char>(first + word % 85) : alphabet[word % 85];
  }
  return digits;
}

}  // namespace

std::string hex_encode(std::string_view raw) {
  std::string out;
  out.reserve(raw.size() * 2);
  for (const char c : raw) {
    out += "0123456789abcdef"[u8(c) >> 4];
    out += "0123456789abcdef"[u8(c) & 15];
  }
  return out;
}

Computed<std::string> hex_decode(std::string_view text) {
  if (text.size() % 2) return raised("binascii.Error", "Odd-length string");
  std::string out;
  out.reserve(text.size() / 2);
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return raised("binascii.Error", "Non-hexadecimal digit found");
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

Computed<std::string> base64_decode(std::string_view text, bool strict) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  int position = 0, pads = 0;
  uint32_t left = 0;
  bool padding = false;
  if (strict && text.starts_with('=')) return raised("binascii.Error", "Leading padding not allowed");
  for (size_t i = 0; i < text.size(); ++i) {
    // Four digits at a time, as long as nothing else comes between.
    if (position == 0 && !padding && text.size() - i >= 4) {
      const uint8_t a = kFromBase64[u8(text[i])], b = kFromBase64[u8(text[i + 1])], c = kFromBase64[u8(text[i + 2])],
                    d = kFromBase64[u8(text[i + 3])];
      if (std::max({a, b, c, d}) < 64) {
        const char three[] = {static_cast<char>(a << 2 | b >> 4), static_cast<char>(b << 4 | c >> 2),
                              static_cast<char>(c << 6 | d)};
        out.append(three, sizeof three);
        i += 3;
        continue;
      }
    }
    if (text[i] == '=') {
      padding = true;
      if (position >= 2 && position + ++pads >= 4) {
        if (strict && i + 1 < text.size()) return raised("binascii.Error", "Excess data after padding");
        return out;
      }
      continue;
    }
    const uint8_t digit = kFromBase64[u8(text[i])];
    if (digit == kNone) {
      if (strict) return raised("binascii.Error", "Only base64 data is allowed");
      continue;
    }
    if (strict && padding) return raised("binascii.Error", "Discontinuous padding not allowed");
    pads = 0;
    left = left << 6 | digit;
    if (position > 0) out += static_cast<char>(left >> (6 - 2 * position));
    position = (position + 1) % 4;
  }
  if (position == 1) {
    return raised("binascii.Error", fmt::format("Invalid base64-encoded string: number of data characters ({}) cannot "
                                                "be 1 more than a multiple of 4",
                                                out.size() / 3 * 4 + 1));
  }
  if (position != 0) return raised("binascii.Error", "Incorrect padding");
  return out;
}

std::string base64_encode(std::string_view raw) {
  std::string out;
  out.reserve((raw.size() + 2) / 3 * 4);
  for (size_t i = 0; i < raw.size(); i += 3) {
    const uint32_t word = big_endian_at(raw, i) >> 8;
    const size_t have = std::min<size_t>(3, raw.size() - i);
    for (size_t k = 0; k < 4; ++k) out += k <= have ? kBase64Alphabet[word >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::string base64_encode_lines(std::string_view raw) {
  std::string out;
  for (size_t i = 0; i < raw.size(); i += 57) out += base64_encode(raw.substr(i, 57)) + "\n";
  return out;
}

Computed<std::string> base32_decode(std::string_view text, bool hex_alphabet) {
  if (text.size() % 8) return raised("binascii.Error", "Incorrect padding");
  const Alphabet& table = hex_alphabet ? kFromBase32Hex : kFromBase32;
  const size_t all = text.size();
  while (text.ends_with('=')) text.remove_suffix(1);
  const size_t pads = all - text.size();
  std::string out;
  for (size_t i = 0; i < text.size(); i += 8) {
    uint64_t word = 0;
    for (size_t k = 0; k < 8; ++k) {
      const uint8_t digit = i + k < text.size() ? table[u8(text[i + k])] : 0;
      if (digit == kNone) return raised("binascii.Error", "Non-base32 digit found");
      word = word << 5 | digit;
    }
    const size_t digits = std::min<size_t>(8, text.size() - i);
    for (size_t k = 0; k < digits * 5 / 8; ++k) out += static_cast<char>(word >> (32 - 8 * k));
  }
  if (pads != 0 && pads != 1 && pads != 3 && pads != 4 && pads != 6)
    return raised("binascii.Error", "Incorrect padding");
  return out;
}

std::string base32_encode(std::string_view raw, bool hex_alphabet) {
  const std::string_view alphabet = hex_alphabet ? kBase32Hex : kBase32;
  std::string out;
  for (size_t i = 0; i < raw.size(); i += 5) {
    uint64_t word = 0;
    for (size_t k = 0; k < 5; ++k) word = word << 8 | (i + k < raw.size() ? u8(raw[i + k]) : 0u);
    const size_t digits = (std::min<size_t>(5, raw.size() - i) * 8 + 4) / 5;
    for (size_t k = 0; k < 8; ++k) out += k < digits ? alphabet[word >> (35 - 5 * k) & 31] : '=';
  }
  return out;
}

Computed<std::string> base85_decode(std::string_view text, Base85 alphabet) {
  const Alphabet& table = alphabet == Base85::git ? kFromBase85 : kFromZ85;
  const char* name = alphabet == Base85::git ? "base85" : "z85";
  const size_t padding = (5 - text.size() % 5) % 5;
  std::string out;
  out.reserve(text.size() / 5 * 4 + 4);
  for (size_t i = 0; i < text.size(); i += 5) {
    uint64_t word = 0;
    for (size_t k = 0; k < 5; ++k) {
      const uint8_t digit = i + k < text.size() ? table[u8(text[i + k])] : 84;
      if (digit == kNone) return raised("ValueError", fmt::format("bad {} character at position {}", name, i + k));
      word = word * 85 + digit;
    }
    if (word > 0xFFFFFFFF) return raised("ValueError", fmt::format("{} overflow in hunk starting at byte {}", name, i));
    append_big_endian(out, static_cast<uint32_t>(word), 4);
  }
  out.resize(out.size() - std::min(padding, out.size()));
  return out;
}

std::string base85_encode(std::string_view raw, bool pad, Base85 alphabet) {
  std::string out;
  for (size_t i = 0; i < raw.size(); i += 4) {
    out += five_digits(big_endian_at(raw, i), alphabet == Base85::git ? kBase85 : kZ85);
  }
  if (!pad && raw.size() % 4) out.resize(out.size() - (4 - raw.size() % 4));
  return out;
}

Computed<std::string> ascii85_decode(std::string_view text, bool fold_spaces, bool adobe, std::string_view ignored) {
  if (adobe) {
    if (!text.ends_with("~>")) return raised("ValueError", "Ascii85 encoded byte sequences must end with b'~>'");
    text.remove_suffix(2);
    if (text.starts_with("<~")) text.remove_prefix(2);
  }
  std::string out;
  uint64_t word = 0;
  size_t count = 0;
  for (size_t i = 0; i < text.size() + 4; ++i) {
    const char c = i < text.size() ? text[i] : 'u';
    if (c >= '!' && c <= 'u') {
      word = word * 85 + static_cast<uint64_t>(c - '!');
      if (++count < 5) continue;
      if (word > 0xFFFFFFFF) return raised("ValueError", "Ascii85 overflow");
      append_big_endian(out, static_cast<uint32_t>(word), 4);
      word = count = 0;
    } else if (c == 'z' || (c == 'y' && fold_spaces)) {
      if (count) return raised("ValueError", fmt::format("{} inside Ascii85 5-tuple", c));
      out.append(4, c == 'z' ? '\0' : ' ');
    } else if (ignored.find(c) == std::string_view::npos) {
      return raised("ValueError", fmt::format("Non-Ascii85 digit found: {}", c));
    }
  }
  const size_t padding = 4 - count;
  out.resize(out.size() - std::min(padding, out.size()));
  return out;
}

std::string ascii85_encode(std::string_view raw, bool fold_spaces, size_t wrap, bool pad, bool adobe) {
  std::string out = adobe ? "<~" : "";
  for (size_t i = 0; i < raw.size(); i += 4) {
    const uint32_t word = big_endian_at(raw, i);
    const size_t missing = raw.size() - i < 4 ? 4 - (raw.size() - i) : 0;
    std::string digits = five_digits(word, {}, '!');
    if (word == 0 && (!missing || pad)) {
      digits = "z";
    } else if (fold_spaces && word == 0x20202020) {
      digits = "y";
    } else if (missing && !pad) {
      digits.resize(5 - missing);
    }
    out += digits;
  }
  if (wrap) {
    wrap = std::max<size_t>(adobe ? 2 : 1, wrap);
    std::string lines;
    for (size_t i = 0; i < out.size(); i += wrap) lines += (i ? "\n" : "") + out.substr(i, wrap);
    if (adobe && !out.empty() && (out.size() - 1) % wrap + 1 + 2 > wrap) lines += '\n';
    out = std::move(lines);
  }
  if (adobe) out += "~>";
  return out;
}

Computed<std::string> uu_decode_line(std::string_view line) {
  if (line.empty()) return std::string();
  const size_t length = (u8(line[0]) - 32u) & 63;
  std::string out;
  uint32_t left = 0;
  int bits = 0;
  size_t i = 1;
  for (; out.size() < length; ++i) {
    uint32_t digit = 0;
    if (i < line.size() && line[i] != '\n' && line[i] != '\r') {
      if (line[i] < ' ' || line[i] > '`') return raised("binascii.Error", "Illegal char");
      digit = static_cast<uint32_t>(line[i] - ' ') & 63;
    } else if (i < line.size()) {
      line = line.substr(0, i);  // a short line stands for zeros
    }
    left = (left << 6 | digit) & 0xFFFF;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(left >> bits);
  }
  for (; i < line.size(); ++i) {
    const bool blank = line[i] == ' ' || line[i] == '`' || line[i] == '\n' || line[i] == '\r';
    if (!blank) return raised("binascii.Error", "Trailing garbage");
  }
  return out;
}

std::string uu_encode_line(std::string_view raw, bool backtick) {
  const auto digit = [&](uint32_t v) { return backtick && !v ? '`' : static_cast<char>(' ' + v); };
  std::string out(1, digit(static_cast<uint32_t>(raw.size())));
  for (size_t i = 0; i < raw.size(); i += 3) {
    const uint32_t word = big_endian_at(raw, i) >> 8;
    for (int shift = 18; shift >= 0; shift -= 6) out += digit(word >> shift & 63);
  }
  return out + "\n";
}

Computed<std::string> uu_decode_file(std::string_view text) {
  bool begun = false;
  std::string out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(0, end + 1);
    text.remove_prefix(end + 1);
    if (!begun) {
      begun = line.starts_with("begin ");
      continue;
    }
    const std::string_view bare = line.substr(0, line.find_last_not_of(" \t\r\n\f") + 1);
    if (bare == "end") return out;
    Computed<std::string> bytes = uu_decode_line(line);
    if (!bytes && !line.empty()) {  // as CPython: some encoders write too long lines
      const size_t wanted = (((u8(line[0]) - 32u) & 63) * 4 + 5) / 3;
      bytes = uu_decode_line(line.substr(0, wanted));
    }
    if (!bytes) return bytes;
    out += *bytes;
  }
  return raised("ValueError", begun ? "Truncated input data" : "Missing \"begin\" line in input data");
}

std::string uu_encode_file(std::string_view raw) {
  std::string out = "begin 666 <data>\n";
  for (size_t i = 0; i < raw.size(); i += 45) out += uu_encode_line(raw.substr(i, 45), false);
  return out + " \nend\n";
}

std::string quopri_decode(std::string_view s, bool header) {
  std::string out;
  for (size_t i = 0; i < s.size();) {
    if (s[i] == '=') {
      if (++i >= s.size()) break;
      if (s[i] == '\n' || s[i] == '\r') {  // soft line break
        i = std::min(s.find('\n', i), s.size());
        if (i < s.size()) ++i;
      } else if (s[i] == '=') {
        out += '=';
        ++i;
      } else if (i + 1 < s.size() && hex_digit(s[i]) >= 0 && hex_digit(s[i + 1]) >= 0) {
        out += static_cast<char>(hex_digit(s[i]) << 4 | hex_digit(s[i + 1]));
        i += 2;
      } else {
        out += '=';
      }
    } else {
      out += header && s[i] == '_' ? ' ' : s[i];
      ++i;
    }
  }
  return out;
}

std::string quopri_encode(std::string_view s, bool quote_tabs, bool text, bool header) {
  constexpr size_t kLine = 76;
  std::string out;
  size_t column = 0;
  for (size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    const bool newline = text && (c == '\n' || (c == '\r' && i + 1 < s.size() && s[i + 1] == '\n'));
    if (newline) {
      if (!out.empty() && (out.back() == ' ' || out.back() == '\t')) {
        const char blank = out.back();
        out.pop_back();
        out += fmt::format("={:02X}", u8(blank));
      }
      if (c == '\r') out += s[i++];
      out += '\n';
      column = 0;
      continue;
    }
    const bool last = i + 1 == s.size();
    const bool dot_line = c == '.' && column == 0 && (last || s[i + 1] == '\n' || s[i + 1] == '\r');
    const bool quoted = u8(c) > 126 || c == '=' || (header && c == '_') || dot_line ||
                        (!text && (c == '\r' || c == '\n')) || ((c == '\t' || c == ' ') && (quote_tabs || last)) ||
                        (u8(c) < 33 && c != '\r' && c != '\n' && c != '\t' && c != ' ');
    const bool blank_in_header = header && c == ' ';
    const size_t width = quoted && !blank_in_header ? 3 : 1;
    if (column + width >= kLine && !last && s[i + 1] != '\n') {
      out += "=\n";
      column = 0;
    }
    out += blank_in_header ? "_" : width == 3 ? fmt::format("={:02X}", u8(c)) : std::string(1, c);
    column += width;
  }
  return out;
}

}  // namespace antivenom::interpret
