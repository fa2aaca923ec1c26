// A map from numbers to small values, for look-ups that happen all the time.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/position_index.h"

namespace antivenom {

// References into it are valid until the next insertion.
template <class V>
class FlatMap {
 public:
  const V* find(uint64_t key) const {
    const uint32_t at = position(key);
    return at == PositionIndex::kNone ? nullptr : &items_[at].second;
  }
  // The key's value, made by default if there is none.
  V& operator[](uint64_t key) {
    uint32_t at = position(key);
    if (at == PositionIndex::kNone) {
      at = static_cast<uint32_t>(items_.size());
      items_.emplace_back(key, V());
      index_.add(key, at);
    }
    return items_[at].second;
  }
  size_t size() const { return items_.size(); }

 private:
  uint32_t position(uint64_t key) const {
    return index_.find(key, [&](uint32_t at) { return items_[at].first == key; });
  }

  std::vector<std::pair<uint64_t, V>> items_;
  PositionIndex index_;
};

}  // namespace antivenom
