// itertools over known items. Iterators hold their items ahead; endless ones hold the first kEndless.
#include <algorithm>

#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

constexpr size_t kEndless = 4096;
constexpr size_t kCycle = 65536;  // cycle(key) is zipped with whole payloads
constexpr size_t kMost = 1'000'000;

Value iterator(Runtime& runtime, std::vector<Value> items, bool endless = false) {
  if (!runtime.spend(1 + items.size()) || !runtime.heap().charge(items.size() * sizeof(Value))) return {};
  auto* made = runtime.heap().make<Iterator>();
  made->items = std::move(items);
  made->endless = endless;
  return Value(made);
}

// Items of any known iterable; of an endless one those we have, without taking them.
std::optional<std::vector<Value>> some_items(Runtime& runtime, Value v, bool& endless) {
  if (v.is(Kind::kIterator) && v.as<Iterator>()->endless) {
    const auto* it = v.as<Iterator>();
    endless = true;
    return std::vector<Value>(it->items.begin() + static_cast<std::ptrdiff_t>(std::min(it->next, it->items.size())),
                              it->items.end());
  }
  return runtime.items_of(v);
}

Value call1(Runtime& runtime, Value f, Value a) {
  CallArgs given;
  given.positional = {a};
  return runtime.call(f, std::move(given));
}
Value call2(Runtime& runtime, Value f, Value a, Value b) {
  CallArgs given;
  given.positional = {a, b};
  return runtime.call(f, std::move(given));
}

Value chain_all(Runtime& runtime, const std::vector<Value>& parts) {
  std::vector<Value> all;
  bool endless = false;
  for (const Value part : parts) {
    const auto items = endless ? std::nullopt : some_items(runtime, part, endless);
    if (endless && !items) break;
    if (!items || all.size() + items->size() > kMost) return {};
    all.insert(all.end(), items->begin(), items->end());
  }
  return iterator(runtime, std::move(all), endless);
}

Value chain(Runtime& runtime, Value, CallArgs& args) {
  return args.open_ended ? Value() : chain_all(runtime, args.positional);
}
Value from_iterable(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> parts = in.items(0, "iterable");
  return in.ok() ? chain_all(runtime, parts) : Value();
}

Value count(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t start = in.integer_or(0, "start", 0), step = in.integer_or(1, "step", 1);
  constexpr int64_t kFar = int64_t{1} << 45;
  if (!in.ok() || std::abs(start) > kFar || std::abs(step) > kFar) return {};
  std::vector<Value> items;
  for (size_t i = 0; i < kEndless; ++i) items.push_back(Value::integer(start + step * static_cast<int64_t>(i)));
  return iterator(runtime, std::move(items), true);
}

Value cycle(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> items = in.items(0, "iterable");
  if (!in.ok()) return {};
  std::vector<Value> all;
  while (!items.empty() && all.size() < kCycle) all.insert(all.end(), items.begin(), items.end());
  return iterator(runtime, std::move(all), !items.empty());
}

Value repeat(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value item = in.value(0, "object");
  const bool endless = !in.has(1, "times");
  const int64_t times = endless ? static_cast<int64_t>(kEndless) : in.integer(1, "times");
  if (!in.ok() || times > static_cast<int64_t>(kMost)) return {};
  return iterator(runtime, std::vector<Value>(static_cast<size_t>(std::max<int64_t>(times, 0)), item), endless);
}

Value islice(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value source = in.value(0, "iterable");
  const bool one = args.size() == 2;
  const int64_t start = one ? 0 : in.integer_or(1, "start", 0), step = one ? 1 : in.integer_or(3, "step", 1);
  const int64_t stop = one ? in.integer_or(1, "stop", INT64_MAX) : in.integer_or(2, "stop", INT64_MAX);
  if (!in.ok() || start < 0 || stop < 0 || step < 1) return {};
  bool endless = false;
  const auto items = some_items(runtime, source, endless);
  if (!items || (endless && stop > static_cast<int64_t>(items->size()))) return {};
  std::vector<Value> picked;
  const auto end = std::min<int64_t>(stop, static_cast<int64_t>(items->size()));
  for (int64_t i = start; i < end; i += std::min(step, INT64_MAX - i))
    picked.push_back((*items)[static_cast<size_t>(i)]);
  if (endless) source.as<Iterator>()->next += static_cast<size_t>(stop);
  return iterator(runtime, std::move(picked));
}

// Tuples over positions of `pools`, the last running fastest, as far as `keep` allows.
template <class Keep>
Value tuples(Runtime& runtime, const std::vector<const std::vector<Value>*>& pools, Keep keep) {
  std::vector<Value> rows;
  std::vector<size_t> at(pools.size(), 0);
  for (const auto* pool : pools) {
    if (pool->empty()) return iterator(runtime, {});
  }
  for (bool more = true; more;) {
    if (!runtime.spend(1) || rows.size() >= kMost) return {};
    if (keep(at)) {
      std::vector<Value> row;
      for (size_t k = 0; k < pools.size(); ++k) row.push_back((*pools[k])[at[k]]);
      rows.push_back(runtime.heap().tuple(std::move(row)));
    }
    more = false;
    for (size_t k = pools.size(); k-- > 0 && !more;) {
      more = ++at[k] < pools[k]->size();
      if (!more) at[k] = 0;
    }
  }
  return iterator(runtime, std::move(rows));
}

Value product(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t times = in.integer_or(99, "repeat", 1);
  std::vector<std::vector<Value>> sources;
  for (size_t i = 0; i < args.size(); ++i) sources.push_back(in.items(i, "iterable"));
  if (!in.ok() || times < 0 || times > 64) return {};
  std::vector<const std::vector<Value>*> pools;
  for (int64_t t = 0; t < times; ++t) {
    for (const auto& source : sources) pools.push_back(&source);
  }
  return tuples(runtime, pools, [](const std::vector<size_t>&) { return true; });
}

enum class Choice { permutations, combinations, with_replacement };

template <Choice C>
Value choose(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> items = in.items(0, "iterable");
  const int64_t r =
      C == Choice::permutations ? in.integer_or(1, "r", static_cast<int64_t>(items.size())) : in.integer(1, "r");
  if (!in.ok() || r < 0) return {};
  if (C != Choice::with_replacement && r > static_cast<int64_t>(items.size())) return iterator(runtime, {});
  if (r > 64) return {};
  const std::vector<const std::vector<Value>*> pools(static_cast<size_t>(r), &items);
  return tuples(runtime, pools, [](const std::vector<size_t>& at) {
    for (size_t a = 0; a < at.size(); ++a) {
      for (size_t b = a + 1; b < at.size(); ++b) {
        if (C == Choice::permutations ? at[a] == at[b] : C == Choice::combinations ? at[a] >= at[b] : at[a] > at[b])
          return false;
      }
    }
    return true;
  });
}

Value zip_longest(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value fill = in.optional(99, "fillvalue");
  std::vector<std::vector<Value>> columns;
  size_t longest = 0;
  for (size_t i = 0; i < args.size(); ++i) {
    columns.push_back(in.items(i, "iterable"));
    longest = std::max(longest, columns.back().size());
  }
  if (!in.ok() || longest > kMost) return {};
  std::vector<Value> rows;
  for (size_t i = 0; i < longest; ++i) {
    std::vector<Value> row;
    for (const auto& column : columns) row.push_back(i < column.size() ? column[i] : fill);
    rows.push_back(runtime.heap().tuple(std::move(row)));
  }
  return iterator(runtime, std::move(rows));
}

Value starmap(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value function = in.value(0, "function");
  std::vector<Value> results;
  for (const Value row : in.items(1, "iterable")) {
    CallArgs given;
    auto items = runtime.items_of(row);
    if (!items) return {};
    given.positional = std::move(*items);
    results.push_back(runtime.call(function, std::move(given)));
    if (!results.back().valid()) return {};
  }
  return in.ok() ? iterator(runtime, std::move(results)) : Value();
}

Value accumulate(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value function = in.optional(1, "func"), initial = args.get(runtime.heap(), 99, "initial");
  std::vector<Value> sums;
  if (initial.valid() && !initial.is_none()) sums.push_back(initial);
  for (const Value item : in.items(0, "iterable")) {
    const Value sum = sums.empty()         ? item
                      : function.is_none() ? runtime.binary(python::Op::kAdd, sums.back(), item)
                                           : call2(runtime, function, sums.back(), item);
    if (!sum.valid()) return {};
    sums.push_back(sum);
  }
  return in.ok() ? iterator(runtime, std::move(sums)) : Value();
}

enum class Filter { take, drop, keep_false };

template <Filter F>
Value filter(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value function = in.value(0, "predicate"), source = in.value(1, "iterable");
  bool endless = false;
  const auto items = in.ok() ? some_items(runtime, source, endless) : std::nullopt;
  if (!items || (endless && F != Filter::take)) return {};
  std::vector<Value> kept;
  bool dropping = true;
  for (const Value item : *items) {
    bool truth = false;
    if (F != Filter::drop || dropping) {
      const Value answer = function.is_none() ? item : call1(runtime, function, item);
      const auto known = answer.valid() ? runtime.truth(answer) : std::nullopt;
      if (!known) return {};
      truth = *known;
    }
    if (F == Filter::take && !truth) return iterator(runtime, std::move(kept));
    if (F == Filter::drop && dropping && !truth) dropping = false;
    if (F == Filter::take || (F == Filter::drop ? !dropping : !truth)) kept.push_back(item);
  }
  return endless ? Value() : iterator(runtime, std::move(kept));
}

Value compress(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> data = in.items(0, "data"), selectors = in.items(1, "selectors");
  std::vector<Value> kept;
  for (size_t i = 0; i < std::min(data.size(), selectors.size()); ++i) {
    const auto truth = runtime.truth(selectors[i]);
    if (!truth) return {};
    if (*truth) kept.push_back(data[i]);
  }
  return in.ok() ? iterator(runtime, std::move(kept)) : Value();
}

Value groupby(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value function = in.optional(1, "key");
  std::vector<Value> keys;
  std::vector<std::vector<Value>> groups;
  for (const Value item : in.items(0, "iterable")) {
    const Value key = function.is_none() ? item : call1(runtime, function, item);
    const auto same = key.valid() && !keys.empty() ? runtime.equal(keys.back(), key) : std::optional<bool>(false);
    if (!key.valid() || !same) return {};
    if (!*same) {
      keys.push_back(key);
      groups.emplace_back();
    }
    groups.back().push_back(item);
  }
  std::vector<Value> rows;
  for (size_t i = 0; i < keys.size(); ++i) {
    const Value group = iterator(runtime, std::move(groups[i]));
    if (!group.valid()) return {};
    rows.push_back(runtime.heap().tuple({keys[i], group}));
  }
  return in.ok() ? iterator(runtime, std::move(rows)) : Value();
}

Value tee(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> items = in.items(0, "iterable");
  const int64_t n = in.integer_or(1, "n", 2);
  if (!in.ok() || n < 0 || n > 64) return {};
  std::vector<Value> copies;
  for (int64_t i = 0; i < n; ++i) {
    copies.push_back(iterator(runtime, items));
    if (!copies.back().valid()) return {};
  }
  return runtime.heap().tuple(std::move(copies));
}

Value pairwise(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> items = in.items(0, "iterable");
  std::vector<Value> rows;
  for (size_t i = 1; i < items.size(); ++i) rows.push_back(runtime.heap().tuple({items[i - 1], items[i]}));
  return in.ok() ? iterator(runtime, std::move(rows)) : Value();
}

constexpr NativeDef kItertoolsNatives[] = {
    {"itertools.chain", chain},
    {"itertools.chain.from_iterable", from_iterable},
    {"itertools.count", count},
    {"itertools.cycle", cycle},
    {"itertools.repeat", repeat},
    {"itertools.islice", islice},
    {"itertools.product", product},
    {"itertools.permutations", choose<Choice::permutations>},
    {"itertools.combinations", choose<Choice::combinations>},
    {"itertools.combinations_with_replacement", choose<Choice::with_replacement>},
    {"itertools.zip_longest", zip_longest},
    {"itertools.izip_longest", zip_longest},
    {"itertools.starmap", starmap},
    {"itertools.accumulate", accumulate},
    {"itertools.takewhile", filter<Filter::take>},
    {"itertools.dropwhile", filter<Filter::drop>},
    {"itertools.filterfalse", filter<Filter::keep_false>},
    {"itertools.compress", compress},
    {"itertools.groupby", groupby},
    {"itertools.tee", tee, "tuple"},
    {"itertools.pairwise", pairwise},
};

}  // namespace

std::span<const NativeDef> itertools_natives() { return kItertoolsNatives; }

}  // namespace antivenom::interpret
