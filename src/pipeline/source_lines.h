// Looks up the source lines that findings rest on, while the sources are at hand.
#pragma once

#include <vector>

#include "artifact/artifact.h"
#include "report/report.h"

namespace antivenom {

// The lines of all evidence of the verdict and `context` lines on each side, sorted by place, one per line. Only
// files that evidence points into are decoded. Texts are made visible and cut to 200 characters: long runs of spaces
// are named instead of shown, and of a longer line the part around the call is kept.
std::vector<ScanResult::SourceLine> look_up_lines(const Artifact& artifact, const Facts& facts, const Verdict& verdict,
                                                  uint32_t context);

// The lines that name dependencies, which may become evidence later (judge_again); sorted by place.
std::vector<ScanResult::SourceLine> look_up_dependencies(const Artifact& artifact, const Facts& facts);

// One line as it is shown; `callee` tells which part of a long line matters and may be empty.
std::string shown_line(std::string_view line, std::string_view callee);

}  // namespace antivenom
