// Packages' calls -> clusters, categories, families. Pure: no disk, no clock, no threads; the same input, options and
// decisions give the same result.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "classify/classification.h"
#include "classify/decisions.h"
#include "classify/embedding.h"
#include "classify/sample.h"
#include "classify/sequences.h"
#include "classify/spectral.h"

namespace antivenom::classify {

struct Options {
  Order order = Order::execution;
  EmbeddingOptions embedding;
  Mean mean = Mean::sif;
  uint32_t neighbours = 10;
  SpectralOptions spectral;
  double likeness = 0.7;  // from which packages are one family
  bool draw = true;       // the map, which takes longer than the rest
};

// What a run learned: enough to assign new packages and to find clusters again.
struct Learned {
  std::vector<std::string> calls;  // vocabulary
  Vectors call_vectors;
  Pooling pooling;
  Order order = Order::execution;
  std::vector<std::string> keys;  // of the sequences that were clustered
  std::vector<double> weights;
  std::vector<int32_t> clusters;  // of each sequence: index into Classification::clusters
  Vectors rows;                   // vectors of the sequences
};

struct Classified {
  Classification result;
  Learned learned;
};

// `background`: further packages that the embedding learns from, and that are not clustered.
Result<Classified> classify(std::span<const Sample> samples, std::span<const Sample> background, const Options& options,
                            std::span<const AnalystDecision> decisions = {});

// The quality of any grouping of the packages, one number each (negative: alone), but for silhouette and stability.
Grouping measure(const Classification& result, std::span<const int32_t> groups);

}  // namespace antivenom::classify
