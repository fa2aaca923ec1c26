// How far a run has come that writes samples: for tests that kill it at a place instead of a moment.
#pragma once

#include "store/samples.h"

namespace antivenom::store::testing {

// Samples that are there now; those that appear meanwhile may be missed.
inline unsigned sample_count(const Samples& samples) {
  unsigned count = 0;
  (void)samples.each([&](const std::string&, uint64_t) { return ++count, true; });
  return count;
}

}  // namespace antivenom::store::testing
