// A picture of who is near whom.
#pragma once

#include <utility>
#include <vector>

#include "classify/graph.h"

namespace antivenom::classify {

// Two coordinates a node, within [-1, 1]: neighbours attract each other, random others repel, as in UMAP (McInnes et
// al., 2018), from a start of the given coordinates (two a node; spectral ones keep the large structure). The same seed
// gives the same picture.
std::vector<std::pair<double, double>> lay_out(const Graph& graph, const Vectors& start, uint32_t seed);

}  // namespace antivenom::classify
