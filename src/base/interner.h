// Strings seen once, compared as 32-bit numbers.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace antivenom {

// An interned string. 0 is the empty string in every interner.
enum class Symbol : uint32_t { empty = 0 };

// Owns its strings; views it returns live as long as the interner. One per scanned package, not shared
// between threads.
class Interner {
 public:
  Interner() { intern(""); }
  Interner(const Interner&) = delete;
  Interner& operator=(const Interner&) = delete;

  Symbol intern(std::string_view text) {
    if (auto it = ids_.find(text); it != ids_.end()) return it->second;
    const std::string& stored = texts_.emplace_back(text);
    auto id = static_cast<Symbol>(texts_.size() - 1);
    ids_.emplace(stored, id);
    return id;
  }

  std::string_view text(Symbol symbol) const { return texts_[static_cast<uint32_t>(symbol)]; }
  size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // a deque keeps the views in ids_ valid
  std::unordered_map<std::string_view, Symbol> ids_;
};

}  // namespace antivenom
