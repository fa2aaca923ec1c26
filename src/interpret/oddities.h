// What is odd about a source before it runs: names and texts made not to be read.
#pragma once

#include <string_view>
#include <vector>

#include "base/interner.h"
#include "facts/facts.h"
#include "interpret/node_index.h"
#include "python/tree.h"

namespace antivenom::interpret {

// Appends a Note for each oddity of the parsed source: "lookalike-names", "bidi-text", "off-screen-code",
// "mangled-names", "encoded-literal", "number-array", "split-string", "deep-nesting", "broken-syntax", "nul-bytes",
// "odd-encoding", "long-line", "packed-code", "renamed-code" and "sealed-code" (the detail is the tool's name); at most
// 8 of each. `index` is that of the tree, `raw_bytes` is the source before decoding (of a layer: its text). Linear
// passes without recursion.
void find_oddities(const python::Tree& tree, const NodeIndex& index, const Interner& names, std::string_view raw_bytes,
                   FileId file, LayerId layer, std::vector<Note>& notes);

}  // namespace antivenom::interpret
