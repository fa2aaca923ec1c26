#include "classify/map.h"

#include <algorithm>
#include <cmath>

namespace antivenom::classify {
namespace {

// The curve of UMAP for a least distance of 0.1: likeness 1 / (1 + a d^2b).
constexpr double kA = 1.577, kB = 0.895;
constexpr double kWidth = 10;    // of the start
constexpr double kStep = 4;      // longest move
constexpr size_t kRepelled = 5;  // others for each neighbour
constexpr double kMoves = 40e6;  // of one picture, which bounds the rounds
constexpr size_t kFewestRounds = 60, kMostRounds = 400;

using Point = std::pair<double, double>;

void move(Point& point, const Point& other, double force, double rate) {
  const auto bounded = [](double value) { return std::clamp(value, -kStep, kStep); };
  point.first += rate * bounded(force * (point.first - other.first));
  point.second += rate * bounded(force * (point.second - other.second));
}

double square(const Point& a, const Point& b) {
  const double x = a.first - b.first, y = a.second - b.second;
  return x * x + y * y;
}

std::vector<Point> start_points(const Vectors& start, size_t nodes, Chance& chance) {
  std::vector<Point> points(nodes);
  double largest = 1e-9;
  for (const float value : start.values) largest = std::max(largest, std::abs(static_cast<double>(value)));
  for (size_t i = 0; i < nodes; ++i) {
    const auto at = [&](size_t c) {
      return i < start.rows && c < start.columns ? static_cast<double>(start.row(i)[c]) / largest * kWidth : 0.0;
    };
    // A little noise parts what starts at the same place.
    points[i] = {at(0) + chance.unit() - 0.5, at(1) + chance.unit() - 0.5};
  }
  return points;
}

void fit(std::vector<Point>& points) {
  if (points.empty()) return;
  double left = points[0].first, right = left, low = points[0].second, high = low;
  for (const auto& [x, y] : points) {
    left = std::min(left, x);
    right = std::max(right, x);
    low = std::min(low, y);
    high = std::max(high, y);
  }
  const double half = std::max({right - left, high - low, 1e-9}) / 2;
  for (auto& [x, y] : points) {
    x = (x - (left + right) / 2) / half;
    y = (y - (low + high) / 2) / half;
  }
}

}  // namespace

std::vector<Point> lay_out(const Graph& graph, const Vectors& start, uint32_t seed) {
  Chance chance(seed);
  std::vector<Point> points = start_points(start, graph.nodes, chance);
  const double each = static_cast<double>(graph.edges.size() * (2 + 2 * kRepelled) + 1);
  const auto rounds = static_cast<size_t>(
      std::clamp(kMoves / each, static_cast<double>(kFewestRounds), static_cast<double>(kMostRounds)));
  for (size_t round = 0; round < rounds; ++round) {
    const double rate = 1 - static_cast<double>(round) / static_cast<double>(rounds);
    for (const Edge& edge : graph.edges) {
      if (chance.unit() > static_cast<double>(edge.weight)) continue;
      const double d = square(points[edge.a], points[edge.b]);
      const double pull = d < 1e-12 ? 0 : -2 * kA * kB * std::pow(d, kB - 1) / (1 + kA * std::pow(d, kB));
      const Point before = points[edge.a];
      move(points[edge.a], points[edge.b], pull, rate);
      move(points[edge.b], before, pull, rate);
      for (const uint32_t end : {edge.a, edge.b}) {
        for (size_t i = 0; i < kRepelled; ++i) {
          const size_t other = chance.below(graph.nodes);
          if (other == end) continue;
          const double apart = square(points[end], points[other]);
          move(points[end], points[other], 2 * kB / ((0.001 + apart) * (1 + kA * std::pow(apart, kB))), rate);
        }
      }
    }
  }
  fit(points);
  return points;
}

}  // namespace antivenom::classify
