#include "interpret/value.h"

namespace antivenom::interpret {

namespace {

constexpr size_t kIndexedFrom = 12;  // below, a linear search is faster than a hash table

}  // namespace

const Value* Namespace::find(Symbol name) const {
  if (items_.size() < kIndexedFrom) {
    for (const auto& [key, value] : items_)
      if (key == name) return value.valid() ? &value : nullptr;
    return nullptr;
  }
  auto it = index_.find(name);
  if (it == index_.end()) return nullptr;
  const Value& value = items_[it->second].second;
  return value.valid() ? &value : nullptr;
}

void Namespace::set(Symbol name, Value value) {
  if (items_.size() < kIndexedFrom) {
    for (auto& [key, old] : items_) {
      if (key != name) continue;
      old = value;
      return;
    }
  } else if (auto it = index_.find(name); it != index_.end()) {
    items_[it->second].second = value;
    return;
  }
  if (!value.valid()) return;
  items_.emplace_back(name, value);
  if (items_.size() < kIndexedFrom) return;
  if (items_.size() == kIndexedFrom)
    for (uint32_t i = 0; i + 1 < items_.size(); ++i) index_.emplace(items_[i].first, i);
  index_.emplace(name, static_cast<uint32_t>(items_.size() - 1));
}

void Namespace::erase(Symbol name) { set(name, Value()); }

}  // namespace antivenom::interpret
