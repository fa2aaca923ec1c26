// What the classification needs to know of one scanned package.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "fingerprint/minhash.h"
#include "report/report.h"

namespace antivenom::classify {

// One call, in the order of execution.
struct Call {
  std::string name;  // true qualified name
  std::string file;  // shipped file, also for code of a deeper layer
  uint32_t layer = 0, line = 1;
};

struct FoundBehaviour {
  std::string rule;
  int32_t category = -1;  // index into kCategoryIds
  double strength = 0;    // 0-1: by weight, times confidence
};

// Of the package's code; empty: too little of it to compare.
using fingerprint::Signature;

struct Sample {
  std::string path, name, version, sha256, verdict;
  int64_t first_seen = 0;  // milliseconds since 1970; 0: not known
  std::vector<Call> calls;
  std::vector<FoundBehaviour> behaviours;  // strongest first
  Signature signature;
  std::string given_family, given_category;
};

// Calls of code that is shipped but never installed (tests, examples) and findings that honest packages show every day
// (weight `context`) are left out.
Sample sample_of(const ScanResult& result);

// The category's index, kNone if it is no behaviour's.
int32_t category_index(std::string_view id);

// How much a finding counts, by the text form of its weight.
double strength_of(std::string_view weight, double confidence);

// One entry a rule, the strongest; strongest first, then by rule.
std::vector<FoundBehaviour> strongest_first(std::vector<FoundBehaviour> found);

}  // namespace antivenom::classify
