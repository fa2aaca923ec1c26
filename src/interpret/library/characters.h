// What Unicode says about characters, as CPython 3.11's str methods see it (Unicode 14).
#pragma once

#include <cstdint>
#include <string>

namespace antivenom::interpret {

bool is_alpha(uint32_t c);
bool is_numeric(uint32_t c);    // str.isnumeric
bool is_digit(uint32_t c);      // str.isdigit
int decimal_value(uint32_t c);  // 0 to 9, -1 if it is no decimal digit
bool is_space(uint32_t c);
bool is_line_break(uint32_t c);  // where str.splitlines splits ("\r\n" being one break)
bool is_printable(uint32_t c);   // repr writes it as it is
bool is_upper(uint32_t c);
bool is_lower(uint32_t c);
bool is_title(uint32_t c);
bool is_identifier_start(uint32_t c);
bool is_identifier_part(uint32_t c);

// Full case mappings: up to three characters, in UTF-8.
void append_upper(std::string& out, uint32_t c);
void append_lower(std::string& out, uint32_t c);
void append_title(std::string& out, uint32_t c);
void append_folded(std::string& out, uint32_t c);

}  // namespace antivenom::interpret
