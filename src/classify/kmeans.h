// k-means++ with weights and restarts.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "classify/vectors.h"

namespace antivenom::classify {

struct KMeansOptions {
  uint32_t clusters = 2, restarts = 10, rounds = 100, seed = 1;
};

struct KMeansResult {
  std::vector<int32_t> groups;  // one a row, from 0 without gaps, numbered by first appearance
  Vectors centres;
  double inertia = 0;  // weighted sum of squared distances to the nearest centre
};

// The best of several starts. Fewer clusters than asked for come out where there are fewer distinct rows.
KMeansResult k_means(const Vectors& rows, std::span<const double> weights, const KMeansOptions& options);

}  // namespace antivenom::classify
