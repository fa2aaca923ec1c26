// How good a grouping is, against a given one and in itself.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "classify/vectors.h"

namespace antivenom::classify {

// Groupings are numbers, one an item; a negative number is an item that stands alone. Both have the same length.
// Items may have weights (copies); empty: each counts once.

// Hubert and Arabie's adjusted Rand index: 1 the same, 0 as chance would have it. NaN without items.
double adjusted_rand(std::span<const int32_t> a, std::span<const int32_t> b);
// Mutual information over the mean of both entropies; 1 if both are one group. NaN without items.
double normalised_mutual_information(std::span<const int32_t> a, std::span<const int32_t> b);
// Share of items whose group's most frequent class is their own. NaN without items.
double purity(std::span<const int32_t> groups, std::span<const int32_t> classes);

// Silhouettes by cosine distance (1 - cosine) of rows of length 1, in one pass over the sums of the groups: exact, and
// linear in rows. A row of weight w stands for w rows. What is alone in its group has 0. Empty if there is one group.
std::vector<double> silhouettes(const Vectors& rows, std::span<const int32_t> groups,
                                std::span<const double> weights = {});
double weighted_mean(std::span<const double> values, std::span<const double> weights = {});

// Names -> numbers, in the order of first appearance; an empty name stands alone (-1).
std::vector<int32_t> numbered(std::span<const std::string> names);

}  // namespace antivenom::classify
