// From bytes to UTF-8, the way Python's own tokenizer reads a source file, and further where Python would refuse.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "python/source_text.h"

namespace antivenom::python {

struct DecodedText {
  SourceText text;                    // UTF-8; lone surrogates of UTF-16 as in WTF-8; a view of the bytes where it can
  std::string encoding;               // lower case: "utf-8", "latin-1", "utf-16-le", "cp1252", "rot13", ...
  std::vector<std::string> oddities;  // plain words for what Python would not do or authors rarely need
};

// Never fails: what is in no known encoding is read as Latin-1, with an oddity.
DecodedText decode_source(ByteView bytes);

}  // namespace antivenom::python
