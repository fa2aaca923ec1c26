#include "interpret/value.h"

namespace antivenom::interpret {

void Namespace::set(Symbol name, Value value) {
  if (const uint32_t at = position(name); at != PositionIndex::kNone) {
    items_[at].second = value;
    return;
  }
  if (!value.valid()) return;
  items_.emplace_back(name, value);
  if (items_.size() < kIndexedFrom) return;
  const size_t first = index_.empty() ? 0 : items_.size() - 1;
  for (size_t i = first; i < items_.size(); ++i)
    index_.add(static_cast<uint64_t>(items_[i].first), static_cast<uint32_t>(i));
}

void Namespace::erase(Symbol name) { set(name, Value()); }

}  // namespace antivenom::interpret
