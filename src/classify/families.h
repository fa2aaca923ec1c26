// Packages with nearly the same code -> families.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "classify/classification.h"
#include "classify/sample.h"

namespace antivenom::classify {

inline constexpr double kLikeness = 0.7;  // estimated Jaccard index from which packages are one family

// For each signature a group, kNone without a signature; numbered by first appearance. Who shares a band of hashes with
// somebody of a group and is alike enough joins it; groups that meet in somebody become one.
std::vector<int32_t> group_alike(std::span<const Signature> signatures, double likeness = kLikeness);

// Families of two and more packages, largest first, and each package's family set.
std::vector<Family> make_families(std::span<const Sample> samples, std::span<const int32_t> groups,
                                  std::vector<Package>& packages);

// What most names have in common, with * for what differs: "free-*-checker". Empty if they share less than three
// characters.
std::string name_pattern(std::span<const std::string> names);

// The first millisecond of the month of a time, UTC.
int64_t month_of(int64_t milliseconds);

// What names a family: its first member's code, the same in every run.
std::string family_key(const Signature& first);

}  // namespace antivenom::classify
