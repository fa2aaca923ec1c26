// What must hold for the code that runs now.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "facts/facts.h"

namespace antivenom::interpret {

// The conditions that were entered and not left, each once however often a loop enters it.
class ConditionStack {
 public:
  size_t size() const { return ids_.size(); }

  void push(ConditionId id) {
    if (id >= held_.size()) held_.resize(id + size_t{1});
    if (held_[id]) return;
    held_[id] = true;
    ids_.push_back(id);
  }

  // Leaves all that were entered since there were `size` of them.
  void leave_to(size_t size) {
    while (ids_.size() > size) {
      held_[ids_.back()] = false;
      ids_.pop_back();
    }
  }

  // At most so many, the last ones entered.
  std::span<const ConditionId> innermost(size_t count) const {
    return std::span(ids_).last(std::min(count, ids_.size()));
  }

 private:
  std::vector<ConditionId> ids_;
  std::vector<bool> held_;  // by condition
};

}  // namespace antivenom::interpret
