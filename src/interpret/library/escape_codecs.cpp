// unicode_escape and its relatives, utf-7, punycode, idna and rot13.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/hex.h"
#include "base/utf8.h"
#include "interpret/library/text_codecs.h"
#include "interpret/library/unicode.h"

namespace antivenom::interpret {
namespace {

// Reads up to `most` hexadecimal digits at `i`; advances i; returns how many there were.
size_t read_hex(std::string_view s, size_t& i, size_t most, uint32_t& value) {
  size_t n = 0;
  value = 0;
  for (; n < most && i < s.size() && hex_digit(s[i]) >= 0; ++n, ++i)
    value = value << 4 | static_cast<uint32_t>(hex_digit(s[i]));
  return n;
}

uint32_t read_octal(std::string_view s, size_t& i) {
  uint32_t value = 0;
  for (int n = 0; n < 3 && i < s.size() && s[i] >= '0' && s[i] <= '7'; ++n, ++i)
    value = value * 8 + static_cast<uint32_t>(s[i] - '0');
  return value;
}

// Simple escapes of one letter; 0 if `c` is none.
char simple_escape(char c) {
  switch (c) {
    case '\\':
    case '\'':
    case '"':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 'v':
      return '\v';
    case 'a':
      return '\a';
    default:
      return 0;
  }
}

std::string_view escape_complaint(size_t digits) {
  return digits == 2   ? "truncated \\xXX escape"
         : digits == 4 ? "truncated \\uXXXX escape"
                       : "truncated \\UXXXXXXXX escape";
}

// One escape at s[i] == '\\'; advances i behind it. False: stop.
bool decode_unicode_escape(Coder& coder, std::string_view s, size_t& i, bool raw, bool& by_name) {
  const size_t start = i++;
  if (i >= s.size()) {
    if (!raw) return coder.bad_bytes(s, start, 1, "\\ at end of string");
    coder.out += '\\';
    return true;
  }
  const char c = s[i++];
  const size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : c == 'x' && !raw ? 2 : 0;
  if (digits) {
    uint32_t value = 0;
    if (read_hex(s, i, digits, value) != digits) return coder.bad_bytes(s, start, i - start, escape_complaint(digits));
    if (value > 0x10FFFF) return coder.bad_bytes(s, start, i - start, "illegal Unicode character");
    append_utf8(coder.out, value);
    return true;
  }
  if (!raw && c == '\n') return true;
  if (!raw && c == 'N') return by_name = true, false;
  if (const char simple = raw ? '\0' : simple_escape(c)) {
    coder.out += simple;
  } else if (!raw && c >= '0' && c <= '7') {
    append_utf8(coder.out, read_octal(s, --i));
  } else {
    coder.out += '\\';
    append_utf8(coder.out, static_cast<uint8_t>(c));
  }
  return true;
}

// Python 2's bytes-to-bytes string_escape.
Computed<std::string> decode_string_escape(std::string_view s) {
  std::string out;
  for (size_t i = 0; i < s.size();) {
    const char c = s[i++];
    if (c != '\\') {
      out += c;
      continue;
    }
    if (i >= s.size()) return raised("ValueError", "Trailing \\ in string");
    const char e = s[i++];
    uint32_t value = 0;
    if (e == 'x') {
      if (read_hex(s, i, 2, value) != 2) return raised("ValueError", "invalid \\x escape");
      out += static_cast<char>(value);
    } else if (e >= '0' && e <= '7') {
      out += static_cast<char>(read_octal(s, --i));
    } else if (const char simple = simple_escape(e)) {
      out += simple;
    } else if (e != '\n') {
      out += '\\';
      out += e;
    }
  }
  return out;
}

bool is_base64(uint32_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}
uint32_t from_base64(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<uint32_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<uint32_t>(c - 'a' + 26);
  return c >= '0' && c <= '9' ? static_cast<uint32_t>(c - '0' + 52) : c == '+' ? 62 : 63;
}
char to_base64(uint32_t v) { return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[v & 63]; }

bool utf7_direct(uint32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0x7F && c != '+' && c != '\\' && c != '~');
}

// Bits of a base-64 stretch of UTF-7 on their way to UTF-16 units.
struct ShiftState {
  uint32_t buffer = 0, surrogate = 0;
  int bits = 0;

  void add(std::string& out, char c) {
    buffer = buffer << 6 | from_base64(c);
    bits += 6;
    if (bits < 16) return;
    bits -= 16;
    const uint32_t unit = buffer >> bits & 0xFFFF;
    buffer &= (1u << bits) - 1;
    if (surrogate && unit >= 0xDC00 && unit < 0xE000) {
      append_utf8(out, 0x10000 + ((surrogate & 0x3FF) << 10 | (unit & 0x3FF)));
      surrogate = 0;
      return;
    }
    if (surrogate) append_utf8(out, surrogate);
    surrogate = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
    if (!surrogate) append_utf8(out, unit);
  }
};

// RFC 3492.
constexpr uint32_t kBase = 36, kTMin = 1, kTMax = 26, kSkew = 38, kDamp = 700;

uint32_t adapt(uint32_t delta, uint32_t points, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / points;
  uint32_t k = 0;
  for (; delta > (kBase - kTMin) * kTMax / 2; k += kBase) delta /= kBase - kTMin;
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

uint32_t threshold(uint32_t k, uint32_t bias) { return k <= bias ? kTMin : std::min(k - bias, kTMax); }

// Punycode inserts anywhere and rescans: quadratic, so only texts the size of host names.
constexpr size_t kMaxPunycode = 4096;

template <class Convert>
Computed<std::string> each_label(std::string_view s, Convert convert) {
  std::string out;
  for (size_t begin = 0; begin <= s.size();) {
    const size_t end = std::min(s.find('.', begin), s.size());
    const Computed<std::string> label = convert(s.substr(begin, end - begin));
    if (!label) return label;
    out += *label;
    if (end < s.size()) out += '.';
    begin = end + 1;
  }
  return out;
}

}  // namespace

Computed<std::string> decode_escapes(std::string_view s, std::string_view codec, std::string_view errors) {
  if (codec == "string_escape") return decode_string_escape(s);
  const bool raw = codec == "raw_unicode_escape";
  Coder coder(raw ? "rawunicodeescape" : "unicodeescape", errors);
  bool by_name = false;
  for (size_t i = 0; i < s.size();) {
    if (s[i] != '\\') {
      append_utf8(coder.out, static_cast<uint8_t>(s[i++]));
    } else if (!decode_unicode_escape(coder, s, i, raw, by_name)) {
      break;
    }
  }
  if (by_name) return not_computable();
  return std::move(coder).result();
}

Computed<std::string> encode_escapes(std::string_view s, std::string_view codec) {
  const bool raw = codec == "raw_unicode_escape", bytes = codec == "string_escape";
  std::string out;
  for (size_t i = 0; i < s.size();) {
    const uint32_t c = bytes ? static_cast<uint8_t>(s[i++]) : next_code_point(s, i);
    if (raw && c < 0x100) {
      out += static_cast<char>(c);
    } else if (!raw && (c == '\\' || (bytes && c == '\''))) {
      out += '\\';
      out += static_cast<char>(c);
    } else if (!raw && (c == '\n' || c == '\r' || c == '\t')) {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (!raw && c >= 0x20 && c < 0x7F) {
      out += static_cast<char>(c);
    } else if (c < 0x100) {
      out += fmt::format("\\x{:02x}", c);
    } else {
      out += c < 0x10000 ? fmt::format("\\u{:04x}", c) : fmt::format("\\U{:08x}", c);
    }
  }
  return out;
}

Computed<std::string> decode_utf7(std::string_view s, std::string_view errors) {
  Coder coder("utf7", errors);
  ShiftState shift;
  bool shifted = false;
  size_t start = 0;
  for (size_t i = 0; i < s.size();) {
    const char c = s[i];
    const auto b = static_cast<uint8_t>(c);
    if (shifted && is_base64(b)) {
      shift.add(coder.out, c);
      ++i;
    } else if (shifted) {
      shifted = false;
      const bool partial = shift.bits >= 6, padding = shift.bits > 0 && shift.buffer != 0;
      if (partial || padding) {
        ++i;
        const auto why = partial ? "partial character in base64 sequence" : "non-zero padding bits in base64 sequence";
        if (!coder.bad_bytes(s, start, i - start, why)) break;
        continue;
      }
      if (shift.surrogate && b < 0x80) append_utf8(coder.out, shift.surrogate);
      if (c == '-') ++i;
    } else if (c == '+') {
      start = i++;
      if (i < s.size() && s[i] == '-') {
        coder.out += '+';
        ++i;
      } else if (i < s.size() && !is_base64(static_cast<uint8_t>(s[i]))) {
        ++i;
        if (!coder.bad_bytes(s, start, 2, "ill-formed sequence")) break;
      } else {
        shifted = true;
        shift = {};
      }
    } else if (b < 0x80) {
      coder.out += c;
      ++i;
    } else if (!coder.bad_bytes(s, i++, 1, "unexpected special character")) {
      break;
    }
  }
  if (shifted && (shift.surrogate || shift.bits >= 6 || (shift.bits > 0 && shift.buffer != 0))) {
    coder.bad_bytes(s, start, s.size() - start, "unterminated shift sequence");
  }
  return std::move(coder).result();
}

std::string encode_utf7(std::string_view s) {
  std::string out;
  uint32_t buffer = 0;
  int bits = 0;
  bool shifted = false;
  const auto put_unit = [&](uint32_t unit) {
    buffer = buffer << 16 | unit;
    for (bits += 16; bits >= 6; bits -= 6) out += to_base64(buffer >> (bits - 6));
    buffer &= (1u << bits) - 1;
  };
  const auto flush = [&] {
    if (bits) out += to_base64(buffer << (6 - bits));
    buffer = 0;
    bits = 0;
  };
  for (size_t i = 0; i < s.size();) {
    const uint32_t c = next_code_point(s, i);
    const bool direct = utf7_direct(c);
    if (shifted && direct) {
      flush();
      shifted = false;
      if (is_base64(c) || c == '-') out += '-';
    }
    if (!shifted && direct) {
      out += static_cast<char>(c);
    } else if (!shifted && c == '+') {
      out += "+-";
    } else {
      if (!shifted) out += '+';
      shifted = true;
      if (c > 0xFFFF) put_unit(0xD800 + ((c - 0x10000) >> 10));
      put_unit(c > 0xFFFF ? 0xDC00 + ((c - 0x10000) & 0x3FF) : c);
    }
  }
  flush();
  if (shifted) out += '-';
  return out;
}

Computed<std::string> decode_punycode(std::string_view s) {
  if (s.size() > kMaxPunycode) return not_computable();
  const size_t dash = s.rfind('-');
  std::u32string points;
  for (const char c : dash == std::string_view::npos ? std::string_view() : s.substr(0, dash)) {
    if (static_cast<uint8_t>(c) >= 0x80) return raised("UnicodeError", "invalid character");
    points += static_cast<char32_t>(c);
  }
  uint32_t n = 128, bias = 72;
  uint64_t i = 0;
  for (size_t at = dash == std::string_view::npos ? 0 : dash + 1; at < s.size();) {
    const uint64_t before = i;
    uint64_t weight = 1;
    for (uint32_t k = kBase;; k += kBase) {
      if (at >= s.size()) return raised("UnicodeError", "incomplete punicode string");
      const char c = s[at++];
      const int digit = c >= '0' && c <= '9'   ? c - '0' + 26
                        : c >= 'a' && c <= 'z' ? c - 'a'
                        : c >= 'A' && c <= 'Z' ? c - 'A'
                                               : -1;
      if (digit < 0) return raised("UnicodeError", fmt::format("Invalid extended code point '{}'", c));
      i += static_cast<uint64_t>(digit) * weight;
      if (i > 0xFFFFFFFF || weight > 0xFFFFFFFF) return raised("UnicodeError", "Invalid character U+ffffffff");
      const uint32_t t = threshold(k, bias);
      if (static_cast<uint32_t>(digit) < t) break;
      weight *= kBase - t;
    }
    const auto count = static_cast<uint32_t>(points.size() + 1);
    bias = adapt(static_cast<uint32_t>(i - before), count, before == 0);
    if (n + i / count > 0x10FFFF) return raised("UnicodeError", "Invalid character");
    n += static_cast<uint32_t>(i / count);
    i %= count;
    points.insert(static_cast<size_t>(i++), 1, n);
  }
  std::string out;
  for (const char32_t c : points) append_utf8(out, c);
  return out;
}

Computed<std::string> encode_punycode(std::string_view s) {
  if (s.size() > kMaxPunycode) return not_computable();
  std::vector<uint32_t> points;
  std::string out;
  for (size_t i = 0; i < s.size();) {
    points.push_back(next_code_point(s, i));
    if (points.back() < 0x80) out += static_cast<char>(points.back());
  }
  const auto basic = static_cast<uint32_t>(out.size());
  uint32_t done = basic, n = 128, delta = 0, bias = 72;
  if (basic) out += '-';
  while (done < points.size()) {
    uint32_t next = 0x110000;
    for (const uint32_t c : points) next = c >= n ? std::min(next, c) : next;
    delta += (next - n) * (done + 1);
    n = next;
    for (const uint32_t c : points) {
      if (c < n) ++delta;
      if (c != n) continue;
      uint32_t q = delta;
      for (uint32_t k = kBase;; k += kBase) {
        const uint32_t t = threshold(k, bias);
        const uint32_t digit = q < t ? q : t + (q - t) % (kBase - t);
        out += static_cast<char>(digit < 26 ? 'a' + digit : '0' + digit - 26);
        if (q < t) break;
        q = (q - t) / (kBase - t);
      }
      bias = adapt(delta, done + 1, done == basic);
      delta = 0;
      ++done;
    }
    ++delta;
    ++n;
  }
  return out;
}

Computed<std::string> decode_idna(std::string_view s) {
  if (!is_ascii(s)) return raised("UnicodeError", "invalid character in IDNA label");
  return each_label(s, [](std::string_view label) -> Computed<std::string> {
    if (label.size() >= 4 && (label.substr(0, 4) == "xn--" || label.substr(0, 4) == "XN--")) {
      return decode_punycode(label.substr(4));
    }
    return std::string(label);
  });
}

Computed<std::string> encode_idna(std::string_view s) {
  return each_label(s, [&](std::string_view label) -> Computed<std::string> {
    if (label.size() > 63 || (label.empty() && label.data() + 1 <= s.data() + s.size())) {
      return raised("UnicodeError", "label empty or too long");
    }
    if (is_ascii(label)) return std::string(label);
    // Capital letters beyond ASCII would be folded first, by tables we do not have.
    return encode_punycode(label).map([](std::string coded) { return "xn--" + coded; });
  });
}

std::string rot13(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    if (c >= 'A' && c <= 'Z') c = static_cast<char>('A' + (c - 'A' + 13) % 26);
  }
  return out;
}

}  // namespace antivenom::interpret
