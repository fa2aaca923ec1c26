// Handing out and collecting the items of iterables.
#pragma once

#include <optional>
#include <vector>

#include "interpret/library.h"

namespace antivenom::interpret {

enum class Next : uint8_t { kItem, kEnd, kUnknown };

// The next item of an iterator into `item`. kUnknown: there may be more, but which is not known.
Next next_item(Runtime& runtime, Iterator* iterator, Value& item);

// An iterator over `source`, sharing it; Invalid if it is no known iterable. An iterator is its own.
Value iterator_over(Runtime& runtime, Value source);
Value iterator_of_items(Runtime& runtime, std::vector<Value> items, bool endless = false);

// What is known of an iterable: all its items, or (endless) the first ones.
struct Items {
  std::vector<Value> items;
  bool endless = false;
};
std::optional<Items> known_items(Runtime& runtime, Value v);

// Sorts as list.sort() does. `key` is None or a callable. False: not comparable, or raised.
bool sort_values(Runtime& runtime, std::vector<Value>& items, Value key, bool reverse);

}  // namespace antivenom::interpret
