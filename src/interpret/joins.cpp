// Joins: one value for the several that a variable, an attribute or a result may have.
#include <algorithm>
#include <array>
#include <span>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

namespace {

constexpr size_t kMaxOptions = 8;
constexpr unsigned kMaxReceivers = 3;  // x.a().b().c(): how far back two unknowns are compared
constexpr size_t kMaxCompared = 256;   // bytes of a text; longer ones are options of their own

// Whether two unknowns tell the same, so that one of them is enough.
bool alike(const Unknown* a, const Unknown* b) {
  for (unsigned depth = 0; a != b; ++depth) {
    if (a->name != b->name || a->type != b->type || a->origins != b->origins || a->trail != b->trail ||
        a->indirect != b->indirect || a->has_hint != b->has_hint || a->hint() != b->hint() || !a->options().empty() ||
        !b->options().empty())
      return false;
    if (a->receiver().same(b->receiver())) return true;
    if (depth >= kMaxReceivers || !a->receiver().is_unknown() || !b->receiver().is_unknown()) return false;
    a = a->receiver().as<Unknown>();
    b = b->receiver().as<Unknown>();
  }
  return true;
}

bool alike(Value a, Value b) {
  if (a.same(b)) return true;
  if (a.kind() != b.kind()) return false;
  if (a.is_unknown()) return alike(a.as<Unknown>(), b.as<Unknown>());
  if (!a.is(Kind::kStr) && !a.is(Kind::kBytes)) return false;
  const auto *left = a.as<Text>(), *right = b.as<Text>();
  return left->size <= kMaxCompared && left->origins == right->origins && left->trail == right->trail &&
         left->text() == right->text();
}

// What a join is made of: options that differ, and where its values came from.
struct Options {
  std::array<Value, kMaxOptions> values;
  size_t count = 0;

  void add(Value v) {
    for (size_t i = 0; i < count; ++i)
      if (alike(values[i], v)) return;
    if (count < kMaxOptions) values[count++] = v;
  }
  std::span<const Value> all() const { return std::span(values).first(count); }
};

// Whether `u` is a join of just these, and nothing else.
bool joins_just(const Unknown* u, std::span<const Value> options) {
  return u->name == Symbol::empty && !u->receiver().valid() && !u->has_hint && !u->indirect &&
         std::equal(u->options().begin(), u->options().end(), options.begin(), options.end(),
                    [](Value a, Value b) { return a.same(b); });
}

}  // namespace

// Either of two values. An unbound variable joined with a value is that value: the other way would have raised.
Value Interpreter::join(Value a, Value b) {
  if (!a.valid() || a.same(b)) return b.valid() ? b : a;
  if (!b.valid()) return a;
  const bool simple = a.kind() == b.kind() && (a.is(Kind::kStr) || a.is(Kind::kBytes) || a.is(Kind::kBigInt));
  if (simple && equal(a, b) == true) return a;

  Options options;
  Origins origins = Origins::none;
  for (Value v : {a, b}) {
    const KeptValues of_join = v.is_unknown() ? v.as<Unknown>()->options() : KeptValues();
    if (v.is_unknown()) origins = heap_ref_.join(origins, v.as<Unknown>()->origins);
    if (of_join.empty()) options.add(v);
    for (Value option : of_join) options.add(option);
  }
  if (options.count == 1 && a.is_unknown() && b.is_unknown() && a.as<Unknown>()->options().empty() &&
      b.as<Unknown>()->options().empty())
    return a;
  Trail trail = Trail::none;
  for (Value option : options.all()) {
    const bool text = option.is(Kind::kStr) || option.is(Kind::kBytes);
    if (text) origins = heap_ref_.join(origins, option.as<Text>()->origins);
    if (text) trail = heap_ref_.join(trail, option.as<Text>()->trail);
    if (option.is(Kind::kCode)) trail = heap_ref_.join(trail, option.as<Code>()->trail);
  }
  const auto type_of = [&](Value v) { return v.is_unknown() ? v.as<Unknown>()->type : sym(type_name(v)); };
  const bool same_type = a.is_unknown() && b.is_unknown() ? type_of(a) == type_of(b) : type_name(a) == type_name(b);
  const Symbol type = same_type ? type_of(b.is_unknown() ? b : a) : Symbol::empty;

  // One that a busy function or loop made before may say it all.
  for (Value v : {a, b}) {
    const auto* known = v.is_unknown() ? v.as<Unknown>() : nullptr;
    if (known != nullptr && known->origins == origins && known->trail == trail && known->type == type &&
        joins_just(known, options.all()))
      return v;
  }
  Unknown* result = heap_ref_.new_unknown();
  result->origins = origins;
  result->trail = trail;
  result->type = type;
  const bool same = a.is_unknown() && options.count == a.as<Unknown>()->options().size();
  if (!same) heap_ref_.charge(options.count * sizeof(Value));
  result->set_options(same ? a.as<Unknown>()->options() : heap_ref_.keep(options.all()));
  return Value(result);
}

// Either the value, or one of which nothing is known but its origins.
Value Interpreter::or_unknown(Value value, Origins origins) {
  if (value.is_unknown()) {
    Unknown plain;
    plain.origins = origins;
    const auto* known = value.as<Unknown>();
    const KeptValues options = known->options();
    const auto says_so = [&](Value v) { return v.is_unknown() && alike(v.as<Unknown>(), &plain); };
    const bool there =
        options.empty() ? says_so(value)
                        : known->type == Symbol::empty &&
                              (options.size() == kMaxOptions || std::any_of(options.begin(), options.end(), says_so));
    if (there && heap_ref_.join(known->origins, origins) == known->origins) {
      heap_ref_.count_unknown();
      return value;
    }
  }
  return join(value, unknown(origins));
}

}  // namespace antivenom::interpret
