// What the findings say about lines and platforms.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "facts/facts.h"
#include "rules/rule.h"
#include "verdict/verdict.h"

namespace antivenom {

// Malicious lines are the distinct lines of shipped Python that the evidence of findings of weight suspicious or
// more rests on. Evidence in an unpacked layer counts the line of the shipped file that opened it.
Metrics metrics_of(const Facts& facts, const std::vector<Finding>& findings);

// The lines that Metrics::malicious_lines counts, of layer 0.
std::set<std::pair<FileId, uint32_t>> evidence_lines(const Facts& facts, const std::vector<Finding>& findings);

// Sorted windows, linux, macos. Empty: nothing restricts the findings to a platform.
std::vector<std::string> platforms_of(const Facts& facts, const std::vector<Finding>& findings);

// Where code of a deeper layer was opened in the file as shipped; the place itself for layer 0.
Place shipped_place(const Facts& facts, Place place);

}  // namespace antivenom
