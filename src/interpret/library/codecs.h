// Text and byte encodings as Python's codecs know them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interpret/library.h"

namespace antivenom::interpret {

// `v.encode(codec, errors)` of a str, and codecs.encode() of bytes for byte-to-byte codecs. The result carries v's
// origins, its trail and a step named after a codec that hides ("base64", "rot13"; none for "utf-8"). Invalid: v or the
// codec is not known or the result too large; or raised (UnicodeEncodeError, binascii.Error ...).
Value codec_encode(Runtime& runtime, Value v, std::string_view codec, std::string_view errors);

// `v.decode(codec, errors)` of bytes or bytearray. A str is taken as Python 2's: its characters below 256 are bytes,
// and byte-to-byte codecs give a str again when the result is UTF-8.
Value codec_decode(Runtime& runtime, Value v, std::string_view codec, std::string_view errors);

// CPython's own name of a supported codec ("UTF8" -> "utf_8", "latin-1" -> "latin_1"); empty if not supported.
std::string_view canonical_codec(std::string_view name);

// The bytes behind a Python 2 str: one per character when all are below 256, else its UTF-8.
std::string python2_bytes(std::string_view utf8);

}  // namespace antivenom::interpret
