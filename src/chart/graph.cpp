// A directed graph from left to right.
//
// The ranks of the nodes choose columns of equal fill, so that no column is crowded. Within a column the usual sweeps
// of layered drawing move each node to the mean height of its neighbours. Nothing here depends on chance.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chart/canvas.h"

namespace antivenom::chart {
namespace {

constexpr size_t kMostNodes = 60, kMostEdges = 200;
constexpr double kGraphWidth = 1040, kGraphRow = 34;
constexpr int kSweeps = 8;

struct Placed {
  std::vector<std::vector<size_t>> columns;
  std::vector<double> x, y;
};

std::vector<std::vector<size_t>> columns_of(const Graph& graph, size_t nodes) {
  std::vector<size_t> order(nodes);
  std::iota(order.begin(), order.end(), 0);
  const auto rank = [&](size_t i) { return usable(graph.nodes[i].rank) ? graph.nodes[i].rank : 0; };
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return rank(a) < rank(b); });
  const size_t count =
      std::clamp<size_t>(static_cast<size_t>(std::ceil(std::sqrt(static_cast<double>(nodes) / 1.6))), 1, 6);
  std::vector<std::vector<size_t>> columns(count);
  for (size_t i = 0; i < nodes; ++i) columns[i * count / nodes].push_back(order[i]);
  return columns;
}

// Heights by the neighbours' mean, then evenly apart in that order.
void sweep(const std::vector<const Graph::Edge*>& edges, Placed& placed, double height) {
  std::vector<double> sum(placed.y.size(), 0), weight(placed.y.size(), 0);
  for (const auto* edge : edges) {
    const double w = 1 + std::log1p(std::clamp(edge->weight, 0.0, 1e9));
    sum[edge->from] += w * placed.y[edge->to], weight[edge->from] += w;
    sum[edge->to] += w * placed.y[edge->from], weight[edge->to] += w;
  }
  for (auto& column : placed.columns) {
    const auto wanted = [&](size_t i) { return weight[i] > 0 ? sum[i] / weight[i] : placed.y[i]; };
    std::stable_sort(column.begin(), column.end(), [&](size_t a, size_t b) { return wanted(a) < wanted(b); });
    const double step = height / static_cast<double>(column.size());
    for (size_t i = 0; i < column.size(); ++i) placed.y[column[i]] = (static_cast<double>(i) + 0.5) * step;
  }
}

}  // namespace

void draw(Canvas& canvas, const Graph& graph) {
  const size_t nodes = std::min(graph.nodes.size(), kMostNodes);
  if (nodes == 0) {
    canvas.height = 20;
    return;
  }
  std::vector<const Graph::Edge*> edges;
  double heaviest = 0, largest = 1;
  for (const auto& edge : graph.edges) {
    if (edge.from >= nodes || edge.to >= nodes || edge.from == edge.to || !usable(edge.weight)) continue;
    edges.push_back(&edge);
    heaviest = std::max(heaviest, edge.weight);
    if (edges.size() == kMostEdges) break;
  }
  for (size_t i = 0; i < nodes; ++i) {
    if (usable(graph.nodes[i].size)) largest = std::max(largest, graph.nodes[i].size);
  }

  Placed placed{columns_of(graph, nodes), std::vector<double>(nodes), std::vector<double>(nodes)};
  size_t fullest = 1;
  for (const auto& column : placed.columns) fullest = std::max(fullest, column.size());
  const double height = kGraphRow * static_cast<double>(fullest);
  const double step = (kGraphWidth - 70) / static_cast<double>(placed.columns.size());
  for (size_t c = 0; c < placed.columns.size(); ++c) {
    for (size_t node : placed.columns[c]) placed.x[node] = 50 + step * static_cast<double>(c);
    for (size_t i = 0; i < placed.columns[c].size(); ++i)
      placed.y[placed.columns[c][i]] = kGraphRow * static_cast<double>(i);
  }
  for (int i = 0; i < kSweeps; ++i) sweep(edges, placed, height);

  canvas.width = kGraphWidth;
  canvas.height = height + 8;
  for (const auto* edge : edges) {
    const double share = heaviest > 0 ? std::sqrt(std::max(edge->weight, 0.0) / heaviest) : 0;
    const bool back = placed.x[edge->to] <= placed.x[edge->from];
    const std::string tip =
        fmt::format("{} → {}: {} {}{}{}", graph.nodes[edge->from].label, graph.nodes[edge->to].label,
                    format(edge->weight, Unit::count), graph.counted, edge->label.empty() ? "" : ", ", edge->label);
    canvas.curve(placed.x[edge->from], placed.y[edge->from], placed.x[edge->to], placed.y[edge->to],
                 back ? "edge back" : "edge", tip,
                 fmt::format(" data-from=\"{}\" data-to=\"{}\" stroke-width=\"{:.1f}\" stroke-opacity=\"{:.2f}\"",
                             edge->from, edge->to, 0.6 + 5 * share, 0.18 + 0.5 * share));
  }
  for (size_t i = 0; i < nodes; ++i) {
    const Graph::Node& node = graph.nodes[i];
    const double share = usable(node.size) ? std::sqrt(std::max(node.size, 0.0) / largest) : 0;
    canvas.circle(placed.x[i], placed.y[i], 3 + 6 * share, "node " + colour(node.group),
                  fmt::format("{}: {} {}", node.label, format(node.size, Unit::count), graph.counted),
                  fmt::format(" data-node=\"{}\"", i));
    canvas.text(placed.x[i] + 6 + 6 * share, placed.y[i] + 4, node.label, "ink halo", step - 26);
  }
}

}  // namespace antivenom::chart
