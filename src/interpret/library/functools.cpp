// functools: reduce and partial; decorators that only cache are as if they were not there.
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

Value reduce(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value function = in.value(0, "function");
  const std::vector<Value> items = in.items(1, "iterable");
  Value result = args.get(runtime.heap(), 2, "initial");
  if (!in.ok()) return {};
  size_t i = 0;
  if (!result.valid()) {
    if (items.empty()) return raise(runtime, "TypeError", "reduce() of empty iterable with no initial value");
    result = items[i++];
  }
  for (; i < items.size() && result.valid() && runtime.spend(1); ++i) {
    CallArgs given;
    given.positional = {result, items[i]};
    result = runtime.call(function, std::move(given));
  }
  return i == items.size() ? result : Value();
}

// partial(f, *args, **keywords): f, a tuple and a dict as Python shows them.
Value partial(Runtime& runtime, Value, CallArgs& args) {
  if (args.open_ended || args.positional.empty()) return {};
  Instance* object = new_builtin_instance(runtime, "functools.partial");
  auto* keywords = runtime.heap().make<Dict>(Kind::kDict);
  for (const auto& [name, value] : args.keywords)
    runtime.dict_set(keywords, make_str(runtime, runtime.heap().text(name)), value);
  set_field(runtime, object, "func", args.positional[0]);
  set_field(runtime, object, "args", runtime.heap().tuple({args.positional.begin() + 1, args.positional.end()}));
  set_field(runtime, object, "keywords", Value(keywords));
  return Value(object);
}

Value call_partial(Runtime& runtime, Value self, CallArgs& args) {
  if (!self.is(Kind::kInstance)) return {};
  const auto* object = self.as<Instance>();
  const Value function = field(runtime, object, "func"), first = field(runtime, object, "args"),
              keywords = field(runtime, object, "keywords");
  if (!function.valid() || !first.is(Kind::kTuple) || !keywords.is(Kind::kDict)) return {};
  CallArgs given;
  given.open_ended = args.open_ended;
  given.positional = first.as<Sequence>()->items;
  given.positional.insert(given.positional.end(), args.positional.begin(), args.positional.end());
  given.keywords = args.keywords;
  for (const Dict::Entry& entry : keywords.as<Dict>()->entries) {
    const auto name = known_str(entry.key);
    if (!name) continue;
    const Symbol symbol = runtime.heap().intern(*name);
    bool overridden = false;
    for (const auto& [other, value] : args.keywords) overridden |= other == symbol;
    if (!overridden) given.keywords.emplace_back(symbol, entry.value);
  }
  return runtime.call(function, std::move(given));
}

Value same(Runtime&, Value, CallArgs& args) { return args.size() == 1 ? args.positional[0] : Value(); }

bool is_callable(Value v) {
  return v.is(Kind::kFunction) || v.is(Kind::kBoundMethod) || v.is(Kind::kNative) || v.is(Kind::kClass);
}

// A decorator with or without arguments: @lru_cache, @lru_cache(None), @wraps(f).
Value caching(Runtime& runtime, Value, CallArgs& args) {
  if (args.size() == 1 && args.keywords.empty() && is_callable(args.positional[0])) return args.positional[0];
  return Value(new_builtin_instance(runtime, "functools._Identity"));
}

Value wraps(Runtime& runtime, Value, CallArgs& args) {
  Instance* decorator = new_builtin_instance(runtime, "functools._Wraps");
  const Value wrapped = args.get(runtime.heap(), 0, "wrapped");
  if (wrapped.valid()) set_field(runtime, decorator, "_wrapped", wrapped);
  return Value(decorator);
}

// The wrapper goes by the name of what it wraps.
Value call_wraps(Runtime& runtime, Value self, CallArgs& args) {
  if (args.size() != 1) return {};
  const Value wrapped = self.is(Kind::kInstance) ? field(runtime, self.as<Instance>(), "_wrapped") : Value();
  if (args.positional[0].is(Kind::kFunction) && wrapped.is(Kind::kFunction)) {
    for (std::string_view name : {"__name__", "__qualname__", "__doc__"}) {
      const Symbol symbol = runtime.heap().intern(name);
      args.positional[0].as<Function>()->attributes.set(symbol, runtime.attribute(wrapped, symbol));
    }
  }
  return args.positional[0];
}

constexpr NativeDef kFunctoolsNatives[] = {
    {"functools.reduce", reduce},
    {"reduce", reduce},  // a builtin of Python 2
    {"functools.partial", partial, "functools.partial"},
    {"functools.partial.__call__", call_partial},
    {"functools.lru_cache", caching},
    {"functools.cache", same},
    {"functools.singledispatch", same},
    {"functools.total_ordering", same},
    {"functools.update_wrapper",
     [](Runtime&, Value, CallArgs& args) { return args.size() >= 1 ? args.positional[0] : Value(); }},
    {"functools.wraps", wraps},
    {"functools._Identity.__call__", same},
    {"functools._Wraps.__call__", call_wraps},
};

}  // namespace

std::span<const NativeDef> functools_natives() { return kFunctoolsNatives; }

}  // namespace antivenom::interpret
