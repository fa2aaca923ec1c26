// Names of members and of distributions: made safe to show, to compare and to look up.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"

namespace antivenom::unpacking {

// Valid UTF-8 without control characters: bytes that are neither become \xNN.
std::string printable(std::string_view raw);

// Any text file as UTF-8: byte order marks are honoured, what is no UTF-8 is read as Latin-1.
std::string to_utf8(ByteView bytes);

// A member's name and what is odd about it.
struct CleanName {
  std::string path;       // '/' separators, no empty, "." or ".." parts; may be empty ("./")
  bool absolute = false;  // began with '/', '\' or a drive letter
  bool climbs = false;    // a ".." part led above the root
  bool dotted = false;    // had a ".." part at all
  bool has_nul = false;
  bool backslash = false;
  bool control = false;
  bool bad_utf8 = false;
};
CleanName clean_name(std::string_view raw);

// Where a link of `from` (a cleaned path) to `target` (raw) leads, from the archive's root. `climbs` and
// `absolute` say that it leads outside. A hard link's target counts from the root already: pass from = "".
CleanName resolve_link(std::string_view from, std::string_view target);

// PEP 503: lower case, runs of '-', '_' and '.' become one '-'.
std::string normalised_name(std::string_view name);

// Name and version as the file name `pkg-1.0.tar.gz` or `pkg-1.0-py3-none-any.whl` states them.
std::pair<std::string, std::string> name_and_version(std::string_view path);

// The file name without folders and without an archive's extension; `extension` gets the latter, lower case.
std::string file_stem(std::string_view path, std::string* extension = nullptr);

bool is_identifier(std::string_view text);

inline std::string_view base_name(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}
inline std::string_view folder_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}
inline std::string_view first_part(std::string_view path) { return path.substr(0, path.find('/')); }
inline bool starts_with(std::string_view text, std::string_view head) {
  return text.size() >= head.size() && text.compare(0, head.size(), head) == 0;
}
inline bool ends_with(std::string_view text, std::string_view tail) {
  return text.size() >= tail.size() && text.compare(text.size() - tail.size(), tail.size(), tail) == 0;
}
// Without blanks at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace antivenom::unpacking
