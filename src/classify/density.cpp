#include "classify/density.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace antivenom::classify {
namespace {

constexpr double kSmallest = 1e-6;  // distance below which rows are at the same place

double distance(const Vectors& rows, size_t a, size_t b) {
  return std::sqrt(std::max(0.0, 2 - 2 * dot(rows.row(a), rows.row(b))));
}

// Distance to the k-th nearest row, itself the first.
std::vector<double> core_distances(const Vectors& rows, size_t k) {
  std::vector<double> out(rows.rows), all(rows.rows);
  for (size_t i = 0; i < rows.rows; ++i) {
    for (size_t j = 0; j < rows.rows; ++j) all[j] = i == j ? 0 : distance(rows, i, j);
    const auto at = all.begin() + static_cast<std::ptrdiff_t>(std::min(k, rows.rows) - 1);
    std::nth_element(all.begin(), at, all.end());
    out[i] = *at;
  }
  return out;
}

struct Link {
  size_t a, b;
  double distance;
};

// Prim's minimum spanning tree of the mutual reachability: the largest of the distance and both core distances.
std::vector<Link> spanning_tree(const Vectors& rows, const std::vector<double>& core) {
  std::vector<Link> tree;
  std::vector<double> best(rows.rows, std::numeric_limits<double>::infinity());
  std::vector<size_t> via(rows.rows, 0);
  std::vector<bool> in(rows.rows, false);
  size_t newest = 0;
  for (size_t step = 1; step < rows.rows; ++step) {
    in[newest] = true;
    size_t next = rows.rows;
    for (size_t i = 0; i < rows.rows; ++i) {
      if (in[i]) continue;
      const double reach = std::max({distance(rows, newest, i), core[newest], core[i]});
      if (reach < best[i]) {
        best[i] = reach;
        via[i] = newest;
      }
      if (next == rows.rows || best[i] < best[next]) next = i;
    }
    tree.push_back({via[next], next, best[next]});
    newest = next;
  }
  std::stable_sort(tree.begin(), tree.end(), [](const Link& x, const Link& y) { return x.distance < y.distance; });
  return tree;
}

// Nodes 0..n-1 are rows; each link makes one more, the last is the root.
struct Dendrogram {
  size_t rows;
  std::vector<size_t> left, right, size;
  std::vector<double> distance;
};

Dendrogram dendrogram_of(size_t rows, const std::vector<Link>& links) {
  Dendrogram d{rows, {}, {}, std::vector<size_t>(rows, 1), {}};
  std::vector<size_t> parents(rows), top(rows);
  std::iota(parents.begin(), parents.end(), size_t{0});
  std::iota(top.begin(), top.end(), size_t{0});
  const auto find = [&](size_t row) {
    while (parents[row] != row) row = parents[row] = parents[parents[row]];
    return row;
  };
  for (const Link& link : links) {
    const size_t a = find(link.a), b = find(link.b);
    d.left.push_back(top[a]);
    d.right.push_back(top[b]);
    d.distance.push_back(link.distance);
    d.size.push_back(d.size[top[a]] + d.size[top[b]]);
    parents[b] = a;
    top[a] = d.size.size() - 1;
  }
  return d;
}

// Regions that stay connected while the density that is asked for grows; those that lose only few rows stay the same.
class Regions {
 public:
  Regions(const Dendrogram& d, size_t least) : d_(d), least_(least), region_of_(d.rows, 0) { condense(); }

  std::vector<int32_t> labels() {
    select();
    std::vector<int32_t> numbers(birth_.size(), -1), out;
    int32_t next = 0;
    for (size_t row = 0; row < d_.rows; ++row) {
      size_t region = region_of_[row];
      while (region != 0 && !selected_[region]) region = parent_[region];
      if (region == 0) {
        out.push_back(-1);
        continue;
      }
      if (numbers[region] < 0) numbers[region] = next++;
      out.push_back(numbers[region]);
    }
    return out;
  }

 private:
  void condense() {
    add(0, 0);
    std::vector<std::pair<size_t, size_t>> open{{d_.size.size() - 1, 0}};  // node, region
    while (!open.empty()) {
      const auto [node, region] = open.back();
      open.pop_back();
      if (node < d_.rows) {
        region_of_[node] = region;
        continue;
      }
      const size_t link = node - d_.rows;
      const double density = 1 / std::max(d_.distance[link], kSmallest);
      const size_t left = d_.left[link], right = d_.right[link];
      const bool parts = d_.size[left] >= least_ && d_.size[right] >= least_;
      for (const size_t child : {left, right}) {
        if (parts) {
          stability_[region] += static_cast<double>(d_.size[child]) * (density - birth_[region]);
          open.emplace_back(child, add(region, density));
        } else if (d_.size[child] >= least_) {
          open.emplace_back(child, region);
        } else {
          stability_[region] += static_cast<double>(d_.size[child]) * (density - birth_[region]);
          drop(child, region);
        }
      }
    }
  }

  size_t add(size_t parent, double density) {
    birth_.push_back(density);
    parent_.push_back(parent);
    stability_.push_back(0);
    return birth_.size() - 1;
  }

  void drop(size_t node, size_t region) {
    std::vector<size_t> open{node};
    while (!open.empty()) {
      const size_t one = open.back();
      open.pop_back();
      if (one < d_.rows) {
        region_of_[one] = region;
      } else {
        open.push_back(d_.left[one - d_.rows]);
        open.push_back(d_.right[one - d_.rows]);
      }
    }
  }

  // A region is a cluster if it lasts longer than all within it together; never the whole.
  void select() {
    std::vector<double> within(birth_.size(), 0.0);
    selected_.assign(birth_.size(), false);
    for (size_t r = birth_.size(); r-- > 1;) {
      selected_[r] = stability_[r] >= within[r];
      within[parent_[r]] += std::max(stability_[r], within[r]);
    }
    // Parents come before what is in them.
    std::vector<bool> inside(birth_.size(), false);
    for (size_t r = 1; r < birth_.size(); ++r) {
      inside[r] = inside[parent_[r]] || (parent_[r] != 0 && selected_[parent_[r]]);
      if (inside[r]) selected_[r] = false;
    }
  }

  const Dendrogram& d_;
  size_t least_;
  std::vector<size_t> region_of_, parent_;
  std::vector<double> birth_, stability_;
  std::vector<bool> selected_;
};

}  // namespace

std::vector<int32_t> density_clusters(const Vectors& rows, uint32_t least) {
  if (rows.rows < 2) return std::vector<int32_t>(rows.rows, -1);
  const size_t smallest = std::max(2u, least);
  const Dendrogram d = dendrogram_of(rows.rows, spanning_tree(rows, core_distances(rows, smallest)));
  return Regions(d, smallest).labels();
}

}  // namespace antivenom::classify
