#include "facts/requirement.h"
#include "store/store.h"

namespace antivenom::store {

int compare_versions(std::string_view a, std::string_view b) { return antivenom::compare_versions(a, b); }

bool is_version(std::string_view text) { return antivenom::is_version(text); }

}  // namespace antivenom::store
