#include "classify/kmeans.h"

#include <Eigen/Core>
#include <algorithm>
#include <limits>

namespace antivenom::classify {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<const Matrix>;

constexpr Eigen::Index kRowsAtOnce = 1024;  // rows compared with all centres at once

MatrixView view(const Vectors& vectors) {
  return {vectors.values.data(), static_cast<Eigen::Index>(vectors.rows), static_cast<Eigen::Index>(vectors.columns)};
}

// One start of Lloyd's method.
class Run {
 public:
  Run(const Vectors& rows, std::span<const double> weights, Chance& chance)
      : rows_(rows),
        data_(view(rows)),
        weights_(weights),
        chance_(chance),
        lengths_(data_.rowwise().squaredNorm()),
        groups_(rows.rows, -1),
        distances_(rows.rows, 0.0) {}

  KMeansResult run(const KMeansOptions& options) {
    choose_centres(options.clusters);
    for (uint32_t round = 0; round < options.rounds && assign(); ++round) move_centres();
    KMeansResult result;
    result.groups = groups_;
    result.centres = centres_;
    for (size_t i = 0; i < rows_.rows; ++i) result.inertia += weight(i) * distances_[i];
    return result;
  }

 private:
  double weight(size_t i) const { return weights_.empty() ? 1.0 : weights_[i]; }

  double distance(size_t row, std::span<const float> centre) const {
    double sum = 0;
    const std::span<const float> own = rows_.row(row);
    for (size_t c = 0; c < own.size(); ++c) {
      const double difference = static_cast<double>(own[c]) - static_cast<double>(centre[c]);
      sum += difference * difference;
    }
    return sum;
  }

  // Each further centre is a row drawn by its squared distance to the nearest centre so far.
  void choose_centres(size_t clusters) {
    centres_ = Vectors(0, rows_.columns);
    std::vector<double> nearest(rows_.rows, 1.0);
    while (centres_.rows < clusters) {
      double total = 0;
      for (size_t i = 0; i < rows_.rows; ++i) total += weight(i) * nearest[i];
      if (total <= 1e-12) break;  // every row is a centre already
      double left = chance_.unit() * total;
      size_t chosen = rows_.rows;
      for (size_t i = 0; i < rows_.rows && left >= 0; ++i) {
        if (weight(i) * nearest[i] <= 0) continue;
        left -= weight(i) * nearest[i];
        chosen = i;
      }
      const std::span<const float> row = rows_.row(chosen);
      centres_.values.insert(centres_.values.end(), row.begin(), row.end());
      const bool first = centres_.rows++ == 0;
      for (size_t i = 0; i < rows_.rows; ++i) {
        const double far = distance(i, row);
        nearest[i] = first ? far : std::min(nearest[i], far);
      }
    }
  }

  // Each row to its nearest centre; false if nothing changed.
  bool assign() {
    bool changed = false;
    const MatrixView centres = view(centres_);
    const Eigen::VectorXf centre_lengths = centres.rowwise().squaredNorm();
    Matrix products;
    for (Eigen::Index begin = 0; begin < data_.rows(); begin += kRowsAtOnce) {
      const Eigen::Index count = std::min(kRowsAtOnce, data_.rows() - begin);
      products.noalias() = data_.middleRows(begin, count) * centres.transpose();
      for (Eigen::Index r = 0; r < count; ++r) {
        Eigen::Index best = 0;
        const float score = (centre_lengths - 2 * products.row(r).transpose()).minCoeff(&best);
        const auto i = static_cast<size_t>(begin + r);
        changed |= groups_[i] != static_cast<int32_t>(best);
        groups_[i] = static_cast<int32_t>(best);
        distances_[i] = std::max(0.0, static_cast<double>(score + lengths_[begin + r]));
      }
    }
    return changed;
  }

  void move_centres() {
    std::vector<double> sums(centres_.values.size(), 0.0), totals(centres_.rows, 0.0);
    for (size_t i = 0; i < rows_.rows; ++i) {
      const auto group = static_cast<size_t>(groups_[i]);
      totals[group] += weight(i);
      for (size_t c = 0; c < rows_.columns; ++c) {
        sums[group * rows_.columns + c] += weight(i) * static_cast<double>(rows_.row(i)[c]);
      }
    }
    for (size_t g = 0; g < centres_.rows; ++g) {
      const std::span<float> centre = centres_.row(g);
      if (totals[g] > 0) {
        for (size_t c = 0; c < centre.size(); ++c) {
          centre[c] = static_cast<float>(sums[g * rows_.columns + c] / totals[g]);
        }
      } else {
        // A centre nobody is near to goes to the row that is worst off.
        const auto worst = std::max_element(distances_.begin(), distances_.end());
        const std::span<const float> row = rows_.row(static_cast<size_t>(worst - distances_.begin()));
        std::copy(row.begin(), row.end(), centre.begin());
        *worst = 0;
      }
    }
  }

  const Vectors& rows_;
  MatrixView data_;
  std::span<const double> weights_;
  Chance& chance_;
  Eigen::VectorXf lengths_;
  Vectors centres_;
  std::vector<int32_t> groups_;
  std::vector<double> distances_;
};

// Numbers groups by first appearance and drops empty ones.
void renumber(KMeansResult& result) {
  std::vector<int32_t> numbers(result.centres.rows, -1);
  Vectors centres(0, result.centres.columns);
  for (int32_t& group : result.groups) {
    int32_t& number = numbers[static_cast<size_t>(group)];
    if (number < 0) {
      number = static_cast<int32_t>(centres.rows++);
      const std::span<float> row = result.centres.row(static_cast<size_t>(group));
      centres.values.insert(centres.values.end(), row.begin(), row.end());
    }
    group = number;
  }
  result.centres = std::move(centres);
}

}  // namespace

KMeansResult k_means(const Vectors& rows, std::span<const double> weights, const KMeansOptions& options) {
  KMeansResult best;
  if (rows.rows == 0) return best;
  Chance chance(options.seed);
  best.inertia = std::numeric_limits<double>::infinity();
  for (uint32_t start = 0; start < std::max(1u, options.restarts); ++start) {
    KMeansResult one = Run(rows, weights, chance).run(options);
    if (one.inertia < best.inertia) best = std::move(one);
  }
  renumber(best);
  return best;
}

}  // namespace antivenom::classify
