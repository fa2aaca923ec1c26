// From bytes to UTF-8, the way Python's own tokenizer reads a source file, and further where Python would refuse.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace antivenom::python {

struct DecodedText {
  std::string text;                    // UTF-8; lone surrogates of UTF-16 as in WTF-8
  std::string encoding;                // lower case: "utf-8", "latin-1", "utf-16-le", "cp1252", "rot13", ...
  std::vector<std::string> oddities;   // plain words for what Python would not do or authors rarely need
};

// Never fails: what is in no known encoding is read as Latin-1, with an oddity.
DecodedText decode_source(ByteView bytes);

// Appends a code point as UTF-8; surrogates become three bytes as in WTF-8, what is beyond U+10FFFF becomes U+FFFD.
void append_utf8(std::string& out, uint32_t code_point);

// True for well-formed UTF-8 without surrogates and overlong forms.
bool is_utf8(std::string_view bytes);

}  // namespace antivenom::python
