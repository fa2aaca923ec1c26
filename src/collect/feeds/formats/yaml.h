// YAML of strangers as JSON.
#pragma once

#include <string_view>

#include "base/result.h"
#include "collect/feeds/formats/json.h"

namespace antivenom::collect {

// The first document. Every scalar is a text, as OSV has it, but for null. Aliases are refused: they make a kilobyte
// into gigabytes, and no advisory uses them.
Result<Json> parse_yaml(std::string_view text);

}  // namespace antivenom::collect
