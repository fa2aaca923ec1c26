// Methods of dict. keys(), values() and items() are lists: what Python 2 gives, and what code does with a view.

#include "interpret/library/hashable.h"
#include "interpret/library/iteration.h"
#include "interpret/library/method.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {

namespace {

// True if a key that is not found may still be there.
bool may_hold_more(const Dict* dict) { return dict->open_ended || !dict->unknown_keys.empty(); }

Value get(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 2)) return {};
  const auto* dict = self.as<Dict>();
  const Value key = args.positional[0];
  if (const Value* found = runtime.dict_find(dict, key)) return *found;
  if (raise_if_unhashable(runtime, key)) return {};
  if (may_hold_more(dict) || (!runtime.hash(key) && dict->live > 0)) return {};
  return args.size() == 2 ? args.positional[1] : Value::none();
}

enum class Part { kKey, kValue, kItem };

Value parts(Runtime& runtime, Value self, const CallArgs& args, Part part) {
  if (!plain_arguments(args, 0, 0)) return {};
  const auto* dict = self.as<Dict>();
  if (!runtime.spend(dict->live / 4 + 1)) return {};
  std::vector<Value> out;
  out.reserve(dict->live);
  for (const auto* entries : {&dict->entries, &dict->unknown_keys}) {
    for (const auto& entry : *entries) {
      if (!entry.key.valid()) continue;
      out.push_back(part == Part::kKey     ? entry.key
                    : part == Part::kValue ? entry.value
                                           : runtime.heap().tuple({entry.key, entry.value}));
    }
  }
  const Value list = runtime.heap().list(std::move(out));
  list.as<Sequence>()->open_ended = dict->open_ended;
  list.as<Sequence>()->origins = dict->origins;
  return list;
}

Value keys(Runtime& runtime, Value self, CallArgs& args) { return parts(runtime, self, args, Part::kKey); }
Value values(Runtime& runtime, Value self, CallArgs& args) { return parts(runtime, self, args, Part::kValue); }
Value items(Runtime& runtime, Value self, CallArgs& args) { return parts(runtime, self, args, Part::kItem); }

// Python 2's iterkeys() and so on.
template <Value (*F)(Runtime&, Value, CallArgs&)>
Value iterated(Runtime& runtime, Value self, CallArgs& args) {
  const Value list = F(runtime, self, args);
  return list.valid() ? iterator_over(runtime, list) : Value();
}

Value has_key(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  const auto found = runtime.compare(python::Op::kIn, args.positional[0], self);
  return found ? Value::boolean(*found) : Value();
}

Value setdefault(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 2)) return {};
  auto* dict = self.as<Dict>();
  const Value key = args.positional[0];
  if (const Value* found = runtime.dict_find(dict, key)) return *found;
  if (raise_if_unhashable(runtime, key)) return {};
  const Value value = args.size() == 2 ? args.positional[1] : Value::none();
  if (may_hold_more(dict)) return {};
  runtime.dict_set(dict, key, value);
  return value;
}

Value pop(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 2)) return {};
  auto* dict = self.as<Dict>();
  const Value key = args.positional[0];
  if (const Value* found = runtime.dict_find(dict, key)) {
    const Value value = *found;
    runtime.dict_erase(dict, key);
    return value;
  }
  if (raise_if_unhashable(runtime, key)) return {};
  if (may_hold_more(dict) || (!runtime.hash(key) && dict->live > 0)) return {};
  if (args.size() == 2) return args.positional[1];
  const auto shown = runtime.to_repr(key);
  return shown ? raise(runtime, "KeyError", *shown) : Value();
}

Value popitem(Runtime& runtime, Value self, CallArgs& args) {
  auto* dict = self.as<Dict>();
  if (!plain_arguments(args, 0, 0) || may_hold_more(dict)) return {};
  if (dict->live == 0) return raise(runtime, "KeyError", "'popitem(): dictionary is empty'");
  // dict_erase() drops deleted entries at the end, so that the last one is live.
  const Dict::Entry last = dict->entries.back();
  runtime.dict_erase(dict, last.key);
  return runtime.heap().tuple({last.key, last.value});
}

void merge(Runtime& runtime, Dict* to, const Dict* from) {
  to->open_ended = to->open_ended || from->open_ended;
  to->origins = runtime.heap().join(to->origins, from->origins);
  if (to == from) return;
  for (const auto* entries : {&from->entries, &from->unknown_keys}) {
    for (const auto& entry : *entries) {
      if (entry.key.valid() && runtime.spend(1)) runtime.dict_set(to, entry.key, entry.value);
    }
  }
}

void merge_unknown(Runtime& runtime, Dict* to, Value source) {
  to->open_ended = true;
  to->origins = runtime.heap().join(to->origins, runtime.origins_of(source));
}

// Key and value pairs; false when one is no pair (raised).
bool merge_pairs(Runtime& runtime, Dict* to, Value source) {
  const auto pairs = runtime.items_of(source);
  if (!pairs) {
    if (source.is_none() || source.is(Kind::kInt) || source.is(Kind::kFloat) || source.is(Kind::kBool)) {
      runtime.raise("TypeError", "'" + std::string(runtime.type_name(source)) + "' object is not iterable");
      return false;
    }
    merge_unknown(runtime, to, source);
    return true;
  }
  for (size_t i = 0; i < pairs->size(); ++i) {
    const Value pair = (*pairs)[i];
    if (pair.is_unknown()) {
      merge_unknown(runtime, to, pair);
      continue;
    }
    const auto both = runtime.items_of(pair);
    if (!both) {
      if (pair.kind() < Kind::kStr || pair.kind() == Kind::kBigInt) {
        runtime.raise("TypeError",
                      "cannot convert dictionary update sequence element #" + std::to_string(i) + " to a sequence");
        return false;
      }
      merge_unknown(runtime, to, pair);
      continue;
    }
    if (both->size() != 2) {
      runtime.raise("ValueError", "dictionary update sequence element #" + std::to_string(i) + " has length " +
                                      std::to_string(both->size()) + "; 2 is required");
      return false;
    }
    if (raise_if_unhashable(runtime, (*both)[0])) return false;
    if (!runtime.spend(1)) return false;
    runtime.dict_set(to, (*both)[0], (*both)[1]);
  }
  return true;
}

Value update(Runtime& runtime, Value self, CallArgs& args) {
  auto* dict = self.as<Dict>();
  if (args.size() > 1)
    return raise(runtime, "TypeError", "update expected at most 1 argument, got " + std::to_string(args.size()));
  if (!args.positional.empty()) {
    const Value source = unwrapped(args.positional[0]);
    if (source.is(Kind::kDict)) {
      merge(runtime, dict, source.as<Dict>());
    } else if (!merge_pairs(runtime, dict, source)) {
      return {};
    }
  }
  for (const auto& [name, value] : args.keywords) {
    runtime.dict_set(dict, runtime.heap().str(runtime.heap().text(name)), value);
  }
  if (args.open_ended) dict->open_ended = true;
  return Value::none();
}

Value clear(Runtime&, Value self, CallArgs& args) {
  if (!plain_arguments(args, 0, 0)) return {};
  auto* dict = self.as<Dict>();
  dict->entries.clear();
  dict->index.clear();
  dict->unknown_keys.clear();
  dict->live = 0;
  dict->open_ended = false;
  dict->origins = Origins::none;
  return Value::none();
}

Value copy(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 0, 0)) return {};
  auto* made = runtime.heap().make<Dict>(Kind::kDict);
  merge(runtime, made, self.as<Dict>());
  return Value(made);
}

Value fromkeys(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 2)) return {};
  const auto keys = runtime.items_of(args.positional[0]);
  if (!keys) return {};
  auto* made = runtime.heap().make<Dict>(Kind::kDict);
  for (const Value key : *keys) {
    if (raise_if_unhashable(runtime, key)) return {};
    if (!runtime.spend(1)) return {};
    runtime.dict_set(made, key, args.size() == 2 ? args.positional[1] : Value::none());
  }
  return Value(made);
}

template <Value (*F)(Runtime&, Value, CallArgs&)>
constexpr NativeFn of_dict = method<F, Kind::kDict>;

constexpr NativeDef kDictNatives[] = {
    {"dict.get", of_dict<get>},
    {"dict.keys", of_dict<keys>, "list"},
    {"dict.values", of_dict<values>, "list"},
    {"dict.items", of_dict<items>, "list"},
    {"dict.iterkeys", of_dict<iterated<keys>>},
    {"dict.itervalues", of_dict<iterated<values>>},
    {"dict.iteritems", of_dict<iterated<items>>},
    {"dict.has_key", of_dict<has_key>, "bool"},
    {"dict.setdefault", of_dict<setdefault>},
    {"dict.pop", of_dict<pop>},
    {"dict.popitem", of_dict<popitem>, "tuple"},
    {"dict.update", of_dict<update>},
    {"dict.clear", of_dict<clear>},
    {"dict.copy", of_dict<copy>, "dict"},
    {"dict.fromkeys", fromkeys, "dict"},
};

}  // namespace

std::span<const NativeDef> dict_natives() { return kDictNatives; }

}  // namespace antivenom::interpret
