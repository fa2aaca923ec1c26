#pragma once

#include <cmath>
#include <cstddef>
#include <utility>

namespace antivenom {

// The 95 % interval of a share of `hits` in `total` (Wilson, 1927), from low to high; 0 to 1 of nothing.
inline std::pair<double, double> wilson_interval(size_t hits, size_t total) {
  if (total == 0) return {0.0, 1.0};
  constexpr double z = 1.959963984540054;  // 97.5 % of the normal distribution lie below
  const auto n = static_cast<double>(total);
  const double p = static_cast<double>(hits) / n, z2 = z * z;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {hits == 0 ? 0.0 : centre - half, hits == total ? 1.0 : centre + half};  // exact where rounding would not be
}

}  // namespace antivenom
