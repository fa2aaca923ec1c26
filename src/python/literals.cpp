#include "python/literals.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/hex.h"
#include "base/utf8.h"

namespace antivenom::python {
namespace {

struct CharacterName {
  uint32_t code;
  std::string_view name;
};

// By name. Letters spelt out are a way to hide a word; what lies beyond Latin-1 has too many names to carry.
constexpr auto kCharacterNames = std::to_array<CharacterName>({
#define X(code, name) {code, name},
#include "python/character_names.def"
#undef X
});

std::optional<uint32_t> character_by_name(std::string_view name) {
  std::string upper(name);
  for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  const auto it = std::lower_bound(kCharacterNames.begin(), kCharacterNames.end(), upper,
                                   [](const CharacterName& row, const std::string& text) { return row.name < text; });
  if (it == kCharacterNames.end() || it->name != upper) return std::nullopt;
  return it->code;
}

std::optional<uint32_t> digits_at(std::string_view text, size_t pos, size_t count) {
  if (pos + count > text.size()) return std::nullopt;
  uint32_t value = 0;
  for (size_t i = pos; i < pos + count; ++i) {
    const int digit = hex_digit(text[i]);
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<uint32_t>(digit);
  }
  return value;
}

char simple_escape(char c) {
  switch (c) {
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    case '\\':
    case '\'':
    case '"':
      return c;
    default:
      return '\0';
  }
}

void append_code(std::string& out, uint32_t code, bool bytes) {
  if (bytes) {
    out += static_cast<char>(code);
  } else {
    append_utf8(out, code);
  }
}

// Length of a newline at `pos`, 0 when there is none.
size_t newline_at(std::string_view text, size_t pos) {
  if (pos >= text.size()) return 0;
  if (text[pos] == '\r') return pos + 1 < text.size() && text[pos + 1] == '\n' ? 2 : 1;
  return text[pos] == '\n' ? 1 : 0;
}

// Appends all of `\x41\x42...` at `pos` and returns its length: packed code has megabytes of it.
size_t append_hex_escapes(std::string& out, std::string_view text, size_t pos, bool bytes) {
  const auto byte_at = [&](size_t at) { return hex_digit(text[at + 2]) << 4 | hex_digit(text[at + 3]); };
  size_t end = pos;
  while (end + 4 <= text.size() && text[end] == '\\' && text[end + 1] == 'x' && byte_at(end) >= 0) end += 4;
  if (bytes) {
    out.resize(out.size() + (end - pos) / 4);
    char* last = out.data() + out.size();
    for (size_t at = end; at > pos; at -= 4) *--last = static_cast<char>(byte_at(at - 4));
  } else {
    for (size_t at = pos; at < end; at += 4) append_utf8(out, static_cast<uint32_t>(byte_at(at)));
  }
  return end - pos;
}

// Appends any other escape at `pos` (a backslash) and returns its length; 0 when it is none and the backslash stays.
size_t append_escape(std::string& out, std::string_view text, size_t pos, bool bytes,
                     std::vector<std::string>& oddities) {
  if (pos + 1 >= text.size()) return 0;
  if (const size_t newline = newline_at(text, pos + 1)) return 1 + newline;
  const char kind = text[pos + 1];
  if (const char simple = simple_escape(kind); simple != '\0') {
    out += simple;
    return 2;
  }
  if (kind >= '0' && kind <= '7') {
    uint32_t value = 0;
    size_t end = pos + 1;
    while (end < text.size() && end < pos + 4 && text[end] >= '0' && text[end] <= '7') {
      value = value * 8 + static_cast<uint32_t>(text[end++] - '0');
    }
    append_code(out, value, bytes);
    return end - pos;
  }
  const size_t digits = bytes ? 0 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits != 0) {
    const auto value = digits_at(text, pos + 2, digits);
    if (!value) return 0;
    append_code(out, *value, bytes);
    return 2 + digits;
  }
  if (kind == 'N' && !bytes && pos + 2 < text.size() && text[pos + 2] == '{') {
    const size_t close = text.substr(0, std::min(text.size(), pos + 90)).find('}', pos);
    if (close != std::string_view::npos) {
      if (const auto code = character_by_name(text.substr(pos + 3, close - pos - 3))) {
        append_utf8(out, *code);
        return close - pos + 1;
      }
    }
    static const std::string kOddity = "a character by its name (\\N{...})";
    if (std::find(oddities.begin(), oddities.end(), kOddity) == oddities.end()) oddities.push_back(kOddity);
  }
  return 0;
}

}  // namespace

StringPrefix read_prefix(std::string_view literal) {
  StringPrefix prefix;
  while (prefix.length < literal.size() && literal[prefix.length] != '"' && literal[prefix.length] != '\'') {
    const char c = static_cast<char>(literal[prefix.length++] | 0x20);
    prefix.raw |= c == 'r';
    prefix.bytes |= c == 'b';
    prefix.format |= c == 'f';
    prefix.unicode |= c == 'u';
  }
  const std::string_view rest = literal.substr(prefix.length);
  if (rest.size() >= 3 && rest[0] == rest[1] && rest[0] == rest[2]) prefix.quotes = 3;
  return prefix;
}

void append_string(std::string& out, std::string_view content, const StringPrefix& prefix,
                   std::vector<std::string>& oddities) {
  out.reserve(out.size() + content.size());
  const auto is_plain = [&](char c) { return c != '\\' && c != '\r' && !(prefix.format && (c == '{' || c == '}')); };
  // Most have nothing to look at but a backslash here and there.
  const bool only_backslashes = !prefix.format && content.find('\r') == std::string_view::npos;
  size_t pos = 0;
  while (pos < content.size()) {
    const size_t begin = pos;
    if (only_backslashes)
      pos = std::min(content.find('\\', pos), content.size());
    else
      while (pos < content.size() && is_plain(content[pos])) ++pos;
    out.append(content, begin, pos - begin);
    if (pos >= content.size()) break;
    const char c = content[pos];
    if (c == '\r') {
      out += '\n';
      pos += newline_at(content, pos);
    } else if (c == '\\' && !prefix.raw) {
      size_t length = append_hex_escapes(out, content, pos, prefix.bytes);
      if (length == 0) length = append_escape(out, content, pos, prefix.bytes, oddities);
      if (length == 0) out += c;
      pos += std::max<size_t>(length, 1);
    } else {
      out += c;
      pos += c != '\\' && pos + 1 < content.size() && content[pos + 1] == c ? 2 : 1;
    }
  }
}

Constant read_number(std::string_view text) {
  Constant number{ConstantKind::kInt, {}};
  for (char c : text) {
    if (c != '_') number.text += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  std::string& digits = number.text;
  const bool prefixed =
      digits.size() > 1 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'o' || digits[1] == 'b');
  if (!digits.empty() && digits.back() == 'l') digits.pop_back();
  if (prefixed) return number;
  if (!digits.empty() && digits.back() == 'j') {
    digits.pop_back();
    number.kind = ConstantKind::kImaginary;
  } else if (digits.find_first_of(".e") != std::string::npos) {
    number.kind = ConstantKind::kFloat;
  } else if (digits.size() > 1 && digits[0] == '0' && digits.find_first_not_of('0') != std::string::npos) {
    digits.insert(1, "o");
  } else if (digits.size() > 1 && digits[0] == '0') {
    digits = "0";
  }
  return number;
}

}  // namespace antivenom::python
