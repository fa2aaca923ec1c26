// Encodings of bytes as printable bytes, exactly as CPython's base64, binascii, uu and quopri read and write them.
// No values, no heap. Every result is at most eight times as long as its input.
#pragma once

#include <string>
#include <string_view>

#include "interpret/library/text_codecs.h"

namespace antivenom::interpret {

std::string hex_encode(std::string_view raw);
Computed<std::string> hex_decode(std::string_view text);

// Characters outside the alphabet are skipped unless `strict`.
Computed<std::string> base64_decode(std::string_view text, bool strict = false);
std::string base64_encode(std::string_view raw);
// In lines of 76 characters, each ended by a newline.
std::string base64_encode_lines(std::string_view raw);

Computed<std::string> base32_decode(std::string_view text, bool hex_alphabet);
std::string base32_encode(std::string_view raw, bool hex_alphabet);

enum class Base85 { git, z85 };
Computed<std::string> base85_decode(std::string_view text, Base85 alphabet);
std::string base85_encode(std::string_view raw, bool pad, Base85 alphabet);
Computed<std::string> ascii85_decode(std::string_view text, bool fold_spaces, bool adobe, std::string_view ignored);
std::string ascii85_encode(std::string_view raw, bool fold_spaces, size_t wrap, bool pad, bool adobe);

// One line, as binascii.a2b_uu; a whole "begin ... end" file, as the uu codec.
Computed<std::string> uu_decode_line(std::string_view line);
std::string uu_encode_line(std::string_view raw, bool backtick);
Computed<std::string> uu_decode_file(std::string_view text);
std::string uu_encode_file(std::string_view raw);

std::string quopri_decode(std::string_view text, bool header);
std::string quopri_encode(std::string_view raw, bool quote_tabs, bool text, bool header);

}  // namespace antivenom::interpret
