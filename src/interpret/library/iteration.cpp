// iter, next, enumerate, zip, map, filter, reversed, sorted, sum, min, max, any, all.

#include "interpret/library/iteration.h"

#include <algorithm>

#include "interpret/library/method.h"
#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {

namespace {

bool not_iterable(Value v) {
  return v.is_none() || v.is(Kind::kBool) || v.is(Kind::kInt) || v.is(Kind::kFloat) || v.is(Kind::kBigInt);
}

Value raise_not_iterable(Runtime& runtime, Value v) {
  return raise(runtime, "TypeError", "'" + std::string(runtime.type_name(v)) + "' object is not iterable");
}

// The i-th item of a container behind an iterator; false when there is none. Skips deleted entries of a dict.
bool item_at(Runtime& runtime, Value source, size_t& i, Value& item) {
  switch (source.kind()) {
    case Kind::kStr:
    case Kind::kBytes: {
      const auto* text = source.as<Text>();
      if (i >= text->chars) return false;
      const auto at = static_cast<uint32_t>(i);
      item = source.is(Kind::kStr) ? runtime.heap().substring(text, at, at + 1)
                                   : Value::integer(static_cast<unsigned char>(text->text()[i]));
      break;
    }
    case Kind::kByteArray:
      if (i >= source.as<ByteArray>()->data.size()) return false;
      item = Value::integer(static_cast<unsigned char>(source.as<ByteArray>()->data[i]));
      break;
    case Kind::kList:
    case Kind::kTuple:
      if (i >= source.as<Sequence>()->items.size()) return false;
      item = source.as<Sequence>()->items[i];
      break;
    case Kind::kRange: {
      const auto* range = source.as<Range>();
      if (i >= range->length()) return false;
      item = Value::integer(
          static_cast<int64_t>(static_cast<uint64_t>(range->start) + i * static_cast<uint64_t>(range->step)));
      break;
    }
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFrozenSet: {
      const auto& entries = source.as<Dict>()->entries;
      while (i < entries.size() && !entries[i].key.valid()) ++i;
      if (i >= entries.size()) return false;
      item = entries[i].key;
      break;
    }
    default:
      return false;
  }
  ++i;
  return item.valid();
}

bool may_have_more(Value source) {
  if (source.is(Kind::kList) || source.is(Kind::kTuple)) return source.as<Sequence>()->open_ended;
  if (source.is(Kind::kDict) || source.is(Kind::kSet) || source.is(Kind::kFrozenSet)) {
    return source.as<Dict>()->open_ended || !source.as<Dict>()->unknown_keys.empty();
  }
  return false;
}

// iter(callable, sentinel): called until it gives the sentinel.
Value iter_calls(Runtime& runtime, Value callable, Value sentinel) {
  constexpr size_t kMaxCalls = 65'536;
  std::vector<Value> items;
  while (items.size() < kMaxCalls) {
    const Value item = runtime.call(callable, {});
    if (!item.valid() || !runtime.known(item)) return {};
    const auto end = runtime.equal(item, sentinel);
    if (!end || !runtime.spend(1)) return {};
    if (*end) return iterator_of_items(runtime, std::move(items), false);
    items.push_back(item);
  }
  return {};
}

Value iter(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 2)) return {};
  if (args.size() == 2) return iter_calls(runtime, args.positional[0], args.positional[1]);
  if (not_iterable(args.positional[0])) return raise_not_iterable(runtime, args.positional[0]);
  return iterator_over(runtime, args.positional[0]);
}

Value next(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 2) || !args.positional[0].is(Kind::kIterator)) return {};
  Value item;
  switch (next_item(runtime, args.positional[0].as<Iterator>(), item)) {
    case Next::kItem:
      return item;
    case Next::kUnknown:
      return {};
    case Next::kEnd:
      break;
  }
  return args.size() == 2 ? args.positional[1] : raise(runtime, "StopIteration", "");
}

Value enumerate(Runtime& runtime, Value, CallArgs& args) {
  const Value source = args.get(runtime.heap(), 0, "iterable");
  const Value first = args.get(runtime.heap(), 1, "start");
  if (!source.valid() || args.open_ended) return {};
  if (not_iterable(source)) return raise_not_iterable(runtime, source);
  const auto start = first.valid() ? runtime.to_index(first) : std::optional<int64_t>(0);
  auto known = start ? known_items(runtime, source) : std::nullopt;
  if (!known || !runtime.spend(known->items.size())) return {};
  int64_t number = *start;
  for (Value& item : known->items) item = runtime.heap().tuple({Value::integer(number++), item});
  return iterator_of_items(runtime, std::move(known->items), known->endless);
}

std::optional<size_t> size_of(Value v) {
  switch (v.kind()) {
    case Kind::kStr:
    case Kind::kBytes:
      return v.as<Text>()->chars;
    case Kind::kByteArray:
      return v.as<ByteArray>()->data.size();
    case Kind::kList:
    case Kind::kTuple:
      return v.as<Sequence>()->items.size();
    default:
      return std::nullopt;
  }
}

std::optional<Items> first_items(Runtime& runtime, Value instance, size_t count) {
  auto items = runtime.instance_items(instance, count, true);
  if (!items) return std::nullopt;
  return Items{std::move(*items), false};
}

// The items of all arguments side by side, cut at the shortest; nullopt when one is not known.
std::optional<Items> side_by_side(Runtime& runtime, std::span<const Value> sources, std::vector<Items>& columns) {
  Items shape{{}, true};
  size_t length = SIZE_MAX;
  const auto shared = std::count_if(sources.begin(), sources.end(),
                                    [&](Value v) { return v.is(Kind::kIterator) && v.same(sources[0]); });
  if (shared > 1) {
    // zip(*[iter(s)] * n): the columns take turns with one iterator.
    auto known = known_items(runtime, sources[0]);
    if (!known || static_cast<size_t>(shared) != sources.size()) return std::nullopt;
    columns.resize(sources.size());
    shape.items.resize(known->items.size() / sources.size());
    shape.endless = known->endless;
    for (size_t i = 0; i < shape.items.size() * sources.size(); ++i)
      columns[i % sources.size()].items.push_back(known->items[i]);
    return shape;
  }
  // An iterator of the package's own may have no end: no more is asked of it than the others hold.
  size_t enough = SIZE_MAX;
  for (const Value source : sources)
    if (const auto known_size = size_of(source)) enough = std::min(enough, *known_size);
  for (const Value source : sources) {
    if (not_iterable(source)) {
      raise_not_iterable(runtime, source);
      return std::nullopt;
    }
    const bool own = source.is(Kind::kInstance) && enough != SIZE_MAX;
    auto known = own ? first_items(runtime, source, enough) : known_items(runtime, source);
    if (!known) return std::nullopt;
    shape.endless = shape.endless && known->endless;
    length = std::min(length, known->items.size());
    columns.push_back(std::move(*known));
  }
  // An endless one that was cut before the finite ones end leaves items unknown.
  for (const Items& column : columns) {
    if (column.endless && !shape.endless && column.items.size() == length) {
      for (const Items& other : columns) {
        if (!other.endless && other.items.size() > length) return std::nullopt;
      }
    }
  }
  shape.items.resize(columns.empty() ? 0 : length);
  return shape;
}

Value zip(Runtime& runtime, Value, CallArgs& args) {
  if (args.open_ended) return {};
  const Value strict = args.get(runtime.heap(), SIZE_MAX, "strict");
  std::vector<Items> columns;
  auto rows = side_by_side(runtime, args.positional, columns);
  if (!rows) return {};
  if (strict.valid() && runtime.truth(strict) != false) {
    for (const Items& column : columns) {
      if (column.items.size() != rows->items.size()) return {};
    }
  }
  const size_t cells = rows->items.size() * columns.size();
  if (!runtime.heap().fits(cells * sizeof(Value)) || !runtime.spend(cells)) return {};
  for (size_t i = 0; i < rows->items.size(); ++i) {
    std::vector<Value> row;
    for (const Items& column : columns) row.push_back(column.items[i]);
    rows->items[i] = runtime.heap().tuple(std::move(row));
  }
  return iterator_of_items(runtime, std::move(rows->items), rows->endless && !columns.empty());
}

Value map(Runtime& runtime, Value, CallArgs& args) {
  if (args.open_ended || args.size() < 2) return {};
  std::vector<Items> columns;
  auto rows = side_by_side(runtime, std::span(args.positional).subspan(1), columns);
  if (!rows) return {};
  const Value function = args.positional[0];
  for (size_t i = 0; i < rows->items.size(); ++i) {
    CallArgs call;
    for (const Items& column : columns) call.positional.push_back(column.items[i]);
    if (!runtime.spend(1)) return {};
    rows->items[i] = function.is_none() ? call.positional[0] : runtime.call(function, std::move(call));
    if (!rows->items[i].valid()) return {};
  }
  return iterator_of_items(runtime, std::move(rows->items), rows->endless);
}

Value filter(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 2, 2)) return {};
  if (not_iterable(args.positional[1])) return raise_not_iterable(runtime, args.positional[1]);
  auto known = known_items(runtime, args.positional[1]);
  if (!known) return {};
  const Value function = args.positional[0];
  std::vector<Value> kept;
  for (const Value item : known->items) {
    if (!runtime.spend(1)) return {};
    Value verdict = item;
    if (!function.is_none()) {
      CallArgs call;
      call.positional.push_back(item);
      verdict = runtime.call(function, std::move(call));
      if (!verdict.valid()) return {};
    }
    const auto truth = runtime.truth(verdict);
    if (!truth) return {};
    if (*truth) kept.push_back(item);
  }
  return iterator_of_items(runtime, std::move(kept), known->endless);
}

Value reversed(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  const Value source = unwrapped(args.positional[0]);
  if (source.is(Kind::kSet) || source.is(Kind::kFrozenSet) || not_iterable(source)) {
    return raise(runtime, "TypeError", "'" + std::string(runtime.type_name(source)) + "' object is not reversible");
  }
  auto items = source.is(Kind::kIterator) ? std::nullopt : runtime.items_of(source);
  if (!items) return {};
  std::reverse(items->begin(), items->end());
  if (source.is(Kind::kStr) && items->size() > 1) {
    // Joined again it is a decoded text, so its characters remember the step.
    const auto* text = source.as<Text>();
    const Trail trail = runtime.heap().step(text->trail, "reverse");
    for (Value& item : *items) item = runtime.heap().str(std::string(item.as<Text>()->text()), text->origins, trail);
  }
  return iterator_of_items(runtime, std::move(*items));
}

Value sorted(Runtime& runtime, Value, CallArgs& args) {
  if (args.open_ended || args.positional.empty()) return {};
  const Value reverse = args.get(runtime.heap(), SIZE_MAX, "reverse");
  const Value key = args.get(runtime.heap(), SIZE_MAX, "key");
  if (not_iterable(args.positional[0])) return raise_not_iterable(runtime, args.positional[0]);
  auto items = runtime.items_of(args.positional[0]);
  const auto backwards = reverse.valid() ? runtime.truth(reverse) : std::optional(false);
  if (!items || !backwards) return {};
  if (!sort_values(runtime, *items, key.valid() ? key : Value::none(), *backwards)) return {};
  return runtime.heap().list(std::move(*items));
}

Value sum(Runtime& runtime, Value, CallArgs& args) {
  if (args.open_ended || args.positional.empty()) return {};
  const Value start = args.get(runtime.heap(), 1, "start");
  if (not_iterable(args.positional[0])) return raise_not_iterable(runtime, args.positional[0]);
  if (start.is(Kind::kStr)) return raise(runtime, "TypeError", "sum() can't sum strings [use ''.join(seq) instead]");
  if (start.is(Kind::kBytes)) return raise(runtime, "TypeError", "sum() can't sum bytes [use b''.join(seq) instead]");
  const auto items = runtime.items_of(args.positional[0]);
  if (!items) return {};
  Value total = start.valid() ? start : Value::integer(0);
  for (const Value item : *items) {
    total = runtime.binary(python::Op::kAdd, total, item);
    if (!total.valid() || !runtime.spend(1)) return {};
  }
  return total;
}

Value extreme(Runtime& runtime, CallArgs& args, bool largest, std::string_view name) {
  if (args.open_ended || args.positional.empty()) return {};
  Value key = args.get(runtime.heap(), SIZE_MAX, "key");
  const Value fallback = args.get(runtime.heap(), SIZE_MAX, "default");
  if (args.size() == 1 && not_iterable(args.positional[0])) return raise_not_iterable(runtime, args.positional[0]);
  const auto items = args.size() == 1 ? runtime.items_of(args.positional[0]) : std::optional(args.positional);
  if (!items) return {};
  if (items->empty()) {
    if (fallback.valid()) return fallback;
    return raise(runtime, "ValueError", std::string(name) + "() arg is an empty sequence");
  }
  Value best, best_key;
  for (const Value item : *items) {
    Value rank = item;
    if (key.valid() && !key.is_none()) {
      CallArgs call;
      call.positional.push_back(item);
      rank = runtime.call(key, std::move(call));
    }
    if (!rank.valid() || !runtime.spend(1)) return {};
    if (best.valid()) {
      const auto better =
          largest ? runtime.compare(python::Op::kGt, rank, best_key) : runtime.compare(python::Op::kLt, rank, best_key);
      if (!better) return {};
      if (!*better) continue;
    }
    best = item;
    best_key = rank;
  }
  return best;
}

Value min(Runtime& runtime, Value, CallArgs& args) { return extreme(runtime, args, false, "min"); }
Value max(Runtime& runtime, Value, CallArgs& args) { return extreme(runtime, args, true, "max"); }

// any() looks for a true item, all() for a false one.
Value find_truth(Runtime& runtime, CallArgs& args, bool wanted) {
  if (!plain_arguments(args, 1, 1)) return {};
  if (not_iterable(args.positional[0])) return raise_not_iterable(runtime, args.positional[0]);
  const auto items = runtime.items_of(args.positional[0]);
  if (!items) return {};
  bool unknown = false;
  for (const Value item : *items) {
    const auto truth = runtime.truth(item);
    if (truth == wanted) return Value::boolean(wanted);
    if (!truth) unknown = true;
  }
  return unknown ? Value() : Value::boolean(!wanted);
}

Value any(Runtime& runtime, Value, CallArgs& args) { return find_truth(runtime, args, true); }
Value all(Runtime& runtime, Value, CallArgs& args) { return find_truth(runtime, args, false); }

constexpr NativeDef kIterationNatives[] = {
    {"iter", iter},
    {"next", next},
    {"enumerate", enumerate},
    {"zip", zip},
    {"map", map},
    {"filter", filter},
    {"sorted", sorted, "list"},
    {"reversed", reversed},
    {"sum", sum},
    {"min", min},
    {"max", max},
    {"any", any, "bool"},
    {"all", all, "bool"},
};

}  // namespace

Next next_item(Runtime& runtime, Iterator* iterator, Value& item) {
  if (!iterator->source.valid()) {
    if (iterator->next < iterator->items.size()) {
      item = iterator->items[iterator->next++];
      return Next::kItem;
    }
    return iterator->endless ? Next::kUnknown : Next::kEnd;
  }
  if (item_at(runtime, iterator->source, iterator->next, item)) return Next::kItem;
  return may_have_more(iterator->source) ? Next::kUnknown : Next::kEnd;
}

Value iterator_over(Runtime& runtime, Value source) {
  source = unwrapped(source);
  if (source.is(Kind::kIterator)) return source;
  switch (source.kind()) {
    case Kind::kStr:
    case Kind::kBytes:
    case Kind::kByteArray:
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFrozenSet:
    case Kind::kRange:
      break;
    default:
      return {};
  }
  auto* iterator = runtime.heap().make<Iterator>();
  iterator->source = source;
  return Value(iterator);
}

Value iterator_of_items(Runtime& runtime, std::vector<Value> items, bool endless) {
  runtime.heap().charge(items.size() * sizeof(Value));
  auto* iterator = runtime.heap().make<Iterator>();
  iterator->items = std::move(items);
  iterator->endless = endless;
  return Value(iterator);
}

std::optional<Items> known_items(Runtime& runtime, Value v) {
  if (v.is(Kind::kIterator) && v.as<Iterator>()->endless) {
    const auto* iterator = v.as<Iterator>();
    const auto first =
        iterator->items.begin() + static_cast<ptrdiff_t>(std::min(iterator->next, iterator->items.size()));
    return Items{{first, iterator->items.end()}, true};
  }
  auto items = runtime.items_of(v);
  if (!items) return std::nullopt;
  return Items{std::move(*items), false};
}

bool sort_values(Runtime& runtime, std::vector<Value>& items, Value key, bool reverse) {
  struct Ranked {
    Value rank, item;
  };
  std::vector<Ranked> ranked;
  ranked.reserve(items.size());
  for (const Value item : items) {
    Value rank = item;
    if (!key.is_none()) {
      CallArgs call;
      call.positional.push_back(item);
      rank = runtime.call(key, std::move(call));
      if (!rank.valid()) return false;
    }
    ranked.push_back({rank, item});
  }
  if (reverse) std::reverse(ranked.begin(), ranked.end());
  // Once a comparison fails all others answer false, which ends the sort quickly.
  bool failed = false;
  size_t comparisons = 0;
  std::stable_sort(ranked.begin(), ranked.end(), [&](const Ranked& a, const Ranked& b) {
    if (failed) return false;
    if (++comparisons % 16 == 0 && !runtime.spend(16)) failed = true;
    const auto below = failed ? std::nullopt : runtime.less(a.rank, b.rank);
    if (!below) failed = true;
    return below.value_or(false);
  });
  if (failed) return false;
  if (reverse) std::reverse(ranked.begin(), ranked.end());
  for (size_t i = 0; i < items.size(); ++i) items[i] = ranked[i].item;
  return true;
}

std::span<const NativeDef> iteration_natives() { return kIterationNatives; }

}  // namespace antivenom::interpret
