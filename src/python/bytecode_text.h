// Pieces of Python text: literals, names, keywords.
#pragma once

#include <string>
#include <string_view>

#include "python/bytecode.h"
#include "python/marshal.h"

namespace antivenom::python {

// The text in quotes, everything but plain characters escaped.
std::string quoted(std::string_view text, bool bytes);

// A name that the parser takes: itself when it is one, else one made from it, always the same for the same text.
std::string safe_name(std::string_view name);
bool is_plain_name(std::string_view name);

// A constant as Python text, nested ones to a bounded depth; code objects and what nests deeper become None.
// Bytes that are long and not to be read are put into `aside`, if given, and a short text stands for them.
std::string constant_text(const MarshalData& data, MarshalId id, size_t max_bytes, ConstantsAside* aside = nullptr);

}  // namespace antivenom::python
