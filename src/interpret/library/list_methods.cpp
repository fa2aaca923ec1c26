// Methods of list and tuple. Unknown items are stored like any other; an unknown whole makes the list open-ended.

#include <algorithm>

#include "interpret/library/iteration.h"
#include "interpret/library/method.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {

namespace {

Value append(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  auto* list = self.as<Sequence>();
  if (!runtime.heap().fits((list->items.size() + 1) * sizeof(Value)) || !runtime.heap().charge(sizeof(Value))) {
    list->open_ended = true;
    return {};
  }
  list->items.push_back(args.positional[0]);
  return Value::none();
}

Value extend(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  auto* list = self.as<Sequence>();
  const Value source = unwrapped(args.positional[0]);
  if (source.is_none() || source.is(Kind::kInt) || source.is(Kind::kFloat) || source.is(Kind::kBool)) {
    return raise(runtime, "TypeError", "'" + std::string(runtime.type_name(source)) + "' object is not iterable");
  }
  if (source.is(Kind::kList) || source.is(Kind::kTuple)) {
    // What is known of an open-ended one is added, too.
    list->open_ended = list->open_ended || source.as<Sequence>()->open_ended;
    list->origins = runtime.heap().join(list->origins, source.as<Sequence>()->origins);
    const std::vector<Value> items = source.as<Sequence>()->items;
    if (runtime.heap().fits((list->items.size() + items.size()) * sizeof(Value)) &&
        runtime.heap().charge(items.size() * sizeof(Value)) && runtime.spend(items.size() / 16)) {
      list->items.insert(list->items.end(), items.begin(), items.end());
      return Value::none();
    }
  } else if (const auto items = runtime.items_of(source)) {
    if (runtime.heap().fits((list->items.size() + items->size()) * sizeof(Value)) &&
        runtime.heap().charge(items->size() * sizeof(Value))) {
      list->items.insert(list->items.end(), items->begin(), items->end());
      return Value::none();
    }
  }
  list->open_ended = true;
  list->origins = runtime.heap().join(list->origins, runtime.origins_of(source));
  return Value::none();
}

Value insert(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 2, 2)) return {};
  auto* list = self.as<Sequence>();
  const auto length = static_cast<int64_t>(list->items.size());
  // At an unknown place it is still in the list.
  const int64_t given = runtime.to_index(args.positional[0]).value_or(length);
  const int64_t at = std::clamp<int64_t>(given < 0 ? std::max(given, -length) + length : given, 0, length);
  if (!runtime.spend(list->items.size() / 64 + 1) || !runtime.heap().charge(sizeof(Value))) return {};
  list->items.insert(list->items.begin() + static_cast<ptrdiff_t>(at), args.positional[1]);
  return Value::none();
}

Value pop(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 0, 1)) return {};
  auto* list = self.as<Sequence>();
  auto at = args.size() == 1 ? runtime.to_index(args.positional[0]) : std::optional<int64_t>(-1);
  if (!at) return {};
  const auto length = static_cast<int64_t>(list->items.size());
  if (list->open_ended && (*at < 0 || *at >= length)) return {};
  if (length == 0) return raise(runtime, "IndexError", "pop from empty list");
  if (*at < 0) *at += length;
  if (*at < 0 || *at >= length) return raise(runtime, "IndexError", "pop index out of range");
  if (!runtime.spend(static_cast<uint64_t>(length - *at) / 64)) return {};
  const Value item = list->items[static_cast<size_t>(*at)];
  list->items.erase(list->items.begin() + static_cast<ptrdiff_t>(*at));
  return item;
}

// Position of the first item equal to `wanted` in [from, to); nullopt: none, or not known (then `unknown`).
std::optional<size_t> locate(Runtime& runtime, const Sequence* list, Value wanted, size_t from, size_t to,
                             bool& unknown) {
  for (size_t i = from; i < std::min(to, list->items.size()); ++i) {
    if ((i - from) % kItemsAtOnce == 0 && !runtime.spend(std::min(kItemsAtOnce, list->items.size() - i))) break;
    if (are_other_numbers(list->items[i], wanted)) continue;
    const auto same = list->items[i].same(wanted) ? std::optional(true) : runtime.equal(list->items[i], wanted);
    if (same == true) return i;
    if (!same) {
      unknown = true;
      return std::nullopt;
    }
  }
  unknown = list->open_ended;
  return std::nullopt;
}

Value index(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 3)) return {};
  const auto* list = self.as<Sequence>();
  const auto length = static_cast<int64_t>(list->items.size());
  int64_t bounds[2] = {0, INT64_MAX};
  for (size_t i = 1; i < args.size(); ++i) {
    const auto given = runtime.to_index(args.positional[i]);
    if (!given) return {};
    bounds[i - 1] = *given < 0 ? std::max<int64_t>(*given + length, 0) : *given;
  }
  bool unknown = false;
  const auto at = locate(runtime, list, args.positional[0], static_cast<size_t>(bounds[0]),
                         static_cast<size_t>(bounds[1]), unknown);
  if (at) return Value::integer(static_cast<int64_t>(*at));
  if (unknown) return {};
  if (self.is(Kind::kTuple)) return raise(runtime, "ValueError", "tuple.index(x): x not in tuple");
  const auto shown = runtime.to_repr(args.positional[0]);
  return raise(runtime, "ValueError", shown.value_or("x") + " is not in list");
}

Value remove(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  auto* list = self.as<Sequence>();
  bool unknown = false;
  const auto at = locate(runtime, list, args.positional[0], 0, SIZE_MAX, unknown);
  if (!at) return unknown ? Value() : raise(runtime, "ValueError", "list.remove(x): x not in list");
  list->items.erase(list->items.begin() + static_cast<ptrdiff_t>(*at));
  return Value::none();
}

Value count(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1) || self.as<Sequence>()->open_ended) return {};
  int64_t found = 0;
  for (const Value item : self.as<Sequence>()->items) {
    const auto same = item.same(args.positional[0]) ? std::optional(true) : runtime.equal(item, args.positional[0]);
    if (!same || !runtime.spend(1)) return {};
    found += *same ? 1 : 0;
  }
  return Value::integer(found);
}

Value reverse(Runtime& runtime, Value self, CallArgs& args) {
  auto* list = self.as<Sequence>();
  if (!plain_arguments(args, 0, 0) || !runtime.spend(list->items.size() / 16 + 1)) return {};
  std::reverse(list->items.begin(), list->items.end());
  return Value::none();
}

Value sort(Runtime& runtime, Value self, CallArgs& args) {
  auto* list = self.as<Sequence>();
  const Value key = args.get(runtime.heap(), SIZE_MAX, "key");
  const Value reverse = args.get(runtime.heap(), SIZE_MAX, "reverse");
  const auto backwards = reverse.valid() ? runtime.truth(reverse) : std::optional(false);
  if (!backwards || args.open_ended || !args.positional.empty() || list->open_ended) return {};
  std::vector<Value> items = list->items;
  if (!sort_values(runtime, items, key.valid() ? key : Value::none(), *backwards)) return {};
  list->items = std::move(items);
  return Value::none();
}

Value clear(Runtime&, Value self, CallArgs& args) {
  if (!plain_arguments(args, 0, 0)) return {};
  auto* list = self.as<Sequence>();
  list->items.clear();
  list->open_ended = false;
  list->origins = Origins::none;
  return Value::none();
}

Value copy(Runtime& runtime, Value self, CallArgs& args) {
  const auto* list = self.as<Sequence>();
  if (!plain_arguments(args, 0, 0) || !runtime.spend(list->items.size() / 16 + 1)) return {};
  const Value result = runtime.heap().list(list->items);
  result.as<Sequence>()->open_ended = list->open_ended;
  result.as<Sequence>()->origins = list->origins;
  return result;
}

template <Value (*F)(Runtime&, Value, CallArgs&)>
constexpr NativeFn of_list = method<F, Kind::kList>;
template <Value (*F)(Runtime&, Value, CallArgs&)>
constexpr NativeFn of_tuple = method<F, Kind::kTuple>;

constexpr NativeDef kListNatives[] = {
    {"list.append", of_list<append>},
    {"list.extend", of_list<extend>},
    {"list.insert", of_list<insert>},
    {"list.pop", of_list<pop>},
    {"list.remove", of_list<remove>},
    {"list.index", of_list<index>, "int"},
    {"list.count", of_list<count>, "int"},
    {"list.reverse", of_list<reverse>},
    {"list.sort", of_list<sort>},
    {"list.clear", of_list<clear>},
    {"list.copy", of_list<copy>, "list"},
    {"tuple.index", of_tuple<index>, "int"},
    {"tuple.count", of_tuple<count>, "int"},
};

}  // namespace

std::span<const NativeDef> list_natives() { return kListNatives; }

}  // namespace antivenom::interpret
