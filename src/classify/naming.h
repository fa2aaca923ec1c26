// Groups of sequences -> clusters a person can judge: medoids, telling calls, behaviours, a category with its evidence.
#pragma once

#include <span>
#include <vector>

#include "classify/classification.h"
#include "classify/sample.h"
#include "classify/sequences.h"
#include "classify/vectors.h"

namespace antivenom::classify {

// Categories of a package by its findings, strongest first: by the strongest finding, then by the sum of all.
std::vector<CategoryEvidence> categories_of(const std::vector<FoundBehaviour>& behaviours);

// Runs of one to three calls that tell `cluster` from all other sequences. `groups`: one a distinct sequence. Shares
// are of sequences by weight; the score is inside * ln((inside + 0.01) / (outside + 0.01)). Runs that less than a fifth
// of the cluster has, and those of calls that better ones have shown already, are left out.
std::vector<std::vector<TellingGram>> telling_grams(const Sequences& sequences, std::span<const int32_t> groups,
                                                    size_t clusters);

// Fills clusters (largest first) and the packages' clusters and categories. `groups` and `rows` have one entry a
// distinct sequence; packages are those of Sequences::of_sample, with behaviours and categories set. Returns for each
// group the index of its cluster.
std::vector<int32_t> make_clusters(const Sequences& sequences, std::span<const int32_t> groups, const Vectors& rows,
                                   Classification& result);

TransitionGraph make_transitions(const Sequences& sequences, std::span<const int32_t> clusters);

// Shares of packages and families beside the paper's.
std::vector<CategoryShare> make_shares(const Classification& result);

// Cosine of the clusters' centroids.
std::vector<double> centroid_similarity(const Sequences& sequences, std::span<const int32_t> clusters, size_t count,
                                        const Vectors& rows);

}  // namespace antivenom::classify
