// Positions in a list by hash: what a hash table is, without a node for each entry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace antivenom {

// Open addressing over 32 bits of a hash; the list has the keys and is asked for them. An empty index costs nothing.
class PositionIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  bool empty() const { return slots_.empty(); }
  void clear() {
    slots_.clear();
    taken_ = 0;
  }

  // The first position added with this hash for which is_it(position) holds; kNone if there is none.
  template <class IsIt>
  uint32_t find(uint64_t hash, IsIt&& is_it) const {
    if (slots_.empty()) return kNone;
    const uint32_t mark = mark_of(hash);
    for (size_t at = mark & mask(); slots_[at].position != kFree; at = (at + 1) & mask()) {
      if (slots_[at].mark == mark && slots_[at].position != kRemoved && is_it(slots_[at].position))
        return slots_[at].position;
    }
    return kNone;
  }

  // `position` is below kRemoved.
  void add(uint64_t hash, uint32_t position) {
    if ((taken_ + 1) * 2 > slots_.size()) grow();
    put(slots_, {mark_of(hash), position});
    ++taken_;
  }

  void remove(uint64_t hash, uint32_t position) {
    if (slots_.empty()) return;
    for (size_t at = mark_of(hash) & mask(); slots_[at].position != kFree; at = (at + 1) & mask()) {
      if (slots_[at].position != position) continue;
      slots_[at].position = kRemoved;
      return;
    }
  }

 private:
  struct Slot {
    uint32_t mark;
    uint32_t position;
  };
  static constexpr uint32_t kFree = UINT32_MAX, kRemoved = UINT32_MAX - 1;
  static constexpr size_t kFirstSlots = 32;  // a power of two, always

  static uint32_t mark_of(uint64_t hash) { return static_cast<uint32_t>(hash * 0x9E3779B97F4A7C15ull >> 32); }
  size_t mask() const { return slots_.size() - 1; }

  static void put(std::vector<Slot>& slots, Slot slot) {
    size_t at = slot.mark & (slots.size() - 1);
    while (slots[at].position != kFree) at = (at + 1) & (slots.size() - 1);
    slots[at] = slot;
  }

  // Doubles, unless dropping what was removed is enough.
  void grow() {
    size_t live = 0;
    for (const Slot& slot : slots_) live += slot.position < kRemoved ? 1 : 0;
    size_t size = kFirstSlots;
    while (size < live * 4) size *= 2;
    std::vector<Slot> slots(size, Slot{0, kFree});
    for (const Slot& slot : slots_)
      if (slot.position < kRemoved) put(slots, slot);
    slots_ = std::move(slots);
    taken_ = live;
  }

  std::vector<Slot> slots_;
  size_t taken_ = 0;  // slots that are not free
};

}  // namespace antivenom
