// The text form of facts: one fact a line, for goldens, for tests of rules without a parser, and for the store.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/facts.h"

namespace antivenom {

// Lossless: load_facts(dump_facts(f)) equals f, field by field (layer texts included, escaped).
std::string dump_facts(const Facts& facts);
Result<Facts> load_facts(std::string_view text);

}  // namespace antivenom
