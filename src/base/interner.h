// Strings seen once, compared as 32-bit numbers.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"

namespace antivenom {

// An interned string. 0 is the empty string in every interner.
enum class Symbol : uint32_t { empty = 0 };

// Owns its strings; views it returns live as long as the interner. One per scanned package, not shared
// between threads.
class Interner {
 public:
  Interner() : slots_(kFirstSlots) { intern(""); }
  Interner(const Interner&) = delete;
  Interner& operator=(const Interner&) = delete;

  Symbol intern(std::string_view text) {
    const uint64_t hash = hash_of(text);
    const auto mark = static_cast<uint32_t>(hash >> 32);
    size_t at = hash & (slots_.size() - 1);
    // At most half of the slots are taken: probing ends, mostly at once.
    for (; slots_[at].next_id != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].mark == mark && texts_[slots_[at].next_id - 1] == text)
        return static_cast<Symbol>(slots_[at].next_id - 1);
    }
    texts_.push_back(keep(text));
    slots_[at] = {mark, static_cast<uint32_t>(texts_.size())};
    if (texts_.size() * 2 > slots_.size()) grow();
    return static_cast<Symbol>(texts_.size() - 1);
  }

  std::string_view text(Symbol symbol) const { return texts_[static_cast<uint32_t>(symbol)]; }
  size_t size() const { return texts_.size(); }

 private:
  struct Slot {
    uint32_t mark = 0;     // upper half of the hash
    uint32_t next_id = 0;  // the symbol plus one; 0: free
  };
  static constexpr size_t kFirstSlots = 1024;  // a power of two, always

  // Eight bytes a step, the last ones twice where they do not fill a step: names are short, and this is asked for each
  // name of a source.
  static uint64_t hash_of(std::string_view text) {
    const char* at = text.data();
    const size_t size = text.size();
    uint64_t hash = size * kFactor, word = 0;
    if (size >= 8) {
      const char* last = at + size - 8;
      for (; at < last; at += 8) hash = mixed((hash ^ load<uint64_t>(at)) * kFactor);
      word = load<uint64_t>(last);
    } else if (size >= 4) {
      word = load<uint32_t>(at) | uint64_t{load<uint32_t>(at + size - 4)} << 32;
    } else if (size > 0) {
      word = load<uint8_t>(at) | uint64_t{load<uint8_t>(at + size / 2)} << 8 |
             uint64_t{load<uint8_t>(at + size - 1)} << 16;
    }
    return mixed(mixed((hash ^ word) * kFactor) * kFactor);
  }
  static constexpr uint64_t kFactor = 0x9E3779B97F4A7C15ull;
  static uint64_t mixed(uint64_t hash) { return hash ^ hash >> 32; }
  template <class T>
  static T load(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
  }

  // A copy that stays where it is.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    auto* copy = reinterpret_cast<char*>(arena_.room(text.size()));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  void grow() {
    std::vector<Slot> slots(slots_.size() * 2);
    for (uint32_t id = 0; id < texts_.size(); ++id) {
      const uint64_t hash = hash_of(texts_[id]);
      size_t at = hash & (slots.size() - 1);
      while (slots[at].next_id != 0) at = (at + 1) & (slots.size() - 1);
      slots[at] = {static_cast<uint32_t>(hash >> 32), id + 1};
    }
    slots_ = std::move(slots);
  }

  Arena arena_{16u << 10};
  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_;
};

}  // namespace antivenom
