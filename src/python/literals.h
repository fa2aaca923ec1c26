// Python literals as their text says, read as Python reads them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "python/tree.h"

namespace antivenom::python {

struct StringPrefix {
  uint32_t length = 0;  // bytes before the first quote
  uint32_t quotes = 1;  // 1 or 3
  bool raw = false, bytes = false, format = false, unicode = false;
};

// Of a literal's text that begins with its prefix: `rb'''...`.
StringPrefix read_prefix(std::string_view literal);

// Appends the value of a stretch between quotes (or of an f-string's literal part) to `out`: escapes resolved,
// newlines as \n, and in an f-string `{{` as `{`. \N{...} is known for Latin-1 only; `oddities` learns of
// others, which are left as they are.
void append_string(std::string& out, std::string_view content, const StringPrefix& prefix,
                   std::vector<std::string>& oddities);

// An integer, float or imaginary literal of Python 2 or 3.
Constant read_number(std::string_view text);

}  // namespace antivenom::python
