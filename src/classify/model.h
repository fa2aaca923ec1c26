// What a run learned, as text to be kept, and new packages assigned by it without another run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "classify/classify.h"

namespace antivenom::classify {

struct ModelCluster {
  std::string key, label;
  int32_t category = kNone;
};

struct Model {
  Learned learned;
  std::vector<ModelCluster> clusters;
};

Model make_model(const Classified& classified);

// A line an item, numbers of vectors in hexadecimal, so that nothing is lost. Reading refuses what is damaged.
std::string to_text(const Model& model);
Result<Model> model_from(std::string_view text);

struct Assignment {
  int32_t cluster = kNone;  // kNone: no call is known, or nothing is alike
  double likeness = 0;      // cosine to the most alike sequence of that cluster
  size_t calls = 0, unknown_calls = 0;
};

// By the sequences that are most alike, each with its cosine as a vote.
Assignment assign(const Model& model, const std::vector<Call>& calls);

inline constexpr size_t kVoters = 5;
// Below that a package is like nothing that is known: of 100 packages of the development corpus 99 are more like
// another.
inline constexpr double kLeastLikeness = 0.75;

// The sequences of a cluster, the weightiest first: what a decision on it is kept with.
std::vector<std::string> anchors_of(const Model& model, int32_t cluster);

// Two or more parts of a cluster, by k-means over its sequences: a proposal for splitting it.
std::vector<std::vector<std::string>> parts_of(const Model& model, int32_t cluster, uint32_t parts, uint32_t seed);

}  // namespace antivenom::classify
