#include "classify/quality.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

namespace antivenom::classify {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

struct Table {
  std::map<std::pair<int64_t, int64_t>, double> cells;
  std::map<int64_t, double> rows, columns;
  double total = 0;
};

// Items that stand alone get numbers of their own.
int64_t group_of(int32_t group, size_t item) { return group >= 0 ? group : -1 - static_cast<int64_t>(item); }

Table table_of(std::span<const int32_t> a, std::span<const int32_t> b) {
  Table table;
  for (size_t i = 0; i < a.size(); ++i) {
    const int64_t row = group_of(a[i], i), column = group_of(b[i], i);
    table.cells[{row, column}] += 1;
    table.rows[row] += 1;
    table.columns[column] += 1;
  }
  table.total = static_cast<double>(a.size());
  return table;
}

double pairs(double n) { return n * (n - 1) / 2; }

double entropy(const std::map<int64_t, double>& counts, double total) {
  double sum = 0;
  for (const auto& [group, count] : counts) sum -= count / total * std::log(count / total);
  return sum;
}

}  // namespace

double adjusted_rand(std::span<const int32_t> a, std::span<const int32_t> b) {
  if (a.empty()) return kUnknown;
  const Table table = table_of(a, b);
  double both = 0, in_a = 0, in_b = 0;
  for (const auto& [cell, count] : table.cells) both += pairs(count);
  for (const auto& [group, count] : table.rows) in_a += pairs(count);
  for (const auto& [group, count] : table.columns) in_b += pairs(count);
  const double expected = table.total > 1 ? in_a * in_b / pairs(table.total) : 0;
  const double largest = (in_a + in_b) / 2;
  return std::abs(largest - expected) < 1e-12 ? 1.0 : (both - expected) / (largest - expected);
}

double normalised_mutual_information(std::span<const int32_t> a, std::span<const int32_t> b) {
  if (a.empty()) return kUnknown;
  const Table table = table_of(a, b);
  double shared = 0;
  for (const auto& [cell, count] : table.cells) {
    shared += count / table.total *
              std::log(count * table.total / (table.rows.at(cell.first) * table.columns.at(cell.second)));
  }
  const double mean = (entropy(table.rows, table.total) + entropy(table.columns, table.total)) / 2;
  return mean < 1e-12 ? 1.0 : std::clamp(shared / mean, 0.0, 1.0);
}

double purity(std::span<const int32_t> groups, std::span<const int32_t> classes) {
  if (groups.empty()) return kUnknown;
  const Table table = table_of(groups, classes);
  std::map<int64_t, double> most;
  for (const auto& [cell, count] : table.cells) most[cell.first] = std::max(most[cell.first], count);
  double sum = 0;
  for (const auto& [group, count] : most) sum += count;
  return sum / table.total;
}

std::vector<double> silhouettes(const Vectors& rows, std::span<const int32_t> groups, std::span<const double> weights) {
  // For rows of length 1 the mean distance to a group is 1 - row . (mean of the group).
  std::map<int64_t, size_t> index;
  std::vector<size_t> of(rows.rows);
  for (size_t i = 0; i < rows.rows; ++i) of[i] = index.try_emplace(group_of(groups[i], i), index.size()).first->second;
  if (index.size() < 2) return {};
  const auto weight = [&](size_t i) { return weights.empty() ? 1.0 : weights[i]; };
  std::vector<double> total(index.size(), 0.0);
  Vectors sums(index.size(), rows.columns);
  for (size_t i = 0; i < rows.rows; ++i) {
    total[of[i]] += weight(i);
    const std::span<float> sum = sums.row(of[i]);
    for (size_t c = 0; c < rows.columns; ++c) sum[c] += static_cast<float>(weight(i)) * rows.row(i)[c];
  }
  std::vector<double> out(rows.rows, 0.0);
  for (size_t i = 0; i < rows.rows; ++i) {
    const size_t own = of[i];
    const double others = total[own] - 1;
    if (others <= 1e-9) continue;
    // Its own copies are at distance 0, and so is it to itself.
    const double to_self = dot(rows.row(i), rows.row(i));
    const double inside = std::max(0.0, (others - (dot(rows.row(i), sums.row(own)) - to_self)) / others);
    double nearest = std::numeric_limits<double>::infinity();
    for (size_t g = 0; g < total.size(); ++g) {
      if (g != own) nearest = std::min(nearest, 1 - dot(rows.row(i), sums.row(g)) / total[g]);
    }
    const double larger = std::max(inside, nearest);
    out[i] = larger < 1e-9 ? 0 : (nearest - inside) / larger;
  }
  return out;
}

double weighted_mean(std::span<const double> values, std::span<const double> weights) {
  double sum = 0, total = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const double weight = weights.empty() ? 1.0 : weights[i];
    sum += weight * values[i];
    total += weight;
  }
  return total > 0 ? sum / total : kUnknown;
}

std::vector<int32_t> numbered(std::span<const std::string> names) {
  std::unordered_map<std::string, int32_t> ids;
  std::vector<int32_t> out;
  for (const std::string& name : names) {
    out.push_back(name.empty() ? -1 : ids.try_emplace(name, static_cast<int32_t>(ids.size())).first->second);
  }
  return out;
}

}  // namespace antivenom::classify
