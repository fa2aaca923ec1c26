// Names as Python compares them.
#pragma once

#include <string>
#include <string_view>

namespace antivenom::python {

// The name with every character that NFKC folds to ASCII folded: fullwidth and mathematical letters, ligatures,
// superscripts and the like. Other characters stay as they are.
std::string fold_name(std::string_view utf8);

}  // namespace antivenom::python
