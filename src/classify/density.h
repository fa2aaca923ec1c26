// Clusters as dense regions, of any number and shape, with what lies between them left out (HDBSCAN*: Campello, Moulavi
// and Sander, 2013). A second opinion beside the spectral method.
#pragma once

#include <cstdint>
#include <vector>

#include "classify/vectors.h"

namespace antivenom::classify {

// A group for each row of length 1, negative: in no dense region. Distances are those of directions, sqrt(2 - 2
// cosine). `least`: the smallest group, and the neighbour that tells how dense it is around a row. Quadratic in rows.
std::vector<int32_t> density_clusters(const Vectors& rows, uint32_t least);

}  // namespace antivenom::classify
