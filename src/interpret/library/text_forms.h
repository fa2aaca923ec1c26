// Python's spelling of strings.
#pragma once

#include <string>
#include <string_view>

namespace antivenom::interpret {

// repr of a str (UTF-8) and of bytes: quotes chosen and characters escaped as CPython does.
std::string str_repr(std::string_view text);
std::string bytes_repr(std::string_view raw, bool escape_single_quotes = false);  // true: as bytearray shows them
// \x, \u and \U escapes for all that is not ASCII: what ascii() and the "backslashreplace" of a repr do.
std::string escape_non_ascii(std::string_view text);

}  // namespace antivenom::interpret
