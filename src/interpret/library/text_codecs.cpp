#include "interpret/library/text_codecs.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "interpret/library/charmaps.h"
#include "interpret/library/unicode.h"

namespace antivenom::interpret {
namespace {

uint8_t byte_at(std::string_view s, size_t i) { return static_cast<uint8_t>(s[i]); }

// Length of the longest prefix at `i` that could begin a character (at least 1); `whole` if it is a whole one.
// Surrogates (ED A0..BF) are no UTF-8.
size_t utf8_prefix(std::string_view s, size_t i, bool& whole) {
  const uint8_t lead = byte_at(s, i);
  whole = lead < 0x80;
  if (lead < 0xC2 || lead > 0xF4) return 1;
  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  uint8_t low = 0x80, high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  for (size_t k = 1; k < length; ++k, low = 0x80, high = 0xBF) {
    if (i + k >= s.size() || byte_at(s, i + k) < low || byte_at(s, i + k) > high) return k;
  }
  whole = true;
  return length;
}

std::string_view utf8_complaint(std::string_view s, size_t i, size_t n) {
  const uint8_t lead = byte_at(s, i);
  if (lead < 0xC2 || lead > 0xF4) return "invalid start byte";
  return i + n >= s.size() ? "unexpected end of data" : "invalid continuation byte";
}

Computed<std::string> decode_utf8(std::string_view s, std::string_view errors) {
  Coder coder("utf-8", errors);
  coder.out.reserve(s.size());
  for (size_t i = 0; i < s.size();) {
    bool whole = false;
    const size_t n = utf8_prefix(s, i, whole);
    const bool surrogate = !whole && coder.passes_surrogates() && i + 2 < s.size() && byte_at(s, i) == 0xED &&
                           (byte_at(s, i + 1) & 0xE0) == 0xA0 && (byte_at(s, i + 2) & 0xC0) == 0x80;
    if (whole || surrogate) {
      coder.out.append(s, i, surrogate ? 3 : n);
      i += surrogate ? 3 : n;
    } else {
      if (!coder.bad_bytes(s, i, n, utf8_complaint(s, i, n))) break;
      i += n;
    }
  }
  return std::move(coder).result();
}

bool is_surrogate(uint32_t c) { return c >= 0xD800 && c < 0xE000; }

Computed<std::string> encode_utf8(std::string_view s, std::string_view errors) {
  Coder coder("utf-8", errors);
  coder.out.reserve(s.size());
  const auto put = [&](uint32_t c) { coder.out += static_cast<char>(c); };
  size_t at = 0;
  for (size_t i = 0; i < s.size(); ++at) {
    const size_t start = i;
    const uint32_t c = next_code_point(s, i);
    if (!is_surrogate(c) || coder.passes_surrogates()) {
      coder.out.append(s, start, i - start);
    } else if (!coder.bad_character(c, at, "surrogates not allowed", put)) {
      break;
    }
  }
  return std::move(coder).result();
}

// UTF-16 and UTF-32 share the shape: units of `width` bytes in an order given by name or by a byte order mark.
struct Units {
  size_t width;
  bool big;
  uint32_t read(std::string_view s, size_t i) const {
    uint32_t c = 0;
    for (size_t k = 0; k < width; ++k) c = c << 8 | byte_at(s, i + (big ? k : width - 1 - k));
    return c;
  }
  void write(std::string& out, uint32_t c) const {
    for (size_t k = 0; k < width; ++k) out += static_cast<char>(c >> 8 * (big ? width - 1 - k : k));
  }
};

Units units_of(std::string_view codec) { return {codec.starts_with("utf_16") ? 2u : 4u, codec.ends_with("_be")}; }

Computed<std::string> decode_units(std::string_view s, std::string_view codec, std::string_view errors) {
  Units units = units_of(codec);
  Coder coder(codec, errors);
  size_t i = 0;
  const size_t w = units.width;
  if (!codec.ends_with("e") && s.size() >= w) {  // utf_16, utf_32: a mark decides, little-endian without
    if (units.read(s, 0) == 0xFEFF) {
      i = w;
    } else if (Units{w, true}.read(s, 0) == 0xFEFF) {
      i = w;
      units.big = true;
    }
  }
  while (i < s.size()) {
    if (s.size() - i < w) {
      if (!coder.bad_bytes(s, i, s.size() - i, "truncated data")) break;
      i = s.size();
      continue;
    }
    const uint32_t c = units.read(s, i);
    if (w == 2 && c >= 0xD800 && c < 0xDC00 && i + 2 * w <= s.size()) {
      const uint32_t low = units.read(s, i + w);
      if (low >= 0xDC00 && low < 0xE000) {
        append_utf8(coder.out, 0x10000 + ((c & 0x3FF) << 10 | (low & 0x3FF)));
        i += 2 * w;
        continue;
      }
    }
    if (c > 0x10FFFF || (is_surrogate(c) && !coder.passes_surrogates())) {
      if (!coder.bad_bytes(s, i, w, c > 0x10FFFF ? "code point not in range(0x110000)" : "illegal encoding")) break;
    } else {
      append_utf8(coder.out, c);
    }
    i += w;
  }
  return std::move(coder).result();
}

Computed<std::string> encode_units(std::string_view s, std::string_view codec, std::string_view errors) {
  const Units units = units_of(codec);
  Coder coder(codec, errors);
  if (!codec.ends_with("e")) units.write(coder.out, 0xFEFF);
  const auto put = [&](uint32_t c) { units.write(coder.out, c); };
  size_t at = 0;
  for (size_t i = 0; i < s.size(); ++at) {
    const uint32_t c = next_code_point(s, i);
    if (is_surrogate(c) && !coder.passes_surrogates()) {
      if (!coder.bad_character(c, at, "surrogates not allowed", put)) break;
    } else if (units.width == 2 && c > 0xFFFF) {
      put(0xD800 + ((c - 0x10000) >> 10));
      put(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      put(c);
    }
  }
  return std::move(coder).result();
}

Computed<std::string> decode_charmap(std::string_view s, std::string_view codec, std::string_view errors) {
  const Charmap* map = find_charmap(codec);
  const bool ascii = codec == "ascii";
  Coder coder(map ? std::string_view("charmap") : codec, errors);
  for (size_t i = 0; i < s.size(); ++i) {
    const uint8_t b = byte_at(s, i);
    const uint32_t c = map ? map->points[b] : b;
    if (map ? c == Charmap::kUndefined : ascii && b >= 0x80) {
      const std::string_view why = ascii ? "ordinal not in range(128)" : "character maps to <undefined>";
      if (!coder.bad_bytes(s, i, 1, why)) break;
    } else {
      append_utf8(coder.out, c);
    }
  }
  return std::move(coder).result();
}

Computed<std::string> encode_charmap(std::string_view s, std::string_view codec, std::string_view errors) {
  const Charmap* map = find_charmap(codec);
  std::unordered_map<uint32_t, char> reverse;
  for (unsigned b = 256; map && b-- > 0;) reverse[map->points[b]] = static_cast<char>(b);
  reverse.erase(Charmap::kUndefined);
  const uint32_t limit = codec == "ascii" ? 0x80 : 0x100;
  const auto why = map             ? "character maps to <undefined>"
                   : limit == 0x80 ? "ordinal not in range(128)"
                                   : "ordinal not in range(256)";
  Coder coder(map ? std::string_view("charmap") : codec == "latin_1" ? "latin-1" : codec, errors);
  const auto put = [&](uint32_t c) {
    if (!map || c >= 0xDC80) {
      coder.out += static_cast<char>(c);
    } else if (auto it = reverse.find(c); it != reverse.end()) {
      coder.out += it->second;
    }
  };
  size_t at = 0;
  for (size_t i = 0; i < s.size(); ++at) {
    const uint32_t c = next_code_point(s, i);
    const bool encodable = map ? reverse.contains(c) : c < limit;
    if (encodable) {
      put(c);
    } else if (!coder.bad_character(c, at, why, put)) {
      break;
    }
  }
  return std::move(coder).result();
}

}  // namespace

bool Coder::fail_with(std::string exception, std::string message) {
  failed_ = true;
  failure_ = {std::move(exception), std::move(message)};
  return false;
}

bool Coder::bad_bytes(std::string_view in, size_t at, size_t n, std::string_view why) {
  if (errors_ == "ignore") return true;
  if (errors_ == "replace") {
    append_utf8(out, 0xFFFD);
    return true;
  }
  if (errors_ == "backslashreplace") {
    for (size_t k = 0; k < n; ++k) out += fmt::format("\\x{:02x}", byte_at(in, at + k));
    return true;
  }
  if (errors_ == "surrogateescape" &&
      std::ranges::all_of(in.substr(at, n), [](char b) { return static_cast<uint8_t>(b) >= 0x80; })) {
    for (size_t k = 0; k < n; ++k) append_utf8(out, 0xDC00u + byte_at(in, at + k));
    return true;
  }
  if (errors_ != "strict" && errors_ != "surrogateescape" && errors_ != "surrogatepass") return fail_with("", "");
  return fail_with("UnicodeDecodeError", fmt::format("'{}' codec can't decode byte 0x{:02x} in position {}: {}", codec_,
                                                     byte_at(in, at), at, why));
}

bool Coder::bad_character(uint32_t c, size_t at, std::string_view why, const std::function<void(uint32_t)>& put) {
  std::string text;
  if (errors_ == "ignore") return true;
  if (errors_ == "replace") {
    text = "?";
  } else if (errors_ == "backslashreplace") {
    text = c < 0x100     ? fmt::format("\\x{:02x}", c)
           : c < 0x10000 ? fmt::format("\\u{:04x}", c)
                         : fmt::format("\\U{:08x}", c);
  } else if (errors_ == "xmlcharrefreplace") {
    text = fmt::format("&#{};", c);
  } else if (errors_ == "surrogateescape" && c >= 0xDC80 && c < 0xDD00) {
    out += static_cast<char>(c - 0xDC00);
    return true;
  } else if (errors_ != "strict" && errors_ != "surrogateescape" && errors_ != "surrogatepass") {
    return fail_with("", "");
  } else {
    const std::string shown = c < 0x100 ? fmt::format("\\x{:02x}", c) : fmt::format("\\u{:04x}", c);
    return fail_with("UnicodeEncodeError",
                     fmt::format("'{}' codec can't encode character '{}' in position {}: {}", codec_, shown, at, why));
  }
  for (const char ch : text) put(static_cast<uint8_t>(ch));
  return true;
}

Computed<std::string> Coder::result() && {
  if (failed_) return tl::unexpected<Raised>(std::move(failure_));
  return std::move(out);
}

bool is_text_codec(std::string_view codec) {
  return !codec.empty() && !(codec.ends_with("_codec") || codec == "rot_13" || codec == "string_escape");
}

Computed<std::string> decode_text(std::string_view raw, std::string_view codec, std::string_view errors) {
  if (codec == "utf_8_sig" && raw.starts_with("\xEF\xBB\xBF")) raw.remove_prefix(3);
  if (codec == "utf_8" || codec == "utf_8_sig") return decode_utf8(raw, errors);
  if (codec == "utf_7") return decode_utf7(raw, errors);
  if (codec.starts_with("utf_16") || codec.starts_with("utf_32")) return decode_units(raw, codec, errors);
  if (codec == "unicode_escape" || codec == "raw_unicode_escape") return decode_escapes(raw, codec, errors);
  if (codec == "punycode") return decode_punycode(raw);
  if (codec == "idna") return decode_idna(raw);
  return decode_charmap(raw, codec, errors);
}

Computed<std::string> encode_text(std::string_view utf8, std::string_view codec, std::string_view errors) {
  if (codec == "utf_8") return encode_utf8(utf8, errors);
  if (codec == "utf_8_sig") {
    return encode_utf8(utf8, errors).map([](std::string s) { return "\xEF\xBB\xBF" + s; });
  }
  if (codec == "utf_7") return encode_utf7(utf8);
  if (codec.starts_with("utf_16") || codec.starts_with("utf_32")) return encode_units(utf8, codec, errors);
  if (codec == "unicode_escape" || codec == "raw_unicode_escape") return encode_escapes(utf8, codec);
  if (codec == "punycode") return encode_punycode(utf8);
  if (codec == "idna") return encode_idna(utf8);
  return encode_charmap(utf8, codec, errors);
}

}  // namespace antivenom::interpret
