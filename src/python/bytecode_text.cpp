#include "python/bytecode_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>

namespace antivenom::python {
namespace {

constexpr auto kKeywords = std::to_array<std::string_view>(
    {"False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
     "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
     "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
     "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"});
static_assert(std::is_sorted(kKeywords.begin(), kKeywords.end()));

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_escaped(char c) { return static_cast<uint8_t>(c - 0x20) >= 0x5F; }

void escape_code_point(std::string& out, uint32_t code_point) {
  char buffer[12];
  std::snprintf(buffer, sizeof buffer, code_point > 0xFFFF ? "\\U%08x" : "\\u%04x", static_cast<unsigned>(code_point));
  out += buffer;
}

// Decodes one character of at least two bytes; false when it is none (also surrogates, which are written as escapes).
bool multi_byte(std::string_view text, size_t& pos, uint32_t& code_point) {
  const auto lead = static_cast<uint8_t>(text[pos]);
  const size_t size = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 && lead < 0xE0 ? 2 : 0;
  if (size == 0 || lead >= 0xF5 || pos + size > text.size()) return false;
  code_point = lead & (0xFFu >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<uint8_t>(text[pos + i]);
    if ((byte & 0xC0) != 0x80) return false;
    code_point = code_point << 6 | (byte & 0x3F);
  }
  pos += size;
  return true;
}

// Packed code. Text in base64 and the like can be read, by rules of the user, too.
bool is_unreadable(std::string_view bytes) {
  constexpr size_t kLong = 4'096, kLooked = 256;
  if (bytes.size() < kLong) return false;
  const std::string_view head = bytes.substr(0, kLooked);
  return static_cast<size_t>(std::count_if(head.begin(), head.end(), is_escaped)) > kLooked / 4;
}

std::string stand_in(std::string_view bytes) {
  char text[64];
  std::snprintf(text, sizeof text, "<%zu bytes %016zx>", bytes.size(), std::hash<std::string_view>{}(bytes));
  return text;
}

}  // namespace

std::string quoted(std::string_view text, bool bytes) {
  std::string out = bytes ? "b'" : "'";
  out.reserve(text.size() + 3 * static_cast<size_t>(std::count_if(text.begin(), text.end(), is_escaped)) + 3);
  for (size_t pos = 0; pos < text.size();) {
    const char c = text[pos];
    const auto byte = static_cast<uint8_t>(c);
    uint32_t code_point = 0;
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (!is_escaped(c)) {
      out += c;
    } else if (!bytes && byte >= 0x80 && multi_byte(text, pos, code_point)) {
      escape_code_point(out, code_point);
      continue;
    } else {
      // Packed code is megabytes of these.
      constexpr std::string_view kDigits = "0123456789abcdef";
      const char escape[] = {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
      out.append(escape, sizeof escape);
    }
    ++pos;
  }
  out += '\'';
  return out;
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || !is_letter(name[0])) return false;
  if (!std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); })) return false;
  return !std::binary_search(kKeywords.begin(), kKeywords.end(), name);
}

std::string safe_name(std::string_view name) {
  if (is_plain_name(name)) return std::string(name);
  constexpr size_t kMaxName = 48;
  std::string out = "_";
  uint64_t hash = 0xCBF29CE484222325ull;
  for (char c : name) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3ull;
    if (out.size() < kMaxName && (is_letter(c) || is_digit(c))) out += c;
  }
  char buffer[20];
  std::snprintf(buffer, sizeof buffer, "_%04x", static_cast<unsigned>(hash & 0xFFFF));
  return out + buffer;
}

std::string constant_text(const MarshalData& data, MarshalId root, size_t max_bytes, ConstantsAside* aside) {
  // Containers are written with a stack of their own: constants may nest as deep as the reader allows, and in circles.
  struct Open {
    MarshalId id;
    size_t next = 0;
  };
  constexpr size_t kMaxDepth = 24;
  std::string out;
  std::vector<Open> open;
  auto begin = [&](MarshalId id) {
    const MarshalObject& object = data.objects[id];
    switch (object.kind) {
      case MarshalKind::kTrue:
        out += "True";
        return;
      case MarshalKind::kFalse:
        out += "False";
        return;
      case MarshalKind::kEllipsis:
        out += "...";
        return;
      case MarshalKind::kInt:
      case MarshalKind::kLong:
        out += object.text.starts_with('-') ? "(" + object.text + ")" : object.text;
        return;
      case MarshalKind::kFloat:
        if (object.text.find_first_of("in") != std::string::npos)
          out += "float('" + object.text + "')";
        else
          out += object.text.starts_with('-') ? "(" + object.text + ")" : object.text;
        return;
      case MarshalKind::kComplex:
        out += object.text;
        return;
      case MarshalKind::kStr:
        out += quoted(object.text, false);
        return;
      case MarshalKind::kBytes:
        if (aside != nullptr && is_unreadable(object.text)) {
          const std::string stands = stand_in(object.text);
          aside->emplace(stands, object.text);
          out += "b'" + stands + "'";
        } else {
          out += quoted(object.text, true);
        }
        return;
      case MarshalKind::kTuple:
      case MarshalKind::kList:
      case MarshalKind::kSet:
      case MarshalKind::kFrozenSet:
        if (open.size() >= kMaxDepth) break;
        out += object.kind == MarshalKind::kTuple ? "(" : object.kind == MarshalKind::kList ? "[" : "frozenset((";
        open.push_back({id});
        return;
      default:
        break;
    }
    out += "None";
  };
  begin(root);
  while (!open.empty()) {
    Open& top = open.back();
    const MarshalObject& object = data.objects[top.id];
    if (top.next < object.items.size() && out.size() < max_bytes) {
      if (top.next > 0) out += ", ";
      begin(object.items[top.next++]);  // moves `top`
      continue;
    }
    const bool single = object.items.size() == 1;
    if (object.kind == MarshalKind::kList)
      out += "]";
    else
      out += object.kind == MarshalKind::kTuple ? (single ? ",)" : ")") : (single ? ",))" : "))");
    open.pop_back();
  }
  return out;
}

}  // namespace antivenom::python
