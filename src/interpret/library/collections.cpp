// collections and copy. OrderedDict is a dict; the others are instances that wrap a dict, list or tuple and hand most
// methods on to it.
#include <algorithm>

#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

constexpr char kDefaultDict[] = "collections.defaultdict", kCounter[] = "collections.Counter",
               kDeque[] = "collections.deque", kNamedType[] = "collections._NamedTupleType",
               kNamed[] = "collections._NamedTuple";

Value call_native(Runtime& runtime, const NativeDef* def, Value self, CallArgs& args) {
  return def ? def->fn(runtime, self, args) : Value();
}

Value ordered_dict(Runtime& runtime, Value, CallArgs& args) {
  return call_native(runtime, find_native("dict"), {}, args);
}

Instance* wrap(Runtime& runtime, std::string_view type, Value payload) {
  Instance* object = new_builtin_instance(runtime, type);
  object->payload = payload;
  return object;
}

// A method of the wrapped value.
template <const char* Method>
Value forward(Runtime& runtime, Value self, CallArgs& args) {
  if (!self.is(Kind::kInstance) || !self.as<Instance>()->payload.valid()) return {};
  const Value inner = self.as<Instance>()->payload;
  const std::string_view type = inner.is(Kind::kDict) ? "dict" : inner.is(Kind::kList) ? "list" : "tuple";
  return call_native(runtime, find_method(type, Method), inner, args);
}

Value payload_of(Value self) { return self.is(Kind::kInstance) ? self.as<Instance>()->payload : Value(); }

Value get_item(Runtime& runtime, Value self, CallArgs& args) {
  const Value inner = payload_of(self);
  return inner.valid() && args.size() == 1 ? runtime.subscript(inner, args.positional[0]) : Value();
}
Value set_item(Runtime& runtime, Value self, CallArgs& args) {
  const Value inner = payload_of(self);
  return inner.valid() && args.size() == 2 && runtime.store_subscript(inner, args.positional[0], args.positional[1])
             ? Value::none()
             : Value();
}
Value contains(Runtime& runtime, Value self, CallArgs& args) {
  const Value inner = payload_of(self);
  const auto found =
      inner.valid() && args.size() == 1 ? runtime.compare(python::Op::kIn, args.positional[0], inner) : std::nullopt;
  return found ? Value::boolean(*found) : Value();
}
Value length(Runtime& runtime, Value self, CallArgs&) {
  const Value inner = payload_of(self);
  const auto items = inner.valid() ? runtime.items_of(inner) : std::nullopt;
  return items ? Value::integer(static_cast<int64_t>(items->size())) : Value();
}
Value iterate(Runtime& runtime, Value self, CallArgs&) {
  const Value inner = payload_of(self);
  if (!inner.valid()) return {};
  auto* iterator = runtime.heap().make<Iterator>();
  iterator->source = inner;
  return Value(iterator);
}

// ---- defaultdict

Value new_defaultdict(Runtime& runtime, Value, CallArgs& args) {
  const Value factory = args.get(runtime.heap(), 0, "default_factory");
  if (!args.positional.empty()) args.positional.erase(args.positional.begin());
  const Value inner = ordered_dict(runtime, {}, args);
  if (!inner.valid()) return {};
  Instance* object = wrap(runtime, kDefaultDict, inner);
  set_field(runtime, object, "default_factory", factory.valid() ? factory : Value::none());
  return Value(object);
}

Value default_get(Runtime& runtime, Value self, CallArgs& args) {
  const Value inner = payload_of(self);
  if (!inner.is(Kind::kDict) || args.size() != 1) return {};
  const Value key = args.positional[0];
  if (const Value* found = runtime.dict_find(inner.as<Dict>(), key)) return *found;
  const Value factory = field(runtime, self.as<Instance>(), "default_factory");
  if (!factory.valid() || factory.is_none()) return runtime.subscript(inner, key);
  const Value made = runtime.call(factory, {});
  if (made.valid()) runtime.dict_set(inner.as<Dict>(), key, made);
  return made;
}

// ---- Counter

bool count_items(Runtime& runtime, Dict* dict, Value source, int64_t sign) {
  std::vector<std::pair<Value, Value>> pairs;
  if (const Instance* other = instance_of(runtime, source, kCounter)) source = other->payload;
  if (source.is(Kind::kDict)) {
    for (const Dict::Entry& e : source.as<Dict>()->entries) {
      if (e.key.valid()) pairs.emplace_back(e.key, e.value);
    }
  } else {
    const auto items = runtime.items_of(source);
    if (!items) return false;
    for (const Value item : *items) pairs.emplace_back(item, Value::integer(1));
  }
  for (const auto& [key, amount] : pairs) {
    const Value* before = runtime.dict_find(dict, key);
    const Value sum =
        runtime.binary(sign > 0 ? python::Op::kAdd : python::Op::kSub, before ? *before : Value::integer(0), amount);
    if (!sum.valid() || !runtime.spend(1)) return false;
    runtime.dict_set(dict, key, sum);
  }
  return true;
}

Value new_counter(Runtime& runtime, Value, CallArgs& args) {
  auto* dict = runtime.heap().make<Dict>(Kind::kDict);
  if (args.open_ended || !args.keywords.empty()) return {};
  if (args.size() == 1 && !count_items(runtime, dict, args.positional[0], 1)) return {};
  return Value(wrap(runtime, kCounter, Value(dict)));
}

template <int64_t Sign>
Value counter_update(Runtime& runtime, Value self, CallArgs& args) {
  const Value inner = payload_of(self);
  if (!inner.is(Kind::kDict) || args.size() != 1) return {};
  if (!count_items(runtime, inner.as<Dict>(), args.positional[0], Sign)) inner.as<Dict>()->open_ended = true;
  return Value::none();
}

Value counter_get(Runtime& runtime, Value self, CallArgs& args) {
  const Value inner = payload_of(self);
  if (!inner.is(Kind::kDict) || inner.as<Dict>()->open_ended || args.size() != 1 || args.positional[0].is_unknown())
    return {};
  const Value* found = runtime.dict_find(inner.as<Dict>(), args.positional[0]);
  return found ? *found : Value::integer(0);
}

Value most_common(Runtime& runtime, Value self, CallArgs& args) {
  const Value inner = payload_of(self);
  Reader in(runtime, args);
  const int64_t n = in.integer_or(0, "n", INT64_MAX);
  if (!inner.is(Kind::kDict) || inner.as<Dict>()->open_ended || !in.ok()) return {};
  std::vector<std::pair<int64_t, Value>> counted;
  for (const Dict::Entry& e : inner.as<Dict>()->entries) {
    if (!e.key.valid()) continue;
    const auto amount = runtime.to_index(e.value);
    if (!amount) return {};
    counted.emplace_back(*amount, e.key);
  }
  std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Value> rows;
  for (size_t i = 0; i < counted.size() && static_cast<int64_t>(i) < n; ++i)
    rows.push_back(runtime.heap().tuple({counted[i].second, Value::integer(counted[i].first)}));
  return runtime.heap().list(std::move(rows));
}

// ---- deque

Value new_deque(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  std::vector<Value> items = in.has(0, "iterable") ? in.items(0, "iterable") : std::vector<Value>();
  if (!in.ok() || !in.optional(1, "maxlen").is_none()) return {};
  return Value(wrap(runtime, kDeque, runtime.heap().list(std::move(items))));
}

std::vector<Value>* deque_items(Value self) {
  const Value inner = payload_of(self);
  return inner.is(Kind::kList) && !inner.as<Sequence>()->open_ended ? &inner.as<Sequence>()->items : nullptr;
}

Value append_left(Runtime& runtime, Value self, CallArgs& args) {
  auto* items = deque_items(self);
  if (!items || args.size() != 1 || !runtime.spend(1 + items->size() / 64)) return {};
  items->insert(items->begin(), args.positional[0]);
  return Value::none();
}

Value pop_left(Runtime& runtime, Value self, CallArgs&) {
  auto* items = deque_items(self);
  if (!items || !runtime.spend(1 + items->size() / 64)) return {};
  if (items->empty()) return raise(runtime, "IndexError", "pop from an empty deque");
  const Value first = items->front();
  items->erase(items->begin());
  return first;
}

Value rotate(Runtime& runtime, Value self, CallArgs& args) {
  auto* items = deque_items(self);
  Reader in(runtime, args);
  const int64_t n = in.integer_or(0, "n", 1);
  if (!items || !in.ok() || !runtime.spend(1 + items->size() / 8)) return {};
  if (items->empty()) return Value::none();
  const auto size = static_cast<int64_t>(items->size());
  std::rotate(items->begin(), items->begin() + ((-n % size) + size) % size, items->end());
  return Value::none();
}

// ---- namedtuple

Value new_named_type(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value names = in.value(1, "field_names");
  if (!in.ok() || args.size() > 2 || !args.keywords.empty()) return {};
  std::vector<Value> fields;
  if (const auto text = known_str(names)) {
    std::string name;
    for (const char c : std::string(*text) + " ") {
      if (c != ' ' && c != ',' && c != '\t' && c != '\n')
        name += c;
      else if (!name.empty())
        fields.push_back(make_str(runtime, std::exchange(name, "")));
    }
  } else {
    fields = in.items(1, "field_names");
  }
  if (!in.ok() || std::ranges::any_of(fields, [](Value v) { return !v.is(Kind::kStr); })) return {};
  return Value(wrap(runtime, kNamedType, runtime.heap().tuple(std::move(fields))));
}

Value make_named(Runtime& runtime, Value self, CallArgs& args) {
  const Value names = payload_of(self);
  if (!names.is(Kind::kTuple) || args.open_ended) return {};
  Instance* object = new_builtin_instance(runtime, kNamed);
  std::vector<Value> items;
  const std::vector<Value> fields = names.as<Sequence>()->items;
  for (size_t i = 0; i < fields.size(); ++i) {
    const std::string name(fields[i].as<Text>()->text());
    const Value v = args.get(runtime.heap(), i, name);
    if (!v.valid()) return raise(runtime, "TypeError", "missing a required argument: '" + name + "'");
    items.push_back(v);
    set_field(runtime, object, name, v);
  }
  object->payload = runtime.heap().tuple(std::move(items));
  set_field(runtime, object, "_fields", names);
  return Value(object);
}

// ---- copy

constexpr int kMaxCopyDepth = 100;

std::vector<Value> copy_items(Runtime& runtime, const std::vector<Value>& items, bool deep, int depth, bool& ok);

Value copy_value(Runtime& runtime, Value v, bool deep, int depth) {
  if (depth > kMaxCopyDepth || !runtime.spend(1)) return {};
  bool ok = true;
  switch (v.kind()) {
    case Kind::kList:
    case Kind::kTuple: {
      if (v.is(Kind::kTuple) && !deep) return v;
      auto* copy = runtime.heap().make<Sequence>(*v.as<Sequence>());
      copy->items = copy_items(runtime, v.as<Sequence>()->items, deep, depth, ok);
      return ok ? Value(copy) : Value();
    }
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFrozenSet: {
      if (!runtime.heap().charge(v.as<Dict>()->entries.size() * sizeof(Dict::Entry))) return {};
      auto* copy = runtime.heap().make<Dict>(*v.as<Dict>());
      for (auto* entries : {&copy->entries, &copy->unknown_keys}) {
        for (Dict::Entry& entry : *entries) {
          if (deep && entry.key.valid()) entry.value = copy_value(runtime, entry.value, deep, depth + 1);
          if (entry.key.valid() && !entry.value.valid()) return {};
        }
      }
      return Value(copy);
    }
    case Kind::kByteArray:
      return runtime.heap().charge(v.as<ByteArray>()->data.size())
                 ? Value(runtime.heap().make<ByteArray>(*v.as<ByteArray>()))
                 : Value();
    case Kind::kInstance: {
      auto* copy = runtime.heap().make<Instance>(*v.as<Instance>());
      if (copy->payload.valid()) copy->payload = copy_value(runtime, copy->payload, deep, depth + 1);
      return Value(copy);
    }
    default:
      return v;
  }
}

std::vector<Value> copy_items(Runtime& runtime, const std::vector<Value>& items, bool deep, int depth, bool& ok) {
  ok = runtime.heap().charge(items.size() * sizeof(Value)) && runtime.spend(1 + items.size() / 64);
  std::vector<Value> out;
  for (size_t i = 0; ok && i < items.size(); ++i) {
    out.push_back(deep ? copy_value(runtime, items[i], deep, depth + 1) : items[i]);
    ok = out.back().valid();
  }
  return out;
}

template <bool Deep>
Value copy(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value v = in.value(0, "x");
  return in.ok() ? copy_value(runtime, v, Deep, 0) : Value();
}

constexpr char kItems[] = "items", kKeys[] = "keys", kValues[] = "values", kGet[] = "get", kPop[] = "pop",
               kUpdate[] = "update", kSetDefault[] = "setdefault", kClear[] = "clear", kAppend[] = "append",
               kExtend[] = "extend", kIndex[] = "index", kCount[] = "count", kRemove[] = "remove",
               kReverse[] = "reverse";

#define AV_DICT_METHODS(type)                                                                                 \
  {type ".items", forward<kItems>}, {type ".keys", forward<kKeys>}, {type ".values", forward<kValues>},       \
      {type ".get", forward<kGet>}, {type ".pop", forward<kPop>}, {type ".setdefault", forward<kSetDefault>}, \
      {type ".clear", forward<kClear>, "None"}, {type ".__setitem__", set_item, "None"},                      \
      {type ".__contains__", contains, "bool"}, {type ".__len__", length, "int"}, {                           \
    type ".__iter__", iterate                                                                                 \
  }

constexpr NativeDef kCollectionsNatives[] = {
    {"collections.OrderedDict", ordered_dict, "dict"},
    {kDefaultDict, new_defaultdict, kDefaultDict},
    {"collections.defaultdict.__getitem__", default_get},
    {"collections.defaultdict.update", forward<kUpdate>, "None"},
    AV_DICT_METHODS("collections.defaultdict"),
    {kCounter, new_counter, kCounter},
    {"collections.Counter.__getitem__", counter_get},
    {"collections.Counter.update", counter_update<1>, "None"},
    {"collections.Counter.subtract", counter_update<-1>, "None"},
    {"collections.Counter.most_common", most_common, "list"},
    AV_DICT_METHODS("collections.Counter"),
    {kDeque, new_deque, kDeque},
    {"collections.deque.append", forward<kAppend>, "None"},
    {"collections.deque.extend", forward<kExtend>, "None"},
    {"collections.deque.pop", forward<kPop>},
    {"collections.deque.index", forward<kIndex>, "int"},
    {"collections.deque.count", forward<kCount>, "int"},
    {"collections.deque.remove", forward<kRemove>, "None"},
    {"collections.deque.reverse", forward<kReverse>, "None"},
    {"collections.deque.clear", forward<kClear>, "None"},
    {"collections.deque.appendleft", append_left, "None"},
    {"collections.deque.popleft", pop_left},
    {"collections.deque.rotate", rotate, "None"},
    {"collections.deque.__getitem__", get_item},
    {"collections.deque.__setitem__", set_item, "None"},
    {"collections.deque.__contains__", contains, "bool"},
    {"collections.deque.__len__", length, "int"},
    {"collections.deque.__iter__", iterate},
    {"collections.namedtuple", new_named_type, kNamedType},
    {"collections._NamedTupleType.__call__", make_named, kNamed},
    {"collections._NamedTuple.__getitem__", get_item},
    {"collections._NamedTuple.__len__", length, "int"},
    {"collections._NamedTuple.__iter__", iterate},
    {"collections._NamedTuple.__contains__", contains, "bool"},
    {"urllib.parse.ParseResult.__getitem__", get_item},
    {"urllib.parse.ParseResult.__len__", length, "int"},
    {"urllib.parse.ParseResult.__iter__", iterate},
    {"urllib.parse.SplitResult.__getitem__", get_item},
    {"urllib.parse.SplitResult.__len__", length, "int"},
    {"urllib.parse.SplitResult.__iter__", iterate},
    {"copy.copy", copy<false>},
    {"copy.deepcopy", copy<true>},
};
#undef AV_DICT_METHODS

}  // namespace

std::span<const NativeDef> collections_natives() { return kCollectionsNatives; }

}  // namespace antivenom::interpret
