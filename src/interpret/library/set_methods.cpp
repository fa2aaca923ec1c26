// Methods of set and frozenset.

#include "interpret/library/hashable.h"
#include "interpret/library/method.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {

namespace {

using python::Op;

// Any iterable as a set; Invalid: not known, or raised.
Value as_set(Runtime& runtime, Value v) {
  v = unwrapped(v);
  if (v.is(Kind::kSet) || v.is(Kind::kFrozenSet)) return v;
  const auto items = runtime.items_of(v);
  if (!items) {
    if (v.is_none() || v.is(Kind::kInt) || v.is(Kind::kFloat) || v.is(Kind::kBool)) {
      return raise(runtime, "TypeError", "'" + std::string(runtime.type_name(v)) + "' object is not iterable");
    }
    return {};
  }
  auto* set = runtime.heap().make<Dict>(Kind::kSet);
  for (const Value item : *items) {
    if (raise_if_unhashable(runtime, item)) return {};
    if (!runtime.spend(1)) return {};
    runtime.dict_set(set, item, Value::none());
  }
  return Value(set);
}

// self op each argument in turn, as a new set.
Value combined(Runtime& runtime, Value self, const CallArgs& args, Op op) {
  if (args.open_ended || !args.keywords.empty()) return {};
  // The first operation copies; without arguments a copy is made by joining with nothing.
  Value result = runtime.binary(Op::kBitOr, self, Value(runtime.heap().make<Dict>(Kind::kSet)));
  for (const Value argument : args.positional) {
    const Value other = result.valid() ? as_set(runtime, argument) : Value();
    if (!other.valid()) return {};
    result = runtime.binary(op, result, other);
  }
  return result;
}

Value set_union(Runtime& runtime, Value self, CallArgs& args) { return combined(runtime, self, args, Op::kBitOr); }
Value intersection(Runtime& runtime, Value self, CallArgs& args) { return combined(runtime, self, args, Op::kBitAnd); }
Value difference(Runtime& runtime, Value self, CallArgs& args) { return combined(runtime, self, args, Op::kSub); }
Value symmetric_difference(Runtime& runtime, Value self, CallArgs& args) {
  return args.size() == 1 ? combined(runtime, self, args, Op::kBitXor) : Value();
}

// The same in place. What cannot be computed leaves the set open-ended.
Value updated(Runtime& runtime, Value self, CallArgs& args, Op op) {
  auto* set = self.as<Dict>();
  const Value result = combined(runtime, self, args, op);
  if (runtime.raised()) return {};
  if (!result.valid()) {
    set->open_ended = true;
    for (const Value argument : args.positional)
      set->origins = runtime.heap().join(set->origins, runtime.origins_of(argument));
    return Value::none();
  }
  Dict* made = result.as<Dict>();
  set->entries = made->entries;
  set->index = made->index;
  set->live = made->live;
  set->unknown_keys = made->unknown_keys;
  set->open_ended = made->open_ended;
  set->origins = made->origins;
  return Value::none();
}

Value update(Runtime& runtime, Value self, CallArgs& args) { return updated(runtime, self, args, Op::kBitOr); }
Value intersection_update(Runtime& runtime, Value self, CallArgs& args) {
  return updated(runtime, self, args, Op::kBitAnd);
}
Value difference_update(Runtime& runtime, Value self, CallArgs& args) { return updated(runtime, self, args, Op::kSub); }
Value symmetric_difference_update(Runtime& runtime, Value self, CallArgs& args) {
  return updated(runtime, self, args, Op::kBitXor);
}

Value add(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  if (raise_if_unhashable(runtime, args.positional[0])) return {};
  runtime.dict_set(self.as<Dict>(), args.positional[0], Value::none());
  return Value::none();
}

Value take_out(Runtime& runtime, Value self, const CallArgs& args, bool must_exist) {
  if (!plain_arguments(args, 1, 1)) return {};
  auto* set = self.as<Dict>();
  const Value item = args.positional[0];
  if (raise_if_unhashable(runtime, item)) return {};
  if (runtime.dict_erase(set, item)) return Value::none();
  if (set->open_ended || !set->unknown_keys.empty() || !runtime.hash(item)) return {};
  if (!must_exist) return Value::none();
  const auto shown = runtime.to_repr(item);
  return shown ? raise(runtime, "KeyError", *shown) : Value();
}

Value remove(Runtime& runtime, Value self, CallArgs& args) { return take_out(runtime, self, args, true); }
Value discard(Runtime& runtime, Value self, CallArgs& args) { return take_out(runtime, self, args, false); }

// Which item Python takes depends on hashes: certain only for the last one.
Value pop(Runtime& runtime, Value self, CallArgs& args) {
  auto* set = self.as<Dict>();
  if (!plain_arguments(args, 0, 0) || set->open_ended || !set->unknown_keys.empty()) return {};
  if (set->live == 0) return raise(runtime, "KeyError", "'pop from an empty set'");
  const Value item = set->entries.back().key;
  const bool certain = set->live == 1;
  runtime.dict_erase(set, item);
  return certain ? item : Value();
}

Value clear(Runtime&, Value self, CallArgs&) {
  auto* set = self.as<Dict>();
  set->entries.clear();
  set->index.clear();
  set->unknown_keys.clear();
  set->live = 0;
  set->open_ended = false;
  return Value::none();
}

Value compared(Runtime& runtime, Value self, const CallArgs& args, Op op) {
  if (!plain_arguments(args, 1, 1)) return {};
  const Value other = as_set(runtime, args.positional[0]);
  const auto answer = other.valid() ? runtime.compare(op, self, other) : std::nullopt;
  return answer ? Value::boolean(*answer) : Value();
}

Value issubset(Runtime& runtime, Value self, CallArgs& args) { return compared(runtime, self, args, Op::kLtE); }
Value issuperset(Runtime& runtime, Value self, CallArgs& args) { return compared(runtime, self, args, Op::kGtE); }

Value isdisjoint(Runtime& runtime, Value self, CallArgs& args) {
  const Value common = args.size() == 1 ? combined(runtime, self, args, Op::kBitAnd) : Value();
  return common.valid() ? Value::boolean(common.as<Dict>()->live == 0) : Value();
}

template <Value (*F)(Runtime&, Value, CallArgs&)>
constexpr NativeFn of_set = method<F, Kind::kSet>;
template <Value (*F)(Runtime&, Value, CallArgs&)>
constexpr NativeFn of_either = method<F, Kind::kSet, Kind::kFrozenSet>;

constexpr NativeDef kSetNatives[] = {
    {"set.union", of_either<set_union>, "set"},
    {"set.copy", of_either<set_union>, "set"},
    {"set.intersection", of_either<intersection>, "set"},
    {"set.difference", of_either<difference>, "set"},
    {"set.symmetric_difference", of_either<symmetric_difference>, "set"},
    {"set.issubset", of_either<issubset>, "bool"},
    {"set.issuperset", of_either<issuperset>, "bool"},
    {"set.isdisjoint", of_either<isdisjoint>, "bool"},
    {"set.add", of_set<add>},
    {"set.remove", of_set<remove>},
    {"set.discard", of_set<discard>},
    {"set.pop", of_set<pop>},
    {"set.clear", of_set<clear>},
    {"set.update", of_set<update>},
    {"set.intersection_update", of_set<intersection_update>},
    {"set.difference_update", of_set<difference_update>},
    {"set.symmetric_difference_update", of_set<symmetric_difference_update>},
};

}  // namespace

std::span<const NativeDef> set_natives() { return kSetNatives; }

}  // namespace antivenom::interpret
