#pragma once

#include <string>

#include "facts/facts.h"
#include "verdict/verdict.h"

namespace antivenom {

// One sentence, or two, that a person understands: what the package may do and when, or why nothing was found to be
// wrong with the risky calls it makes. Uses label, findings and contributions of the verdict.
std::string summarise(const Facts& facts, const Verdict& verdict);

}  // namespace antivenom
