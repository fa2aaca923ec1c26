// Lists of small numbers, each kept once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/position_index.h"

namespace antivenom {

// A list is known by its number, which it keeps; 0 is the empty list. T is an integer or an enumeration.
template <class T>
class InternedLists {
 public:
  InternedLists() { number_of({}); }

  size_t size() const { return lists_.size(); }
  const std::vector<T>& operator[](size_t number) const { return lists_[number]; }  // valid until the next number_of()

  // The number of `list`; size() before the call where it is a new one.
  uint32_t number_of(std::vector<T>&& list) {
    uint64_t hash = list.size();
    for (T item : list) hash = (hash ^ static_cast<uint64_t>(item)) * 0x9E3779B97F4A7C15ull + (hash >> 31);
    const uint32_t known = index_.find(hash, [&](uint32_t number) { return lists_[number] == list; });
    if (known != PositionIndex::kNone) return known;
    const auto number = static_cast<uint32_t>(lists_.size());
    index_.add(hash, number);
    lists_.push_back(std::move(list));
    return number;
  }

 private:
  std::vector<std::vector<T>> lists_;
  PositionIndex index_;
};

}  // namespace antivenom
