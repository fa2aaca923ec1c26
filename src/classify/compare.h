// Other ways of grouping the same packages, measured alike.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "classify/classify.h"

namespace antivenom::classify {

// This method, its parts exchanged one at a time (plain mean, lexical order), k-means on bags of calls, density-based
// clustering, and each one's stability: the mean adjusted Rand index between runs with kSeeds seeds. All get the number
// of clusters that `classified` has.
Result<std::vector<Grouping>> compare(std::span<const Sample> samples, std::span<const Sample> background,
                                      const Options& options, const Classified& classified);

inline constexpr uint32_t kSeeds = 5;

}  // namespace antivenom::classify
