// Spectral clustering (Ng, Jordan and Weiss, 2001) of a sparse graph, and the choice of the number of clusters.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "classify/classification.h"
#include "classify/graph.h"
#include "classify/kmeans.h"

namespace antivenom::classify {

// Of L = I - D^-1/2 W D^-1/2, smallest first.
struct Spectrum {
  std::vector<double> values;  // 0 to 2
  Vectors vectors;             // one column an eigenvalue, of length 1
};

// The `count` smallest eigenpairs, fewer where there are fewer nodes. Fails if the solver does not converge.
Result<Spectrum> smallest_eigenpairs(const Graph& graph, size_t count);

struct SpectralOptions {
  uint32_t clusters = 0;  // 0: chosen
  uint32_t largest = 40;  // number of clusters that is tried
  uint32_t seed = 1;
  uint32_t restarts = 10;
};

struct SpectralResult {
  std::vector<int32_t> groups;  // one a row
  std::vector<double> eigenvalues;
  std::vector<Candidate> candidates;
  Vectors embedding;  // the rows of the first eigenvectors, of length 1
};

// Groups the rows (of length 1) whose graph is given. The number of clusters is the one, of those after which the
// eigenvalues make their largest steps, whose silhouette over the rows is best.
Result<SpectralResult> spectral_clusters(const Graph& graph, const Vectors& rows, std::span<const double> weights,
                                         const SpectralOptions& options);

}  // namespace antivenom::classify
