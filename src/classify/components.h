// Which of many things belong together, as pairs of them are joined: a forest with halved paths (Tarjan, 1975).
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace antivenom::classify {

template <class Id>
class Components {
 public:
  explicit Components(size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), Id{0}); }
  // The smallest of those that `item` belongs to.
  Id find(Id item) {
    while (parents_[item] != item) item = parents_[item] = parents_[parents_[item]];
    return item;
  }
  // False if they were together already.
  bool join(Id a, Id b) {
    a = find(a);
    b = find(b);
    parents_[std::max(a, b)] = std::min(a, b);
    return a != b;
  }

 private:
  std::vector<Id> parents_;
};

}  // namespace antivenom::classify
