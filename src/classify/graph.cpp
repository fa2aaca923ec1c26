#include "classify/graph.h"

#include <Eigen/Core>
#include <algorithm>
#include <limits>

#include "classify/components.h"

namespace antivenom::classify {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr Eigen::Index kBlock = 256;  // rows compared with all others at once: 20 MB for 20,000 rows

Edge edge(uint32_t a, uint32_t b, float weight) {
  return {std::min(a, b), std::max(a, b), std::clamp(weight, kFaintest, 1.0f)};
}

// The most alike others of one row; of equals those with smaller numbers.
void add_nearest(const float* likeness, uint32_t row, uint32_t rows, uint32_t neighbours, std::vector<uint32_t>& order,
                 std::vector<Edge>& edges) {
  order.clear();
  for (uint32_t i = 0; i < rows; ++i) {
    if (i != row) order.push_back(i);
  }
  const auto nearer = [&](uint32_t a, uint32_t b) {
    return likeness[a] != likeness[b] ? likeness[a] > likeness[b] : a < b;
  };
  const auto end = order.begin() + std::min<std::ptrdiff_t>(neighbours, static_cast<std::ptrdiff_t>(order.size()));
  std::nth_element(order.begin(), end == order.end() ? end - 1 : end, order.end(), nearer);
  for (auto it = order.begin(); it != end; ++it) edges.push_back(edge(row, *it, likeness[*it]));
}

std::vector<Edge> nearest_edges(const Vectors& rows, uint32_t neighbours) {
  std::vector<Edge> edges;
  if (rows.rows < 2) return edges;
  const Eigen::Map<const Matrix> data(rows.values.data(), static_cast<Eigen::Index>(rows.rows),
                                      static_cast<Eigen::Index>(rows.columns));
  edges.reserve(rows.rows * neighbours);
  std::vector<uint32_t> order;
  Matrix products;
  for (Eigen::Index begin = 0; begin < data.rows(); begin += kBlock) {
    const Eigen::Index count = std::min(kBlock, data.rows() - begin);
    products.noalias() = data.middleRows(begin, count) * data.transpose();
    for (Eigen::Index r = 0; r < count; ++r) {
      add_nearest(products.row(r).data(), static_cast<uint32_t>(begin + r), static_cast<uint32_t>(rows.rows),
                  neighbours, order, edges);
    }
  }
  return edges;
}

// Prim's tree over the centroids of the components; an edge joins the members nearest to the two centroids.
void join_components(const Vectors& rows, Components<uint32_t>& components, Graph& graph) {
  std::vector<uint32_t> roots;
  std::vector<size_t> index(rows.rows);
  for (uint32_t i = 0; i < rows.rows; ++i) {
    const uint32_t root = components.find(i);
    if (root == i) {
      index[i] = roots.size();
      roots.push_back(i);
    } else {
      index[i] = index[root];  // a root is the smallest of its component
    }
  }
  graph.components = roots.size();
  if (roots.size() < 2) return;
  Vectors centroids(roots.size(), rows.columns);
  for (size_t i = 0; i < rows.rows; ++i) {
    const std::span<float> centroid = centroids.row(index[i]);
    for (size_t c = 0; c < rows.columns; ++c) centroid[c] += rows.row(i)[c];
  }
  normalise_rows(centroids);
  std::vector<std::vector<uint32_t>> members(roots.size());
  for (uint32_t i = 0; i < rows.rows; ++i) members[index[i]].push_back(i);
  const auto nearest_member = [&](size_t component, size_t to) {
    return *std::max_element(members[component].begin(), members[component].end(), [&](uint32_t a, uint32_t b) {
      return dot(rows.row(a), centroids.row(to)) < dot(rows.row(b), centroids.row(to));
    });
  };

  std::vector<double> best(roots.size(), -std::numeric_limits<double>::infinity());
  std::vector<size_t> via(roots.size(), 0);
  std::vector<bool> in(roots.size(), false);
  size_t newest = 0;
  for (size_t step = 1; step < roots.size(); ++step) {
    in[newest] = true;
    for (size_t i = 0; i < roots.size(); ++i) {
      const double likeness = in[i] ? 0 : dot(centroids.row(newest), centroids.row(i));
      if (in[i] || likeness <= best[i]) continue;
      best[i] = likeness;
      via[i] = newest;
    }
    size_t next = roots.size();
    for (size_t i = 0; i < roots.size(); ++i) {
      if (!in[i] && (next == roots.size() || best[i] > best[next])) next = i;
    }
    const uint32_t a = nearest_member(next, via[next]), b = nearest_member(via[next], next);
    graph.edges.push_back(edge(a, b, static_cast<float>(dot(rows.row(a), rows.row(b)))));
    newest = next;
  }
}

void sort_edges(std::vector<Edge>& edges) {
  std::sort(edges.begin(), edges.end(),
            [](const Edge& x, const Edge& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  const auto same = [](const Edge& x, const Edge& y) { return x.a == y.a && x.b == y.b; };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
}

}  // namespace

Graph neighbour_graph(const Vectors& rows, uint32_t neighbours) {
  Graph graph;
  graph.nodes = rows.rows;
  graph.edges = nearest_edges(rows, std::max(1u, neighbours));
  sort_edges(graph.edges);
  Components<uint32_t> components(rows.rows);
  for (const Edge& e : graph.edges) components.join(e.a, e.b);
  join_components(rows, components, graph);
  sort_edges(graph.edges);
  return graph;
}

}  // namespace antivenom::classify
