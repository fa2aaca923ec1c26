#include "classify/spectral.h"

#include <Spectra/SymEigsSolver.h>
#include <Eigen/Eigenvalues>
#include <Eigen/SparseCore>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <numeric>

#include "classify/quality.h"

namespace antivenom::classify {
namespace {

using Sparse = Eigen::SparseMatrix<double>;

constexpr size_t kDense = 300;  // nodes up to which all eigenpairs are computed at once
constexpr size_t kTried = 8;    // steps of the spectrum that are looked at
constexpr double kTolerance = 1e-6;
constexpr double kRoughly = 1e-3;  // where that is not reached: clusters need no more
constexpr Eigen::Index kMostRestarts = 400;
constexpr size_t kMostSearches = 12;     // of looking for eigenvalues that several vectors share
constexpr Eigen::Index kAskedAgain = 8;  // eigenpairs in each but the first

// D^-1/2 W D^-1/2: its largest eigenpairs are the smallest of L, and iterating towards the largest needs no solving.
Sparse normalised_affinity(const Graph& graph) {
  std::vector<double> degrees(graph.nodes, 0.0);
  for (const Edge& e : graph.edges) {
    degrees[e.a] += static_cast<double>(e.weight);
    degrees[e.b] += static_cast<double>(e.weight);
  }
  std::vector<Eigen::Triplet<double>> entries;
  entries.reserve(graph.edges.size() * 2);
  for (const Edge& e : graph.edges) {
    const double value = static_cast<double>(e.weight) / std::sqrt(degrees[e.a] * degrees[e.b]);
    entries.emplace_back(static_cast<int>(e.a), static_cast<int>(e.b), value);
    entries.emplace_back(static_cast<int>(e.b), static_cast<int>(e.a), value);
  }
  const auto size = static_cast<Eigen::Index>(graph.nodes);
  Sparse matrix(size, size);
  matrix.setFromTriplets(entries.begin(), entries.end());
  return matrix;
}

// `values` largest first, as columns of `columns`.
Spectrum spectrum_of(const Eigen::VectorXd& values, const Eigen::MatrixXd& columns, size_t count) {
  Spectrum out;
  out.vectors = Vectors(static_cast<size_t>(columns.rows()), count);
  for (size_t c = 0; c < count; ++c) {
    const auto column = static_cast<Eigen::Index>(c);
    out.values.push_back(std::clamp(1 - values[column], 0.0, 2.0));
    // Of the two directions an eigenvector has, the one whose largest entry is positive.
    Eigen::Index largest = 0;
    columns.col(column).cwiseAbs().maxCoeff(&largest);
    const double sign = columns(largest, column) < 0 ? -1 : 1;
    for (Eigen::Index r = 0; r < columns.rows(); ++r) {
      out.vectors.row(static_cast<size_t>(r))[c] = static_cast<float>(sign * columns(r, column));
    }
  }
  return out;
}

// The matrix with eigenvectors that were found taken out: their eigenvalues become -1, the smallest there is.
class Deflated {
 public:
  using Scalar = double;
  Deflated(const Sparse& matrix, const Eigen::MatrixXd& found, const Eigen::VectorXd& values)
      : matrix_(matrix), found_(found), shifts_(values.array() + 1) {}
  Eigen::Index rows() const { return matrix_.rows(); }
  Eigen::Index cols() const { return matrix_.cols(); }
  void perform_op(const double* in, double* out) const {
    const Eigen::Map<const Eigen::VectorXd> x(in, rows());
    Eigen::Map<Eigen::VectorXd> y(out, rows());
    y.noalias() = matrix_ * x;
    if (found_.cols() > 0) y.noalias() -= found_ * shifts_.cwiseProduct(found_.transpose() * x);
  }

 private:
  const Sparse& matrix_;
  const Eigen::MatrixXd& found_;
  Eigen::VectorXd shifts_;
};

// Appends the `wanted` largest eigenpairs of the matrix without those that were found; false if none converged.
bool append_largest(const Sparse& matrix, Eigen::Index wanted, Eigen::VectorXd& values, Eigen::MatrixXd& vectors) {
  for (const double tolerance : {kTolerance, kRoughly}) {
    try {
      Deflated product(matrix, vectors, values);
      Spectra::SymEigsSolver<Deflated> solver(product, wanted, std::min<Eigen::Index>(matrix.rows(), 3 * wanted + 20));
      solver.init();
      solver.compute(Spectra::SortRule::LargestAlge, kMostRestarts, tolerance, Spectra::SortRule::LargestAlge);
      if (solver.info() != Spectra::CompInfo::Successful) continue;
      const Eigen::Index before = values.size();
      values.conservativeResize(before + wanted);
      values.tail(wanted) = solver.eigenvalues();
      vectors.conservativeResize(Eigen::NoChange, before + wanted);
      vectors.rightCols(wanted) = solver.eigenvectors();
      return true;
    } catch (const std::exception&) {
      continue;  // numbers that the library cannot go on with
    }
  }
  return false;
}

// The largest eigenpairs. One run meets an eigenvalue that several vectors share only once, so what was found is taken
// out and the rest is asked again, until it has nothing larger than what is wanted.
Result<Spectrum> iterated(const Sparse& matrix, size_t count) {
  Eigen::MatrixXd vectors(matrix.rows(), 0);
  Eigen::VectorXd values(0);
  if (!append_largest(matrix, static_cast<Eigen::Index>(count), values, vectors)) {
    return fail("the eigenvalues did not converge");
  }
  std::vector<Eigen::Index> order;
  for (size_t round = 0; round <= kMostSearches; ++round) {
    order.resize(static_cast<size_t>(values.size()));
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) { return values[a] > values[b]; });
    // The last of a round is its smallest.
    if (round > 0 && values[values.size() - 1] <= values[order[count - 1]] + kTolerance) break;
    const Eigen::Index more = std::min<Eigen::Index>(kAskedAgain, matrix.rows() - values.size() - 1);
    if (more < 1 || !append_largest(matrix, more, values, vectors)) break;
  }
  Eigen::VectorXd sorted_values(static_cast<Eigen::Index>(count));
  Eigen::MatrixXd sorted(matrix.rows(), static_cast<Eigen::Index>(count));
  for (size_t i = 0; i < count; ++i) {
    sorted_values[static_cast<Eigen::Index>(i)] = values[order[i]];
    sorted.col(static_cast<Eigen::Index>(i)) = vectors.col(order[i]);
  }
  return spectrum_of(sorted_values, sorted, count);
}

// The first k columns, each row scaled to length 1.
Vectors embedding_of(const Spectrum& spectrum, size_t k) {
  Vectors out(spectrum.vectors.rows, k);
  for (size_t i = 0; i < out.rows; ++i) {
    const std::span<const float> row = spectrum.vectors.row(i);
    std::copy_n(row.begin(), k, out.row(i).begin());
  }
  normalise_rows(out);
  return out;
}

// Numbers of clusters after which the largest steps come, as a share of what is left above; each at least 2.
std::vector<Candidate> candidates_of(const std::vector<double>& values, size_t largest) {
  std::vector<Candidate> all;
  for (size_t k = 2; k <= largest && k < values.size(); ++k) {
    all.push_back(
        {static_cast<uint32_t>(k), values[k] - values[k - 1], std::numeric_limits<double>::quiet_NaN(), false});
  }
  std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) { return a.gap > b.gap; });
  if (all.size() > kTried) all.resize(kTried);
  std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) { return a.clusters < b.clusters; });
  return all;
}

std::vector<int32_t> cluster(const Spectrum& spectrum, size_t k, std::span<const double> weights,
                             const SpectralOptions& options) {
  KMeansOptions settings;
  settings.clusters = static_cast<uint32_t>(k);
  settings.seed = options.seed;
  settings.restarts = options.restarts;
  return k_means(embedding_of(spectrum, k), weights, settings).groups;
}

}  // namespace

Result<Spectrum> smallest_eigenpairs(const Graph& graph, size_t count) {
  count = std::min(count, graph.nodes);
  if (count == 0) return Spectrum{};
  const Sparse matrix = normalised_affinity(graph);
  if (graph.nodes <= kDense || count * 2 + 2 > graph.nodes) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver{Eigen::MatrixXd(matrix)};
    if (solver.info() != Eigen::Success) return fail("the eigenvalues could not be computed");
    return spectrum_of(solver.eigenvalues().reverse(), solver.eigenvectors().rowwise().reverse(), count);
  }
  return iterated(matrix, count);
}

Result<SpectralResult> spectral_clusters(const Graph& graph, const Vectors& rows, std::span<const double> weights,
                                         const SpectralOptions& options) {
  SpectralResult out;
  if (rows.rows == 0) return out;
  const size_t largest = std::min<size_t>(options.clusters != 0 ? options.clusters : options.largest, rows.rows);
  const auto spectrum = smallest_eigenpairs(graph, largest + 1);
  if (!spectrum) return tl::unexpected(spectrum.error());
  out.eigenvalues = spectrum->values;
  size_t chosen = std::max<size_t>(1, largest);
  if (options.clusters == 0) {
    out.candidates = candidates_of(spectrum->values, largest);
    Candidate* best = nullptr;
    for (Candidate& candidate : out.candidates) {
      std::vector<int32_t> groups = cluster(*spectrum, candidate.clusters, weights, options);
      candidate.silhouette = weighted_mean(silhouettes(rows, groups, weights), weights);
      if (best != nullptr && !(candidate.silhouette > best->silhouette)) continue;
      best = &candidate;
      out.groups = std::move(groups);
    }
    chosen = best == nullptr ? 1 : best->clusters;
    if (best != nullptr) best->chosen = true;
  }
  if (out.groups.empty()) out.groups = cluster(*spectrum, chosen, weights, options);
  out.embedding = embedding_of(*spectrum, std::min(chosen, spectrum->values.size()));
  return out;
}

}  // namespace antivenom::classify
