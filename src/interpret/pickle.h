// Pickle data as the Python source that does the same: nothing of it is built.
#pragma once

#include <string>
#include <string_view>

namespace antivenom::interpret {

// The instructions of a pickle (any protocol) as source text: imports, one line a call in the order unpickling makes
// them, and the resulting object as the last expression. A zip file of torch.save() is searched for its pickle. Total
// and bounded; what follows a broken instruction is left out. Empty if `bytes` is no pickle.
std::string pickle_text(std::string_view bytes);

}  // namespace antivenom::interpret
