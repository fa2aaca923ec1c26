// How methods of builtin types find their object.
#pragma once

#include "interpret/library.h"

namespace antivenom::interpret {

// The builtin value behind `self`: what an instance of a subclass of str, dict ... wraps.
inline Value unwrapped(Value self) {
  return self.is(Kind::kInstance) && self.as<Instance>()->payload.valid() ? self.as<Instance>()->payload : self;
}

// Items that are looked at before their steps are spent.
constexpr size_t kItemsAtOnce = 64;

// Two small numbers that are not the same: what a search through a list meets most often.
inline bool are_other_numbers(Value a, Value b) {
  return a.is(Kind::kInt) && b.is(Kind::kInt) && a.as_int() != b.as_int();
}

// A method as NativeFn: takes self from the arguments when it was called unbound (`str.join(sep, items)`), and
// computes nothing for an object of another kind than those given.
template <Value (*F)(Runtime&, Value, CallArgs&), Kind... kinds>
Value method(Runtime& runtime, Value self, CallArgs& args) {
  if (self.valid()) {
    self = unwrapped(self);
    return (self.is(kinds) || ...) ? F(runtime, self, args) : Value();
  }
  if (args.positional.empty()) return {};
  const Value given = args.positional.front();
  self = unwrapped(given);
  if (!(self.is(kinds) || ...)) return {};
  args.positional.erase(args.positional.begin());
  const Value result = F(runtime, self, args);
  args.positional.insert(args.positional.begin(), given);  // what the result comes from is asked of the arguments
  return result;
}

// True if nothing more than `count` positional arguments, no keyword and no *unknown was passed.
inline bool plain_arguments(const CallArgs& args, size_t least, size_t most) {
  return !args.open_ended && args.keywords.empty() && args.size() >= least && args.size() <= most;
}

}  // namespace antivenom::interpret
