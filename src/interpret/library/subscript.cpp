// object[index], object[index] = value and del object[index] of builtin containers.

#include <algorithm>

#include "interpret/library/hashable.h"
#include "interpret/library/method.h"
#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/operators.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

// One part of a slice as an int clamped to int64_t; `fallback` for None or nothing. nullopt: not known, or raised.
std::optional<int64_t> slice_part(Runtime& runtime, Value part, int64_t fallback) {
  part = unwrapped(part);
  if (!part.valid() || part.is_none()) return fallback;
  if (const auto index = runtime.to_index(part)) return index;
  if (part.is(Kind::kBigInt)) return sgn(part.as<BigInt>()->value) < 0 ? INT64_MIN : INT64_MAX;
  if (part.kind() < Kind::kIterator) {
    runtime.raise("TypeError", "slice indices must be integers or None or have an __index__ method");
  }
  return std::nullopt;
}

Value slice_text(Runtime& runtime, const Text* text, const Bounds& bounds) {
  Heap& heap = runtime.heap();
  if (bounds.step == 1) {
    const auto begin = static_cast<uint32_t>(bounds.start);
    return heap.substring(text, begin, begin + static_cast<uint32_t>(bounds.count));
  }
  if (!runtime.spend(static_cast<uint64_t>(bounds.count) / 16 + 1)) return {};
  const std::string_view raw = text->text();
  std::string out;
  out.reserve(static_cast<size_t>(bounds.count));
  for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step) {
    if (text->ascii) {
      out += raw[static_cast<size_t>(at)];
    } else {
      const uint32_t offset = heap.byte_offset(text, static_cast<uint32_t>(at));
      out.append(raw, offset, decode_character(raw, offset).size);
    }
  }
  const bool reversed = bounds.step == -1 && bounds.count > 1;
  const Trail trail = reversed ? heap.step(text->trail, "reverse") : text->trail;
  return text->kind == Kind::kStr ? heap.str(out, text->origins, trail) : heap.bytes(out, text->origins, trail);
}

Value slice_bytearray(Runtime& runtime, const ByteArray* array, const Bounds& bounds) {
  Heap& heap = runtime.heap();
  if (!runtime.spend(static_cast<uint64_t>(bounds.count) / 64 + 1) || !heap.charge(static_cast<uint64_t>(bounds.count)))
    return {};
  auto* result = heap.make<ByteArray>();
  for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step) {
    result->data += array->data[static_cast<size_t>(at)];
  }
  result->origins = array->origins;
  result->trail = bounds.step == -1 ? heap.step(array->trail, "reverse") : array->trail;
  return Value(result);
}

Value slice_sequence(Runtime& runtime, Value v, const Slice* slice) {
  const auto* sequence = v.as<Sequence>();
  const auto bounds = slice_bounds(runtime, slice, static_cast<int64_t>(sequence->items.size()));
  if (!bounds) return {};
  Heap& heap = runtime.heap();
  const auto count = static_cast<uint64_t>(bounds->count);
  if (!heap.fits(count * sizeof(Value)) || !runtime.spend(count / 16 + 1)) return {};
  std::vector<Value> items;
  items.reserve(count);
  for (int64_t i = 0, at = bounds->start; i < bounds->count; ++i, at += bounds->step) {
    items.push_back(sequence->items[static_cast<size_t>(at)]);
  }
  const Value result = v.is(Kind::kList) ? heap.list(std::move(items)) : heap.tuple(std::move(items));
  result.as<Sequence>()->open_ended = sequence->open_ended;
  result.as<Sequence>()->origins = sequence->origins;
  return result;
}

Value slice_of(Runtime& runtime, Value object, const Slice* slice) {
  switch (object.kind()) {
    case Kind::kStr:
    case Kind::kBytes: {
      const auto bounds = slice_bounds(runtime, slice, object.as<Text>()->chars);
      return bounds ? slice_text(runtime, object.as<Text>(), *bounds) : Value();
    }
    case Kind::kByteArray: {
      const auto bounds = slice_bounds(runtime, slice, static_cast<int64_t>(object.as<ByteArray>()->data.size()));
      return bounds ? slice_bytearray(runtime, object.as<ByteArray>(), *bounds) : Value();
    }
    case Kind::kList:
    case Kind::kTuple:
      return slice_sequence(runtime, object, slice);
    case Kind::kRange: {
      const auto* range = object.as<Range>();
      const uint64_t length = range->length();
      if (length > INT64_MAX) return {};
      const auto bounds = slice_bounds(runtime, slice, static_cast<int64_t>(length));
      if (!bounds) return {};
      int64_t start = 0, stop = 0, step = 0;
      if (__builtin_mul_overflow(range->step, bounds->step, &step) || step == 0 ||
          __builtin_mul_overflow(bounds->start, range->step, &start) ||
          __builtin_add_overflow(start, range->start, &start) ||
          __builtin_mul_overflow(bounds->stop, range->step, &stop) ||
          __builtin_add_overflow(stop, range->start, &stop)) {
        return {};
      }
      return Value(runtime.heap().make<Range>(start, stop, step));
    }
    default:
      return {};
  }
}

// The position an index means; raises IndexError. nullopt: not known, or raised. `open`: there may be more items.
std::optional<size_t> position(Runtime& runtime, Value index, uint64_t length, bool open, std::string_view what,
                               std::string_view out_of_range) {
  index = unwrapped(index);
  if (!is_int(index)) {
    if (index.valid() && index.kind() < Kind::kIterator) {
      const std::string type(runtime.type_name(index));
      const bool str = what == "string indices";
      runtime.raise("TypeError", std::string(what) + (str ? " must be integers, not '" + type + "'"
                                                          : " must be integers or slices, not " + type));
    }
    return std::nullopt;
  }
  if (index.is(Kind::kBigInt)) {
    runtime.raise("IndexError", "cannot fit 'int' into an index-sized integer");
    return std::nullopt;
  }
  int64_t at = index.as_int();
  if (open && (at < 0 || static_cast<uint64_t>(at) >= length)) return std::nullopt;
  if (at < 0) at += static_cast<int64_t>(length);
  if (at < 0 || static_cast<uint64_t>(at) >= length) {
    runtime.raise("IndexError", out_of_range);
    return std::nullopt;
  }
  return static_cast<size_t>(at);
}

Value item_of_dict(Runtime& runtime, const Dict* dict, Value key) {
  if (const Value* found = runtime.dict_find(dict, key)) return *found;
  if (!runtime.hash(key)) {
    raise_if_unhashable(runtime, key);
    return {};
  }
  if (dict->open_ended || !dict->unknown_keys.empty()) return {};
  if (const auto text = runtime.to_repr(key)) runtime.raise("KeyError", *text);
  return {};
}

// list[slice] = items, or deletion when `items` is empty.
bool replace_slice(Runtime& runtime, std::vector<Value>& list, const Slice* slice, const std::vector<Value>& items,
                   bool erase) {
  const auto bounds = slice_bounds(runtime, slice, static_cast<int64_t>(list.size()));
  if (!bounds || !runtime.spend(list.size() / 64 + items.size() / 16 + 1)) return false;
  if (bounds->step == 1) {
    const auto begin = list.begin() + bounds->start;
    const auto end = begin + std::max<int64_t>(bounds->count, 0);
    if (!runtime.heap().charge(items.size() * sizeof(Value))) return false;
    const auto at = list.erase(begin, end);
    list.insert(at, items.begin(), items.end());
    return true;
  }
  if (erase) {
    std::vector<bool> gone(list.size());
    for (int64_t i = 0, at = bounds->start; i < bounds->count; ++i, at += bounds->step)
      gone[static_cast<size_t>(at)] = true;
    size_t kept = 0;
    for (size_t i = 0; i < list.size(); ++i) {
      if (!gone[i]) list[kept++] = list[i];
    }
    list.resize(kept);
    return true;
  }
  if (items.size() != static_cast<size_t>(bounds->count)) {
    runtime.raise("ValueError", "attempt to assign sequence of size " + std::to_string(items.size()) +
                                    " to extended slice of size " + std::to_string(bounds->count));
    return false;
  }
  for (int64_t i = 0, at = bounds->start; i < bounds->count; ++i, at += bounds->step) {
    list[static_cast<size_t>(at)] = items[static_cast<size_t>(i)];
  }
  return true;
}

// The same for a bytearray; `data` may be a view of itself, so it is copied.
bool replace_bytes(Runtime& runtime, std::string& array, const Slice* slice, std::string data, bool erase) {
  const auto bounds = slice_bounds(runtime, slice, static_cast<int64_t>(array.size()));
  if (!bounds || !runtime.spend((array.size() + data.size()) / 64 + 1)) return false;
  if (bounds->step == 1) {
    if (!runtime.heap().charge(data.size())) return false;
    array.replace(static_cast<size_t>(bounds->start), static_cast<size_t>(bounds->count), data);
    return true;
  }
  if (!erase && data.size() != static_cast<size_t>(bounds->count)) {
    runtime.raise("ValueError", "attempt to assign bytes of size " + std::to_string(data.size()) +
                                    " to extended slice of size " + std::to_string(bounds->count));
    return false;
  }
  std::vector<bool> gone(array.size());
  for (int64_t i = 0, at = bounds->start; i < bounds->count; ++i, at += bounds->step) {
    if (erase) {
      gone[static_cast<size_t>(at)] = true;
    } else {
      array[static_cast<size_t>(at)] = data[static_cast<size_t>(i)];
    }
  }
  if (!erase) return true;
  size_t kept = 0;
  for (size_t i = 0; i < array.size(); ++i) {
    if (!gone[i]) array[kept++] = array[i];
  }
  array.resize(kept);
  return true;
}

bool store_in_bytearray(Runtime& runtime, ByteArray* array, Value index, Value value) {
  if (index.is(Kind::kSlice)) {
    if (const auto data = runtime.to_bytes(value)) {
      return replace_bytes(runtime, array->data, index.as<Slice>(), std::string(*data), false);
    }
    const auto items = runtime.items_of(value);
    if (!items) return false;
    std::string data;
    for (const Value item : *items) {
      const auto byte = runtime.to_index(item);
      if (!byte || *byte < 0 || *byte > 255) return false;
      data += static_cast<char>(*byte);
    }
    return replace_bytes(runtime, array->data, index.as<Slice>(), std::move(data), false);
  }
  const auto at =
      position(runtime, index, array->data.size(), false, "bytearray indices", "bytearray index out of range");
  if (!at) return false;
  const auto byte = runtime.to_index(value);
  if (!byte) return false;
  if (*byte < 0 || *byte > 255) {
    runtime.raise("ValueError", "byte must be in range(0, 256)");
    return false;
  }
  array->data[*at] = static_cast<char>(*byte);
  return true;
}

}  // namespace

std::optional<Bounds> slice_bounds(Runtime& runtime, const Slice* slice, int64_t length) {
  const auto step = slice_part(runtime, slice->step, 1);
  if (!step) return std::nullopt;
  if (*step == 0) {
    runtime.raise("ValueError", "slice step cannot be zero");
    return std::nullopt;
  }
  // -INT64_MIN does not exist; CPython clamps in the same way.
  const int64_t stride = std::max<int64_t>(*step, -INT64_MAX);
  const bool backwards = stride < 0;
  const auto lower = slice_part(runtime, slice->lower, backwards ? INT64_MAX : 0);
  const auto upper = lower ? slice_part(runtime, slice->upper, backwards ? INT64_MIN : INT64_MAX) : std::nullopt;
  if (!upper) return std::nullopt;
  const auto clamp = [&](int64_t at) {
    if (at < 0) at = at < -length ? -1 : at + length;
    if (at < 0) return backwards ? int64_t{-1} : int64_t{0};
    if (at >= length) return backwards ? length - 1 : length;
    return at;
  };
  Bounds bounds{clamp(*lower), clamp(*upper), stride, 0};
  if (backwards ? bounds.stop < bounds.start : bounds.start < bounds.stop) {
    bounds.count =
        backwards ? (bounds.start - bounds.stop - 1) / -stride + 1 : (bounds.stop - bounds.start - 1) / stride + 1;
  }
  return bounds;
}

Value Runtime::subscript(Value object, Value index) {
  object = unwrapped(object);
  if (index.is(Kind::kSlice) && !object.is(Kind::kDict)) return slice_of(*this, object, index.as<Slice>());
  switch (object.kind()) {
    case Kind::kStr:
    case Kind::kBytes: {
      const auto* text = object.as<Text>();
      const bool str = object.is(Kind::kStr);
      const auto at = position(*this, index, text->chars, false, str ? "string indices" : "byte indices",
                               str ? "string index out of range" : "index out of range");
      if (!at) return {};
      if (!str) return Value::integer(static_cast<unsigned char>(text->text()[*at]));
      const auto i = static_cast<uint32_t>(*at);
      return heap_.substring(text, i, i + 1);
    }
    case Kind::kByteArray: {
      const auto& data = object.as<ByteArray>()->data;
      const auto at = position(*this, index, data.size(), false, "bytearray indices", "bytearray index out of range");
      return at ? Value::integer(static_cast<unsigned char>(data[*at])) : Value();
    }
    case Kind::kList:
    case Kind::kTuple: {
      const auto* sequence = object.as<Sequence>();
      const bool list = object.is(Kind::kList);
      const auto at =
          position(*this, index, sequence->items.size(), sequence->open_ended, list ? "list indices" : "tuple indices",
                   list ? "list index out of range" : "tuple index out of range");
      return at ? sequence->items[*at] : Value();
    }
    case Kind::kRange: {
      const auto* range = object.as<Range>();
      const uint64_t length = range->length();
      if (length > INT64_MAX) return {};
      const auto at = position(*this, index, length, false, "range indices", "range object index out of range");
      return at ? Value::integer(range->start + static_cast<int64_t>(*at) * range->step) : Value();
    }
    case Kind::kDict:
      return item_of_dict(*this, object.as<Dict>(), index);
    case Kind::kNone:
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kBigInt:
    case Kind::kSet:
    case Kind::kFrozenSet:
      raise("TypeError", "'" + std::string(type_name(object)) + "' object is not subscriptable");
      return {};
    default:
      return {};
  }
}

bool Runtime::store_subscript(Value object, Value index, Value value) {
  object = unwrapped(object);
  if (object.is(Kind::kDict)) {
    auto* dict = object.as<Dict>();
    if (raise_if_unhashable(*this, index)) return false;
    dict_set(dict, index, value);
    return true;
  }
  if (object.is(Kind::kByteArray)) {
    auto* array = object.as<ByteArray>();
    const bool stored = store_in_bytearray(*this, array, index, value);
    if (stored) {
      array->origins = heap_.join(array->origins, origins_of(value));
      array->trail = heap_.join(array->trail, trail_of(value));
    }
    return stored;
  }
  if (object.is(Kind::kList)) {
    auto* list = object.as<Sequence>();
    if (index.is(Kind::kSlice)) {
      if (list->open_ended) return false;
      const auto items = items_of(value);
      return items && replace_slice(*this, list->items, index.as<Slice>(), *items, false);
    }
    const auto at = position(*this, index, list->items.size(), list->open_ended, "list indices",
                             "list assignment index out of range");
    if (!at) return false;
    list->items[*at] = value;
    return true;
  }
  if (object.kind() < Kind::kIterator && object.valid()) {
    raise("TypeError", "'" + std::string(type_name(object)) + "' object does not support item assignment");
  }
  return false;
}

bool Runtime::delete_subscript(Value object, Value index) {
  object = unwrapped(object);
  if (object.is(Kind::kDict)) {
    auto* dict = object.as<Dict>();
    if (dict_erase(dict, index)) return true;
    if (!hash(index) || dict->open_ended || !dict->unknown_keys.empty()) return false;
    if (const auto text = to_repr(index)) raise("KeyError", *text);
    return false;
  }
  if (object.is(Kind::kByteArray)) {
    auto* array = object.as<ByteArray>();
    if (index.is(Kind::kSlice)) return replace_bytes(*this, array->data, index.as<Slice>(), {}, true);
    const auto at =
        position(*this, index, array->data.size(), false, "bytearray indices", "bytearray index out of range");
    if (at) array->data.erase(*at, 1);
    return at.has_value();
  }
  if (object.is(Kind::kList)) {
    auto* list = object.as<Sequence>();
    if (index.is(Kind::kSlice))
      return !list->open_ended && replace_slice(*this, list->items, index.as<Slice>(), {}, true);
    const auto at = position(*this, index, list->items.size(), list->open_ended, "list indices",
                             "list assignment index out of range");
    if (at) list->items.erase(list->items.begin() + static_cast<ptrdiff_t>(*at));
    return at.has_value();
  }
  if (object.kind() < Kind::kIterator && object.valid()) {
    raise("TypeError", "'" + std::string(type_name(object)) + "' object doesn't support item deletion");
  }
  return false;
}

}  // namespace antivenom::interpret
