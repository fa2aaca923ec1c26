// Python's regular expressions as RE2's: linear in the text, and so safe on hostile patterns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace antivenom::interpret {

// Flags of Python's re, by their numbers.
enum RegexFlag : int64_t {
  kIgnoreCase = 2,
  kLocale = 4,
  kMultiLine = 8,
  kDotAll = 16,
  kUnicode = 32,
  kVerbose = 64,
  kAscii = 256
};

struct Translated {
  std::string pattern;       // for RE2
  int64_t flags = 0;         // with those written in the pattern
  bool dollar = false;       // has a `$` that is the end or before a last newline: exact unless the text ends with one
  bool ascii_words = false;  // uses \b, which RE2 only knows for ASCII
};

// nullopt: uses what RE2 cannot do (look-around, back references, atomic groups) or is no pattern at all.
std::optional<Translated> translate_regex(std::string_view pattern, int64_t flags, bool bytes);

// re.escape.
std::string escape_regex(std::string_view text);

}  // namespace antivenom::interpret
