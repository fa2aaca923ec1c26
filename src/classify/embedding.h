// Sequences of calls -> a vector for each call (Word2Vec) -> a vector for each sequence.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "classify/sequences.h"
#include "classify/vectors.h"

namespace antivenom::classify {

enum class Mean : uint8_t {
  sif,    // rare calls count more (Arora et al., ICLR 2017), without taking a common direction away: that made it worse
  plain,  // the study's
};

struct EmbeddingOptions {
  uint32_t dimension = 64, window = 5, negatives = 5, seed = 1;
  uint32_t epochs = 0;      // 0: as many as give about a million trained calls, see chosen_epochs()
  double rate = 0.05;       // learning rate at the start
  double subsample = 1e-3;  // frequent calls are skipped more often
};

uint32_t chosen_epochs(const Sequences& sequences, const EmbeddingOptions& options);

// Skip-gram with negative sampling on one thread: the same input and seed give the same vectors. Sequences that several
// packages share are shown as often as their weight says. One row a call of the vocabulary. Nothing touches the disk.
Result<Vectors> train_calls(const Sequences& sequences, const EmbeddingOptions& options);

// How sequences become vectors; kept in a model, so that new packages are embedded alike.
struct Pooling {
  Mean mean = Mean::sif;
  std::vector<double> call_weights;  // one a call; all 1 for the plain mean
};

Pooling make_pooling(const Sequences& sequences, Mean mean);

// The vector of one sequence, of length 1; all zeros if none of its calls is known. Calls that are not in the
// vocabulary (UINT32_MAX) are passed over.
std::vector<float> embed(const std::vector<uint32_t>& sequence, const Vectors& calls, const Pooling& pooling);

// One row a distinct sequence.
Vectors embed_all(const Sequences& sequences, const Vectors& calls, const Pooling& pooling);

}  // namespace antivenom::classify
