// How feeds say which versions they mean.
#pragma once

#include <string>
#include <string_view>

#include "store/records.h"

namespace antivenom::collect {

// More named versions than any package has.
inline constexpr size_t kMaxVersions = 20'000;

// Adds what `text` says to the advisory. It may be
//   a list          ['1.0', '1.1']   [0.3.2]   1.0, 1.1          "..." in a list is left out: the list goes on
//   elsewhere all of them     *   []   all   and no text at all intervals       [0,]   [1.0,2.0)   (,1.3],[2.0,2.2)
//   [a,b] without quotes is read as a list of two comparisons     >=1.1.5 <=1.1.7   >= 1.0, < 2.0   = 1.0      with ||
//   between alternatives
// False: it is none of these (or has a bound that cannot be kept, as in "> 1.0"), and nothing was added.
bool add_affected(std::string_view text, store::Advisory& advisory);

// The ecosystem by our name ("pypi", "npm", ...) for any of those in use: PyPI, pip, Python, PyPI:..., RubyGems, gem.
std::string ecosystem_of(std::string_view name);
// True if the name is one that ecosystem_of() knows.
bool is_ecosystem(std::string_view name);

}  // namespace antivenom::collect
