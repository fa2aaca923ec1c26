// Who is like whom: a sparse graph over the rows of a matrix.
#pragma once

#include <cstdint>
#include <vector>

#include "classify/vectors.h"

namespace antivenom::classify {

struct Edge {
  uint32_t a = 0, b = 0;  // a < b
  float weight = 0;       // 0 < weight <= 1
};

struct Graph {
  size_t nodes = 0;
  std::vector<Edge> edges;  // sorted, each pair once
  size_t components = 0;    // before they were joined
};

// Joins each row of length 1 to its `neighbours` nearest by cosine; an edge weighs the cosine, at least kFaintest.
// Components are then joined by their centroids' maximum spanning tree, so that the graph is connected: what the
// eigenvectors of several components would say depends on chance. Exact: all pairs are compared, block by block.
Graph neighbour_graph(const Vectors& rows, uint32_t neighbours);

inline constexpr float kFaintest = 0.01f;

}  // namespace antivenom::classify
