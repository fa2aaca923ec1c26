// What natives and the interpreter ask about values of any kind.

#include <array>
#include <cmath>
#include <limits>

#include "interpret/library.h"
#include "interpret/library/method.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

// How deep a search goes through nested containers.
constexpr unsigned kMaxSearchDepth = 12;
// How many values a search looks at in the time of a step.
constexpr size_t kVisitsOfStep = 32;

// Kinds of values that hold others.
constexpr uint64_t kHolders = [] {
  uint64_t kinds = 0;
  for (Kind kind : {Kind::kList, Kind::kTuple, Kind::kDict, Kind::kSet, Kind::kFrozenSet, Kind::kSlice, Kind::kIterator,
                    Kind::kInstance, Kind::kBoundMethod, Kind::kNative})
    kinds |= uint64_t{1} << static_cast<unsigned>(kind);
  return kinds;
}();

bool holds_others(Value v) { return (kHolders >> static_cast<unsigned>(v.kind()) & 1) != 0; }

Origins own_origins(Value v) { return v.is_object() ? v.object()->origins : Origins::none; }
Trail own_trail(Value v) { return v.is_object() ? v.object()->trail : Trail::none; }

}  // namespace

// Calls visit(value) for `root` and the objects that its containers hold, breadth first, until it returns false. Looks
// at kMaxSearched values at most: what lies beyond is taken to be like the rest. No container is looked into twice, so
// that objects that refer to each other cost no more than they hold. Large ones cost steps.
template <class Visit>
bool Runtime::search(Value root, Visit&& visit) {
  if (!visit(root)) return false;
  if (!holds_others(root)) return true;
  size_t visited = 0;
  const bool whole = search_in(root, visited, visit);
  searched_steps_ += visited / kVisitsOfStep;
  if (visited >= kVisitsOfStep) spend(visited / kVisitsOfStep);
  return whole;
}

template <class Visit>
bool Runtime::search_in(Value root, size_t& visited, Visit&& visit) {
  SearchQueue& queue = search_.queue;
  const uint32_t number = ++search_.number;
  root.object()->searched = number;
  queue[0] = {root.object(), 0};
  size_t queued = 1;
  for (size_t at = 0; at < queued; ++at) {
    const Value value(queue[at].container);
    const unsigned depth = queue[at].depth;
    const auto add = [&](Value inner) __attribute__((always_inline)) {
      if (!inner.valid() || ++visited > kMaxSearched || !inner.is_object()) return true;
      if (!visit(inner)) return false;
      if (!holds_others(inner) || depth >= kMaxSearchDepth || inner.object()->searched == number) return true;
      inner.object()->searched = number;
      queue[queued++] = {inner.object(), depth + 1};
      return true;
    };
    const auto add_all = [&](const std::vector<Value>& values) {
      for (size_t i = 0; i < values.size() && visited < kMaxSearched; ++i) {
        if (!add(values[i])) return false;
      }
      return true;
    };
    switch (value.kind()) {
      case Kind::kList:
      case Kind::kTuple:
        if (!add_all(value.as<Sequence>()->items)) return false;
        break;
      case Kind::kDict:
      case Kind::kSet:
      case Kind::kFrozenSet:
        for (const auto* entries : {&value.as<Dict>()->entries, &value.as<Dict>()->unknown_keys}) {
          for (size_t i = 0; i < entries->size() && visited < kMaxSearched; ++i) {
            if ((*entries)[i].key.valid() && (!add((*entries)[i].key) || !add((*entries)[i].value))) return false;
          }
        }
        break;
      case Kind::kSlice: {
        const auto* slice = value.as<Slice>();
        if (!add(slice->lower) || !add(slice->upper) || !add(slice->step)) return false;
        break;
      }
      case Kind::kIterator:
        if (!add(value.as<Iterator>()->source) || !add_all(value.as<Iterator>()->items)) return false;
        break;
      case Kind::kInstance:
        if (!add(value.as<Instance>()->payload)) return false;
        for (const auto& [name, attribute] : value.as<Instance>()->attributes.items()) {
          if (!add(attribute)) return false;
        }
        break;
      case Kind::kBoundMethod:
        if (!add(value.as<BoundMethod>()->self)) return false;
        break;
      case Kind::kNative:
        if (!add(value.as<Native>()->self)) return false;
        break;
      default:
        break;
    }
    // Nothing that is left can be looked at any more.
    if (visited > kMaxSearched) break;
  }
  return true;
}

uint64_t Range::length() const {
  // In unsigned arithmetic: stop - start may not fit into int64_t.
  if (step > 0) {
    if (start >= stop) return 0;
    return (static_cast<uint64_t>(stop) - static_cast<uint64_t>(start) - 1) / static_cast<uint64_t>(step) + 1;
  }
  if (start <= stop) return 0;
  return (static_cast<uint64_t>(start) - static_cast<uint64_t>(stop) - 1) / (0 - static_cast<uint64_t>(step)) + 1;
}

Value CallArgs::get(const Heap& heap, size_t i, std::string_view keyword) const {
  if (i < positional.size()) return positional[i];
  if (keyword.empty()) return {};
  for (const auto& [name, value] : keywords) {
    if (heap.text(name) == keyword) return value;
  }
  return {};
}

std::optional<bool> Runtime::truth(Value v) {
  switch (v.kind()) {
    case Kind::kInvalid:
    case Kind::kUnknown:
    case Kind::kNotImplemented:
      return std::nullopt;
    case Kind::kNone:
      return false;
    case Kind::kBool:
    case Kind::kInt:
      return v.as_int() != 0;
    case Kind::kFloat:
      return v.as_float() != 0;
    case Kind::kBigInt:
      return sgn(v.as<BigInt>()->value) != 0;
    case Kind::kStr:
    case Kind::kBytes:
      return v.as<Text>()->size != 0;
    case Kind::kByteArray:
      return !v.as<ByteArray>()->data.empty();
    case Kind::kList:
    case Kind::kTuple: {
      const auto* sequence = v.as<Sequence>();
      if (!sequence->items.empty()) return true;
      return sequence->open_ended ? std::nullopt : std::optional(false);
    }
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFrozenSet: {
      const auto* dict = v.as<Dict>();
      if (dict->live > 0 || !dict->unknown_keys.empty()) return true;
      return dict->open_ended ? std::nullopt : std::optional(false);
    }
    case Kind::kRange:
      return v.as<Range>()->length() != 0;
    case Kind::kInstance: {
      // A class of the package may define __bool__ or __len__: the interpreter asks it first.
      const Value payload = v.as<Instance>()->payload;
      if (v.as<Instance>()->cls->builtin) return true;
      return payload.valid() && !payload.is(Kind::kInstance) ? truth(payload) : std::nullopt;
    }
    default:
      return true;
  }
}

std::optional<int64_t> Runtime::to_index(Value v) {
  v = unwrapped(v);
  if (v.is(Kind::kInt) || v.is(Kind::kBool)) return v.as_int();
  return std::nullopt;
}

std::optional<mpz_class> Runtime::to_bigint(Value v) {
  v = unwrapped(v);
  if (v.is(Kind::kInt) || v.is(Kind::kBool)) return mpz_class(static_cast<long>(v.as_int()));
  if (v.is(Kind::kBigInt)) return v.as<BigInt>()->value;
  return std::nullopt;
}

std::optional<double> Runtime::to_double(Value v) {
  v = unwrapped(v);
  if (v.is(Kind::kFloat)) return v.as_float();
  if (v.is(Kind::kInt) || v.is(Kind::kBool)) return static_cast<double>(v.as_int());
  if (!v.is(Kind::kBigInt)) return std::nullopt;
  // mpz_get_d cuts; Python rounds half to even. Keep 64 bits with a sticky last one: converting those rounds once.
  const mpz_class& value = v.as<BigInt>()->value;
  const size_t bits = mpz_sizeinbase(value.get_mpz_t(), 2);
  if (bits > 1024) {
    raise("OverflowError", "int too large to convert to float");
    return std::nullopt;
  }
  if (bits <= 64) {
    const auto low = static_cast<double>(mpz_get_ui(value.get_mpz_t()));
    return sgn(value) < 0 ? -low : low;
  }
  const mpz_class magnitude = abs(value);
  const size_t shift = bits - 64;
  const mpz_class top_part = magnitude >> shift;
  uint64_t top = mpz_get_ui(top_part.get_mpz_t());
  if (mpz_scan1(magnitude.get_mpz_t(), 0) < shift) top |= 1;
  const double result = std::ldexp(static_cast<double>(top), static_cast<int>(shift));
  if (std::isinf(result)) {
    raise("OverflowError", "int too large to convert to float");
    return std::nullopt;
  }
  return sgn(value) < 0 ? -result : result;
}

std::optional<std::string_view> Runtime::to_bytes(Value v, bool accept_str) {
  v = unwrapped(v);
  if (v.is(Kind::kBytes) || (accept_str && v.is(Kind::kStr))) return v.as<Text>()->text();
  if (v.is(Kind::kByteArray)) return std::string_view(v.as<ByteArray>()->data);
  return std::nullopt;
}

namespace {

// Length of a known container, nullopt for what has no or no known length.
std::optional<uint64_t> known_length(Value v) {
  switch (v.kind()) {
    case Kind::kStr:
    case Kind::kBytes:
      return v.as<Text>()->chars;
    case Kind::kByteArray:
      return v.as<ByteArray>()->data.size();
    case Kind::kList:
    case Kind::kTuple:
      return v.as<Sequence>()->open_ended ? std::nullopt : std::optional<uint64_t>(v.as<Sequence>()->items.size());
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFrozenSet: {
      const auto* dict = v.as<Dict>();
      // Unknown keys may equal each other or a known one.
      return dict->open_ended || !dict->unknown_keys.empty() ? std::nullopt : std::optional<uint64_t>(dict->live);
    }
    case Kind::kRange:
      return v.as<Range>()->length();
    case Kind::kNamespace:
      return v.as<NamespaceView>()->names->items().size();
    default:
      return std::nullopt;
  }
}

void append_items(Heap& heap, Value v, std::vector<Value>& out) {
  switch (v.kind()) {
    case Kind::kStr: {
      const auto* text = v.as<Text>();
      for (uint32_t i = 0; i < text->chars; ++i) out.push_back(heap.substring(text, i, i + 1));
      break;
    }
    case Kind::kBytes:
      for (char c : v.as<Text>()->text()) out.push_back(Value::integer(static_cast<unsigned char>(c)));
      break;
    case Kind::kByteArray:
      for (char c : v.as<ByteArray>()->data) out.push_back(Value::integer(static_cast<unsigned char>(c)));
      break;
    case Kind::kList:
    case Kind::kTuple:
      out.insert(out.end(), v.as<Sequence>()->items.begin(), v.as<Sequence>()->items.end());
      break;
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFrozenSet:
      for (const auto& entry : v.as<Dict>()->entries) {
        if (entry.key.valid()) out.push_back(entry.key);
      }
      break;
    case Kind::kNamespace: {
      const auto names = v.as<NamespaceView>()->names->items();
      for (const auto& [name, value] : names)
        if (value.valid()) out.push_back(heap.str(heap.text(name)));
      break;
    }
    case Kind::kRange: {
      const auto* range = v.as<Range>();
      const uint64_t length = range->length();
      for (uint64_t i = 0; i < length; ++i) {
        out.push_back(Value::integer(
            static_cast<int64_t>(static_cast<uint64_t>(range->start) + i * static_cast<uint64_t>(range->step))));
      }
      break;
    }
    default:
      break;
  }
}

}  // namespace

std::optional<std::vector<Value>> Runtime::items_of(Value v, size_t limit) {
  v = unwrapped(v);
  if (v.is(Kind::kInstance)) return instance_items(v, limit);
  std::vector<Value> items;
  Iterator* iterator = v.is(Kind::kIterator) ? v.as<Iterator>() : nullptr;
  const Value source = iterator ? iterator->source : v;
  if (iterator && iterator->endless) return std::nullopt;
  if (source.valid()) {
    const auto length = known_length(source);
    const size_t skipped = iterator ? iterator->next : 0;
    if (!length || *length > limit + skipped || !heap_.fits(*length * sizeof(Value))) return std::nullopt;
    if (!spend(*length / 4 + 1)) return std::nullopt;
    items.reserve(*length);
    append_items(heap_, source, items);
    if (iterator) {
      items.erase(items.begin(), items.begin() + static_cast<ptrdiff_t>(std::min(skipped, items.size())));
      iterator->next = skipped + items.size();
    }
    return items;
  }
  if (!iterator) return std::nullopt;
  const size_t left = iterator->items.size() - std::min(iterator->next, iterator->items.size());
  if (left > limit || !spend(left / 4 + 1)) return std::nullopt;
  items.assign(iterator->items.end() - static_cast<ptrdiff_t>(left), iterator->items.end());
  iterator->next = iterator->items.size();
  return items;
}

Origins Runtime::origins_of(Value v) {
  if (!holds_others(v)) return own_origins(v);
  Origins origins = Origins::none;
  // What a container holds comes from a few places, again and again.
  std::array<Origins, 16> joined{};
  search(v, [&](Value part) {
    const Origins own = own_origins(part);
    Origins& before = joined[static_cast<size_t>(own) % joined.size()];
    if (own == before) return true;
    before = own;
    origins = heap_.join(origins, own);
    return true;
  });
  return origins;
}

Runtime::Marks Runtime::marks_of(Value v) {
  Marks marks, last;
  search(v, [&](Value part) {
    const Marks own{own_origins(part), own_trail(part)};
    if (own.origins == last.origins && own.trail == last.trail) return true;
    marks = {heap_.join(marks.origins, own.origins), heap_.join(marks.trail, own.trail)};
    last = own;
    return true;
  });
  return marks;
}

Trail Runtime::trail_of(Value v) {
  Trail trail = Trail::none;
  search(v, [&](Value part) {
    trail = heap_.join(trail, own_trail(part));
    return true;
  });
  return trail;
}

bool Runtime::known(Value v) {
  return search(v, [](Value part) {
    switch (part.kind()) {
      case Kind::kUnknown:
        return false;
      case Kind::kList:
      case Kind::kTuple:
        return !part.as<Sequence>()->open_ended;
      case Kind::kDict:
      case Kind::kSet:
      case Kind::kFrozenSet:
        return !part.as<Dict>()->open_ended;
      default:
        return true;
    }
  });
}

std::string_view Runtime::type_name(Value v) {
  switch (v.kind()) {
    case Kind::kInvalid:
      return "";
    case Kind::kNone:
      return "NoneType";
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
    case Kind::kBigInt:
      return "int";
    case Kind::kFloat:
      return "float";
    case Kind::kEllipsis:
      return "ellipsis";
    case Kind::kNotImplemented:
      return "NotImplementedType";
    case Kind::kStr:
      return "str";
    case Kind::kBytes:
      return "bytes";
    case Kind::kByteArray:
      return "bytearray";
    case Kind::kList:
      return "list";
    case Kind::kTuple:
      return "tuple";
    case Kind::kDict:
    case Kind::kNamespace:
      return "dict";
    case Kind::kSet:
      return "set";
    case Kind::kFrozenSet:
      return "frozenset";
    case Kind::kSlice:
      return "slice";
    case Kind::kRange:
      return "range";
    case Kind::kIterator:
      return "generator";
    case Kind::kFunction:
      return "function";
    case Kind::kBoundMethod:
      return "method";
    case Kind::kNative:
      if (!v.as<Native>()->self.valid() && is_type_name(v.as<Native>()->def->name)) return "type";
      return "builtin_function_or_method";
    case Kind::kClass:
      return "type";
    case Kind::kInstance:
      return heap_.text(v.as<Instance>()->cls->name);
    case Kind::kModule:
      return "module";
    case Kind::kCode:
      return "code";
    case Kind::kProperty:
      return "property";
    case Kind::kSuper:
      return "super";
    case Kind::kUnknown:
      return heap_.text(v.as<Unknown>()->type);
  }
  return "";
}

}  // namespace antivenom::interpret
