#include "base/escape.h"

#include <algorithm>
#include <cstdint>

#include "base/utf8.h"

namespace antivenom {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

bool hides_or_reorders(uint32_t c) {
  return (c >= 0x80 && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x115F || c == 0x1160 || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 ||
         c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

void append_byte(std::string& out, unsigned char byte) {
  out += "\\x";
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

void append_code(std::string& out, uint32_t code) {
  out += "\\u{";
  for (int shift = code > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4) out += kHex[code >> shift & 15];
  out += '}';
}

std::string make_visible(std::string_view text, size_t max_characters, bool keep_line_feeds) {
  std::string out;
  for (size_t shown = 0; !text.empty(); ++shown) {
    if (shown == max_characters) return out + "...";
    const CodePoint one = decode_utf8(text);
    const auto first = static_cast<unsigned char>(text[0]);
    if (one.size == 0) {
      append_byte(out, first);
    } else if (first == '\t') {
      out += ' ';
    } else if (first == '\n' && keep_line_feeds) {
      out += '\n';
    } else if (first < 0x20 || first == 0x7f) {
      append_byte(out, first);
    } else if (hides_or_reorders(one.code)) {
      append_code(out, one.code);
    } else {
      out += text.substr(0, one.size);
    }
    text.remove_prefix(one.size == 0 ? 1 : one.size);
  }
  return out;
}

}  // namespace

std::string visible(std::string_view text, size_t max_characters) { return make_visible(text, max_characters, false); }

std::string visible_lines(std::string_view text) { return make_visible(text, SIZE_MAX, true); }

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint one = decode_utf8(text);
    if (one.size == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      out += text.substr(0, one.size);
      text.remove_prefix(one.size);
    }
  }
  return out;
}

std::string html_text(std::string_view text, size_t max_characters) {
  std::string out;
  for (char c : visible(text, max_characters)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string defanged(std::string_view value) {
  std::string out;
  const size_t scheme_end = std::min(value.find("://"), value.size());
  const std::string_view scheme_name = value.substr(0, scheme_end < value.size() ? scheme_end : 0);
  if (scheme_name.starts_with("http") || scheme_name.starts_with("HTTP")) {
    out = "hxxp";
    value.remove_prefix(4);
  } else if (value.starts_with("ftp://")) {
    out = "fxp";
    value.remove_prefix(3);
  }
  // Only the host: a path is more useful as it is.
  const size_t scheme = value.find("://");
  const size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  const size_t end = std::min(value.find_first_of("/?#", host), value.size());
  for (size_t i = 0; i < value.size(); ++i) {
    if (i >= host && i < end && value[i] == '.') {
      out += "[.]";
    } else if (i >= host && i < end && value[i] == '@') {
      out += "[@]";
    } else {
      out += value[i];
    }
  }
  return out;
}

std::string uri_path(std::string_view path) {
  constexpr std::string_view kUpperHex = "0123456789ABCDEF";
  std::string out;
  for (char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~' || c == '/';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kUpperHex[byte >> 4];
      out += kUpperHex[byte & 15];
    }
  }
  return out;
}

}  // namespace antivenom
