// Rows of numbers, and a generator of the same chances on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace antivenom::classify {

struct Vectors {
  size_t rows = 0, columns = 0;
  std::vector<float> values;  // row by row

  Vectors() = default;
  Vectors(size_t row_count, size_t column_count)
      : rows(row_count), columns(column_count), values(row_count * column_count) {}
  std::span<const float> row(size_t i) const { return {values.data() + i * columns, columns}; }
  std::span<float> row(size_t i) { return {values.data() + i * columns, columns}; }
};

double dot(std::span<const float> a, std::span<const float> b);
// Scales each row to length 1; rows of zeros stay.
void normalise_rows(Vectors& vectors);

// The distributions of the standard library differ between libraries; these do not.
class Chance {
 public:
  explicit Chance(uint64_t seed) : engine_(seed) {}
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }  // [0, 1)
  size_t below(size_t limit) { return static_cast<size_t>(unit() * static_cast<double>(limit)); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace antivenom::classify
