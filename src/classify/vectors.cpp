#include "classify/vectors.h"

#include <cmath>

namespace antivenom::classify {

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

void normalise_rows(Vectors& vectors) {
  for (size_t i = 0; i < vectors.rows; ++i) {
    const std::span<float> row = vectors.row(i);
    const double length = std::sqrt(dot(row, row));
    if (length < 1e-12) continue;
    for (float& value : row) value = static_cast<float>(static_cast<double>(value) / length);
  }
}

}  // namespace antivenom::classify
