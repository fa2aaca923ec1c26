#include "python/decode.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/hex.h"
#include "base/utf8.h"

namespace antivenom::python {
namespace {

constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

std::string latin1_to_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (unsigned char c : bytes) append_utf8(out, c);
  return out;
}

uint32_t unit_at(std::string_view bytes, size_t pos, int width, bool big) {
  uint32_t value = 0;
  for (int i = 0; i < width; ++i) {
    int shift = 8 * (big ? width - 1 - i : i);
    value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[pos + static_cast<size_t>(i)])) << shift;
  }
  return value;
}

// `width` 2 or 4. A trailing half unit is dropped.
std::string wide_to_utf8(std::string_view bytes, int width, bool big) {
  std::string out;
  out.reserve(bytes.size() / static_cast<size_t>(width) + 16);
  const size_t step = static_cast<size_t>(width);
  for (size_t pos = 0; pos + step <= bytes.size(); pos += step) {
    uint32_t unit = unit_at(bytes, pos, width, big);
    if (width == 2 && unit >= 0xD800 && unit < 0xDC00 && pos + 4 <= bytes.size()) {
      uint32_t low = unit_at(bytes, pos + 2, 2, big);
      if (low >= 0xDC00 && low < 0xE000) {
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        pos += 2;
      }
    }
    append_utf8(out, unit);
  }
  return out;
}

std::string rot13(std::string_view bytes) {
  std::string out(bytes);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    if (c >= 'A' && c <= 'Z') c = static_cast<char>('A' + (c - 'A' + 13) % 26);
  }
  return out;
}

// Reads exactly `digits` hexadecimal digits at `pos`.
std::optional<uint32_t> read_hex(std::string_view bytes, size_t pos, size_t digits) {
  if (pos + digits > bytes.size()) return std::nullopt;
  uint32_t value = 0;
  for (size_t i = 0; i < digits; ++i) {
    int digit = hex_digit(bytes[pos + i]);
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<uint32_t>(digit);
  }
  return value;
}

// The codecs `unicode_escape` and, with `raw`, `raw_unicode_escape`: bytes are Latin-1, escapes are resolved.
std::string unescape_unicode(std::string_view bytes, bool raw) {
  static constexpr std::string_view kFrom = "abfnrtv\\'\"";
  static constexpr std::string_view kTo = "\a\b\f\n\r\t\v\\'\"";
  std::string out;
  out.reserve(bytes.size());
  for (size_t pos = 0; pos < bytes.size();) {
    const char c = bytes[pos];
    if (c != '\\' || pos + 1 >= bytes.size()) {
      append_utf8(out, static_cast<unsigned char>(c));
      ++pos;
      continue;
    }
    const char kind = bytes[pos + 1];
    const size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : kind == 'x' && !raw ? 2 : 0;
    if (digits != 0) {
      if (auto value = read_hex(bytes, pos + 2, digits)) {
        append_utf8(out, *value);
        pos += 2 + digits;
        continue;
      }
    } else if (size_t at = kFrom.find(kind); !raw && at != std::string_view::npos) {
      out += kTo[at];
      pos += 2;
      continue;
    } else if (!raw && kind >= '0' && kind <= '7') {
      uint32_t value = 0;
      size_t end = pos + 1;
      while (end < bytes.size() && end < pos + 4 && bytes[end] >= '0' && bytes[end] <= '7') {
        value = value * 8 + static_cast<uint32_t>(bytes[end++] - '0');
      }
      append_utf8(out, value);
      pos = end;
      continue;
    }
    out += c;
    ++pos;
  }
  return out;
}

std::optional<std::string> convert(std::string_view bytes, const std::string& charset) {
  iconv_t handle = iconv_open("UTF-8", charset.c_str());
  if (handle == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  std::string out;
  std::array<char, 16384> buffer;
  std::string input(bytes);  // iconv wants a mutable pointer
  char* in = input.data();
  size_t in_left = input.size();
  bool good = true;
  while (in_left > 0 && good) {
    char* to = buffer.data();
    size_t to_left = buffer.size();
    const size_t before = in_left;
    const bool failed = iconv(handle, &in, &in_left, &to, &to_left) == static_cast<size_t>(-1);
    out.append(buffer.data(), buffer.size() - to_left);
    good = !failed || in_left < before || to_left < buffer.size();
  }
  char* to = buffer.data();
  size_t to_left = buffer.size();
  iconv(handle, nullptr, nullptr, &to, &to_left);
  out.append(buffer.data(), buffer.size() - to_left);
  iconv_close(handle);
  if (!good) return std::nullopt;
  return out;
}

// Lower case, "_" as "-", as Python compares encoding names.
std::string normal_name(std::string_view name) {
  std::string out;
  for (char c : name) out += c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

bool is_blank_or_comment(std::string_view line) {
  const size_t at = line.find_first_not_of(" \t\f");
  return at == std::string_view::npos || line[at] == '#';
}

// The encoding named by a PEP 263 comment in one line: `coding[:=]\s*([-\w.]+)`; empty when there is none.
std::string cookie_in(std::string_view line) {
  const size_t hash = line.find_first_not_of(" \t\f");
  if (hash == std::string_view::npos || line[hash] != '#') return {};
  for (size_t at = line.find("coding", hash); at != std::string_view::npos; at = line.find("coding", at + 1)) {
    size_t pos = at + 6;
    if (pos >= line.size() || (line[pos] != ':' && line[pos] != '=')) continue;
    pos = line.find_first_not_of(" \t", pos + 1);
    if (pos == std::string_view::npos) return {};
    size_t end = pos;
    while (end < line.size() && (isalnum(static_cast<unsigned char>(line[end])) != 0 || line[end] == '-' ||
                                 line[end] == '_' || line[end] == '.')) {
      ++end;
    }
    if (end > pos) return normal_name(line.substr(pos, std::min<size_t>(end - pos, 40)));
  }
  return {};
}

std::string find_cookie(std::string_view bytes) {
  for (int i = 0; i < 2 && !bytes.empty(); ++i) {
    const size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    std::string_view line = bytes.substr(0, std::min<size_t>(end, 400));
    if (std::string name = cookie_in(line); !name.empty()) return name;
    if (!is_blank_or_comment(line)) return {};
    size_t next = end;
    if (next < bytes.size() && bytes[next] == '\r') ++next;
    if (next < bytes.size() && bytes[next] == '\n') ++next;
    if (next == end) break;
    bytes.remove_prefix(next);
  }
  return {};
}

// UTF-16 or UTF-32 without a byte order mark shows as NULs at regular places of the first bytes: "i\0m\0p\0".
std::string_view guess_wide(std::string_view bytes) {
  const size_t size = std::min<size_t>(bytes.size(), 256) & ~size_t{3};
  if (size < 4) return {};
  size_t nuls[4] = {0, 0, 0, 0};
  for (size_t i = 0; i < size; ++i) nuls[i & 3] += bytes[i] == '\0';
  const size_t units = size / 4;
  auto most = [&](size_t n) { return n * 10 >= units * 8; };
  auto few = [&](size_t n) { return n * 10 <= units; };
  if (few(nuls[0]) && most(nuls[1]) && most(nuls[2]) && most(nuls[3])) return "utf-32-le";
  if (most(nuls[0]) && most(nuls[1]) && most(nuls[2]) && few(nuls[3])) return "utf-32-be";
  if (few(nuls[0]) && most(nuls[1]) && few(nuls[2]) && most(nuls[3])) return "utf-16-le";
  if (most(nuls[0]) && few(nuls[1]) && most(nuls[2]) && few(nuls[3])) return "utf-16-be";
  return {};
}

std::string wide_by_name(std::string_view bytes, std::string_view name) {
  return wide_to_utf8(bytes, name.substr(4, 2) == "32" ? 4 : 2, name.substr(7) == "be");
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// iconv's name for an encoding as Python names it.
std::string iconv_name(const std::string& name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kNames{{{"sjis", "SHIFT_JIS"},
                                                                                         {"shift-jis", "SHIFT_JIS"},
                                                                                         {"shiftjis", "SHIFT_JIS"},
                                                                                         {"s-jis", "SHIFT_JIS"},
                                                                                         {"mbcs", "CP1252"},
                                                                                         {"gb2312", "GB18030"},
                                                                                         {"gbk", "GB18030"},
                                                                                         {"utf7", "UTF-7"},
                                                                                         {"u7", "UTF-7"},
                                                                                         {"macroman", "MACINTOSH"}}};
  for (const auto& [python, other] : kNames) {
    if (name == python) return std::string(other);
  }
  if (name.starts_with("windows-")) return "CP" + name.substr(8);
  return name;
}

DecodedText decoded(std::string text, std::string encoding, std::vector<std::string> oddities = {}) {
  return {SourceText::keep(std::move(text)), std::move(encoding), std::move(oddities)};
}

// Decodes by a name from a cookie; nothing when the name is unknown or the bytes do not fit it.
std::optional<DecodedText> decode_as(std::string_view bytes, const std::string& name) {
  if (is_one_of(name, {"latin-1", "latin1", "iso-8859-1", "iso8859-1", "iso-latin-1", "l1", "8859"})) {
    return decoded(latin1_to_utf8(bytes), "latin-1");
  }
  if (is_one_of(name, {"rot13", "rot-13"})) return decoded(rot13(bytes), "rot13");
  if (is_one_of(name, {"unicode-escape", "string-escape"})) {
    return decoded(unescape_unicode(bytes, false), name);
  }
  if (name == "raw-unicode-escape") return decoded(unescape_unicode(bytes, true), name);
  // A file whose cookie can be read as ASCII is not in UTF-16, and these are no text encodings.
  if (name.starts_with("utf-16") || name.starts_with("utf-32") || name.starts_with("utf16") ||
      name.starts_with("ucs") || name.find("//") != std::string::npos) {
    return std::nullopt;
  }
  if (auto text = convert(bytes, iconv_name(name))) return decoded(std::move(*text), name);
  return std::nullopt;
}

DecodedText decode_plain(std::string_view bytes) {
  if (is_utf8(bytes)) return {SourceText::view(bytes), "utf-8", {}};
  return decoded(latin1_to_utf8(bytes), "latin-1", {"bytes that are no utf-8, read as latin-1"});
}

}  // namespace

DecodedText decode_source(ByteView bytes) {
  if (bytes.starts_with(kUtf8Bom)) {
    DecodedText out = decode_plain(bytes.substr(kUtf8Bom.size()));
    if (out.encoding == "utf-8") out.encoding = "utf-8-sig";
    return out;
  }
  using namespace std::string_view_literals;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kWideBoms{
      {{"\xFF\xFE\0\0"sv, "utf-32-le"},
       {"\0\0\xFE\xFF"sv, "utf-32-be"},
       {"\xFF\xFE"sv, "utf-16-le"},
       {"\xFE\xFF"sv, "utf-16-be"}}};
  for (const auto& [bom, name] : kWideBoms) {
    if (bytes.starts_with(bom)) {
      return decoded(wide_by_name(bytes.substr(bom.size()), name), std::string(name),
                     {"source in " + std::string(name)});
    }
  }
  if (std::string_view wide = guess_wide(bytes); !wide.empty()) {
    return decoded(wide_by_name(bytes, wide), std::string(wide),
                   {"source in " + std::string(wide) + " without a mark"});
  }
  const std::string cookie = find_cookie(bytes);
  if (cookie.empty() || is_one_of(cookie, {"utf-8", "utf8", "u8", "utf-8-sig", "utf"})) return decode_plain(bytes);
  if (is_one_of(cookie, {"ascii", "us-ascii"})) {
    DecodedText out = decode_plain(bytes);
    if (!is_ascii(bytes)) {
      out.oddities.push_back("declared as ascii, which it is not");
    } else {
      out.encoding = "ascii";
    }
    return out;
  }
  if (auto out = decode_as(bytes, cookie)) {
    if (is_one_of(out->encoding, {"rot13", "utf-7", "utf7", "unicode-escape", "raw-unicode-escape", "string-escape"})) {
      out->oddities.push_back("source in the encoding " + out->encoding);
    }
    return std::move(*out);
  }
  DecodedText out = decode_plain(bytes);
  out.oddities.push_back("declared encoding " + cookie + " does not fit");
  return out;
}

}  // namespace antivenom::python
