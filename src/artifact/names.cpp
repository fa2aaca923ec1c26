#include "artifact/names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/lower_case.h"
#include "base/utf8.h"

namespace antivenom::unpacking {
namespace {

bool is_alpha(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_control(unsigned char c) { return c < 0x20 || c == 0x7f; }

// Surrogate pairs do not occur in the ASCII keys and names this is used for: each half becomes '?'.
std::string from_utf16(ByteView bytes, bool big_endian) {
  std::string out;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    const uint32_t code = big_endian ? (first << 8 | second) : (second << 8 | first);
    append_utf8(out, code >= 0xD800 && code <= 0xDFFF ? '?' : code);
  }
  return out;
}

constexpr std::array<std::string_view, 19> kArchiveExtensions = {
    ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tar.z", ".tar.lzma", ".tgz", ".tbz2", ".tbz", ".txz",
    ".tar",    ".zip",     ".whl",    ".egg",     ".gz",    ".bz2",      ".xz",  ".zst",  ".7z"};

void push_part(CleanName& name, std::vector<std::string_view>& parts, std::string_view part) {
  if (part.empty() || part == ".") return;
  if (part != "..") {
    parts.push_back(part);
    return;
  }
  name.dotted = true;
  if (parts.empty()) {
    name.climbs = true;
  } else {
    parts.pop_back();
  }
}

void split_into(CleanName& name, std::vector<std::string_view>& parts, std::string_view text) {
  size_t start = 0;
  while (start <= text.size()) {
    size_t end = start;
    while (end < text.size() && text[end] != '/' && text[end] != '\\') ++end;
    push_part(name, parts, text.substr(start, end - start));
    start = end + 1;
  }
}

std::string joined(const std::vector<std::string_view>& parts) {
  std::string out;
  for (std::string_view part : parts) {
    if (!out.empty()) out += '/';
    out += part;
  }
  return out;
}

CleanName look_at(std::string_view raw) {
  CleanName name;
  for (char c : raw) {
    name.has_nul |= c == '\0';
    name.backslash |= c == '\\';
    name.control |= is_control(static_cast<unsigned char>(c));
  }
  name.bad_utf8 = !is_utf8(raw);
  return name;
}

std::string_view without_root(CleanName& name, std::string_view raw) {
  if (raw.size() >= 2 && is_alpha(raw[0]) && raw[1] == ':' && (raw.size() == 2 || raw[2] == '\\' || raw[2] == '/')) {
    name.absolute = true;
    raw.remove_prefix(2);
  }
  if (!raw.empty() && (raw[0] == '/' || raw[0] == '\\')) name.absolute = true;
  return raw;
}

}  // namespace

std::string printable(std::string_view raw) {
  static constexpr char kHex[] = "0123456789abcdef";
  const auto odd = [](char c) { return is_control(static_cast<unsigned char>(c)) || (c & 0x80) != 0; };
  if (std::none_of(raw.begin(), raw.end(), odd)) return std::string(raw);
  std::string out;
  out.reserve(raw.size());
  for (size_t i = 0; i < raw.size();) {
    const auto byte = static_cast<unsigned char>(raw[i]);
    const size_t length = is_control(byte) ? 0 : decode_utf8(raw.substr(i)).size;
    if (length == 0) {
      out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
      ++i;
    } else {
      out.append(raw, i, length);
      i += length;
    }
  }
  return out;
}

std::string to_utf8(ByteView bytes) {
  if (starts_with(bytes, "\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (starts_with(bytes, "\xFF\xFE")) return from_utf16(bytes.substr(2), false);
  if (starts_with(bytes, "\xFE\xFF")) return from_utf16(bytes.substr(2), true);
  if (is_utf8(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (char c : bytes) append_utf8(out, static_cast<unsigned char>(c));
  return out;
}

CleanName clean_name(std::string_view raw) {
  CleanName name = look_at(raw);
  std::vector<std::string_view> parts;
  split_into(name, parts, without_root(name, raw));
  name.path = joined(parts);
  if (name.control || name.bad_utf8) name.path = printable(name.path);
  return name;
}

CleanName resolve_link(std::string_view from, std::string_view target) {
  CleanName name = look_at(target);
  std::vector<std::string_view> parts;
  const std::string_view rest = without_root(name, target);
  if (!name.absolute) split_into(name, parts, folder_of(from));
  split_into(name, parts, rest);
  name.path = joined(parts);
  if (name.control || name.bad_utf8) name.path = printable(name.path);
  return name;
}

std::string normalised_name(std::string_view name) {
  std::string out;
  for (char c : lower_case(name)) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (separator && !out.empty() && out.back() == '-') continue;
    out += separator ? '-' : c;
  }
  return out;
}

std::string file_stem(std::string_view path, std::string* extension) {
  std::string_view name = base_name(path);
  const std::string lower = lower_case(name);
  for (std::string_view candidate : kArchiveExtensions) {
    if (lower.size() > candidate.size() && ends_with(lower, candidate)) {
      if (extension != nullptr) *extension = candidate;
      return std::string(name.substr(0, name.size() - candidate.size()));
    }
  }
  if (extension != nullptr) extension->clear();
  return std::string(name);
}

std::pair<std::string, std::string> name_and_version(std::string_view path) {
  std::string stem = file_stem(path);
  // A wheel-shaped name ends in three tags, whatever the extension says.
  std::vector<size_t> dashes;
  for (size_t i = 0; i < stem.size(); ++i) {
    if (stem[i] == '-') dashes.push_back(i);
  }
  if (dashes.size() >= 4) {
    const std::string_view python_tag = std::string_view(stem).substr(dashes[dashes.size() - 3] + 1);
    if (starts_with(python_tag, "py") || starts_with(python_tag, "cp")) {
      stem.resize(dashes[dashes.size() - 3]);
      // A wheel's name has no dash: what follows the first one is the version and perhaps a build number.
      const auto version = std::find_if(dashes.begin(), dashes.end(), [&](size_t dash) {
        return dash + 1 < stem.size() && is_digit(stem[dash + 1]);
      });
      if (version != dashes.end()) return {stem.substr(0, *version), stem.substr(*version + 1)};
    }
  }
  for (size_t i = stem.size(); i-- > 1;) {
    if (stem[i] == '-' && i + 1 < stem.size() && is_digit(stem[i + 1])) {
      return {stem.substr(0, i), stem.substr(i + 1)};
    }
  }
  return {stem, ""};
}

bool is_identifier(std::string_view text) {
  if (text.empty() || is_digit(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_alpha(c) || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  });
}

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n\f\v");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n\f\v") - first + 1);
}

}  // namespace antivenom::unpacking
