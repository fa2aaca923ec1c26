// Binary and unary operators and comparisons over values of any kind.

#include "interpret/library/operators.h"

#include <algorithm>

#include "interpret/library/hashable.h"
#include "interpret/library/method.h"
#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"

namespace antivenom::interpret {

namespace {

using python::Op;

bool is_text(Value v) { return v.is(Kind::kStr) || v.is(Kind::kBytes); }
bool is_bytes_like(Value v) { return v.is(Kind::kBytes) || v.is(Kind::kByteArray); }
bool is_sequence(Value v) { return v.is(Kind::kList) || v.is(Kind::kTuple); }
bool is_set_like(Value v) { return v.is(Kind::kSet) || v.is(Kind::kFrozenSet); }

// True if Python's own types decide what the operator does, so that a missing meaning is certainly a TypeError.
bool is_plain(Value v) { return v.valid() && v.kind() < Kind::kIterator; }

std::string type_of(Runtime& runtime, Value v) { return std::string(runtime.type_name(v)); }

Value new_bytearray(Runtime& runtime, std::string data, Value from, Value other) {
  auto* result = runtime.heap().make<ByteArray>();
  result->data = std::move(data);
  for (const Value v : {from, other}) {
    if (!is_text(v) && !v.is(Kind::kByteArray)) continue;
    result->origins =
        runtime.heap().join(result->origins, is_text(v) ? v.as<Text>()->origins : v.as<ByteArray>()->origins);
    result->trail = runtime.heap().join(result->trail, is_text(v) ? v.as<Text>()->trail : v.as<ByteArray>()->trail);
  }
  return Value(result);
}

Value concatenate(Runtime& runtime, Value a, Value b) {
  Heap& heap = runtime.heap();
  if (is_text(a) && a.kind() == b.kind()) return heap.append(a.as<Text>(), b.as<Text>());
  if (is_bytes_like(a) && is_bytes_like(b)) {
    const std::string_view left = *runtime.to_bytes(a), right = *runtime.to_bytes(b);
    if (!heap.charge(left.size() + right.size())) return {};
    std::string data = std::string(left).append(right);
    if (a.is(Kind::kByteArray)) return new_bytearray(runtime, std::move(data), a, b);
    return heap.bytes(data, heap.join(a.as<Text>()->origins, b.as<ByteArray>()->origins),
                      heap.join(a.as<Text>()->trail, b.as<ByteArray>()->trail));
  }
  if (is_sequence(a) && a.kind() == b.kind()) {
    const auto* left = a.as<Sequence>();
    const auto* right = b.as<Sequence>();
    const size_t count = left->items.size() + right->items.size();
    if (!heap.fits(count * sizeof(Value)) || !runtime.spend(count / 16)) return {};
    std::vector<Value> items;
    items.reserve(count);
    items.insert(items.end(), left->items.begin(), left->items.end());
    items.insert(items.end(), right->items.begin(), right->items.end());
    const Value result = a.is(Kind::kList) ? heap.list(std::move(items)) : heap.tuple(std::move(items));
    result.as<Sequence>()->open_ended = left->open_ended || right->open_ended;
    result.as<Sequence>()->origins = heap.join(left->origins, right->origins);
    return result;
  }
  if (!is_plain(b)) return {};
  const std::string left = type_of(runtime, a), right = type_of(runtime, b);
  if (is_bytes_like(a)) return raise(runtime, "TypeError", "can't concat " + right + " to " + left);
  return raise(runtime, "TypeError", "can only concatenate " + left + " (not \"" + right + "\") to " + left);
}

Dict* copy_dict(Runtime& runtime, const Dict* from, Kind kind) {
  auto* copy = runtime.heap().make<Dict>(kind);
  for (const auto& entry : from->entries) {
    if (!entry.key.valid()) continue;
    if (!runtime.spend(1)) break;
    runtime.dict_set(copy, entry.key, entry.value);
  }
  copy->unknown_keys = from->unknown_keys;
  copy->open_ended = from->open_ended;
  copy->origins = from->origins;
  return copy;
}

void add_all(Runtime& runtime, Dict* to, const Dict* from) {
  for (const auto* entries : {&from->entries, &from->unknown_keys}) {
    for (const auto& entry : *entries) {
      if (entry.key.valid() && runtime.spend(1)) runtime.dict_set(to, entry.key, entry.value);
    }
  }
  to->open_ended = to->open_ended || from->open_ended;
  to->origins = runtime.heap().join(to->origins, from->origins);
}

Value set_operation(Runtime& runtime, Op op, const Dict* a, const Dict* b) {
  if (op == Op::kBitOr) {
    Dict* result = copy_dict(runtime, a, a->kind);
    add_all(runtime, result, b);
    return Value(result);
  }
  const bool open = a->open_ended || b->open_ended || !a->unknown_keys.empty() || !b->unknown_keys.empty();
  if (open) return {};
  auto* result = runtime.heap().make<Dict>(a->kind);
  const auto keep = [&](const Dict* from, const Dict* other, bool wanted) {
    for (const auto& entry : from->entries) {
      if (!entry.key.valid() || !runtime.spend(1)) continue;
      if ((runtime.dict_find(other, entry.key) != nullptr) == wanted)
        runtime.dict_set(result, entry.key, Value::none());
    }
  };
  keep(a, b, op == Op::kBitAnd);
  if (op == Op::kBitXor) keep(b, a, false);
  return Value(result);
}

Value unsupported(Runtime& runtime, Op op, Value a, Value b) {
  if (!is_plain(a) || !is_plain(b)) return {};
  return raise(runtime, "TypeError",
               "unsupported operand type(s) for " + std::string(operator_text(op)) + ": '" + type_of(runtime, a) +
                   "' and '" + type_of(runtime, b) + "'");
}

Value multiply(Runtime& runtime, Value sequence, Value count) {
  if (is_int(count)) {
    const mpz_class times = *runtime.to_bigint(count);
    if (sgn(times) <= 0) return repeated(runtime, sequence, 0);
    return times.fits_slong_p() ? repeated(runtime, sequence, times.get_si()) : Value();
  }
  if (!is_plain(count)) return {};
  return raise(runtime, "TypeError", "can't multiply sequence by non-int of type '" + type_of(runtime, count) + "'");
}

// a < b and the like of two sets.
std::optional<bool> compare_sets(Runtime& runtime, Op op, const Dict* a, const Dict* b) {
  if (a->open_ended || b->open_ended || !a->unknown_keys.empty() || !b->unknown_keys.empty()) return std::nullopt;
  if (op == Op::kGt || op == Op::kGtE) {
    std::swap(a, b);
    op = op == Op::kGt ? Op::kLt : Op::kLtE;
  }
  if (op == Op::kLt ? a->live >= b->live : a->live > b->live) return false;
  for (const auto& entry : a->entries) {
    if (!entry.key.valid()) continue;
    if (!runtime.spend(1)) return std::nullopt;
    if (runtime.dict_find(b, entry.key) == nullptr) return false;
  }
  return true;
}

std::optional<bool> order(Runtime& runtime, Op op, Value a, Value b) {
  const Value left = unwrapped(a), right = unwrapped(b);
  if (is_number(left) && is_number(right)) {
    const auto compared = compare_numbers(left, right);
    if (!compared) return false;
    return op == Op::kLt    ? *compared < 0
           : op == Op::kLtE ? *compared <= 0
           : op == Op::kGt  ? *compared > 0
                            : *compared >= 0;
  }
  if (is_set_like(left) && is_set_like(right)) return compare_sets(runtime, op, left.as<Dict>(), right.as<Dict>());
  const bool comparable = (left.kind() == right.kind() && (is_text(left) || is_sequence(left))) ||
                          (is_bytes_like(left) && is_bytes_like(right));
  if (!comparable) {
    if (is_plain(left) && is_plain(right)) {
      runtime.raise("TypeError", "'" + std::string(operator_text(op)) + "' not supported between instances of '" +
                                     type_of(runtime, a) + "' and '" + type_of(runtime, b) + "'");
    }
    return std::nullopt;
  }
  const bool swap = op == Op::kGt || op == Op::kLtE;
  const auto below = swap ? runtime.less(right, left) : runtime.less(left, right);
  if (!below) return std::nullopt;
  return op == Op::kLt || op == Op::kGt ? *below : !*below;
}

std::optional<bool> contains_text(Runtime& runtime, Value item, Value text) {
  const std::string_view haystack = *runtime.to_bytes(text, true);
  if (!runtime.spend(haystack.size() / 64)) return std::nullopt;
  if (text.is(Kind::kStr)) {
    if (item.is(Kind::kStr)) return haystack.find(item.as<Text>()->text()) != std::string_view::npos;
    if (is_plain(item)) {
      runtime.raise("TypeError", "'in <string>' requires string as left operand, not " + type_of(runtime, item));
    }
    return std::nullopt;
  }
  if (const auto needle = runtime.to_bytes(item)) return haystack.find(*needle) != std::string_view::npos;
  if (const auto byte = runtime.to_index(item)) {
    if (*byte >= 0 && *byte < 256) return haystack.find(static_cast<char>(*byte)) != std::string_view::npos;
    runtime.raise("ValueError", "byte must be in range(0, 256)");
  } else if (is_plain(item)) {
    runtime.raise("TypeError", "a bytes-like object is required, not '" + type_of(runtime, item) + "'");
  }
  return std::nullopt;
}

std::optional<bool> contains_item(Runtime& runtime, Value item, const std::vector<Value>& items, bool open) {
  bool unknown = open;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i % kItemsAtOnce == 0 && !runtime.spend(std::min(kItemsAtOnce, items.size() - i))) return std::nullopt;
    if (are_other_numbers(items[i], item)) continue;
    if (items[i].same(item) && !item.is_unknown()) return true;
    const auto same = runtime.equal(items[i], item);
    if (same == true) return true;
    if (!same) unknown = true;
  }
  return unknown ? std::nullopt : std::optional(false);
}

std::optional<bool> contains(Runtime& runtime, Value item, Value container) {
  container = unwrapped(container);
  switch (container.kind()) {
    case Kind::kStr:
    case Kind::kBytes:
    case Kind::kByteArray:
      return contains_text(runtime, unwrapped(item), container);
    case Kind::kList:
    case Kind::kTuple:
      return contains_item(runtime, item, container.as<Sequence>()->items, container.as<Sequence>()->open_ended);
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFrozenSet: {
      const auto* dict = container.as<Dict>();
      if (runtime.dict_find(dict, item) != nullptr) return true;
      if (!runtime.hash(item)) {
        if (!item.is(Kind::kSet) && raise_if_unhashable(runtime, item)) return std::nullopt;
        return dict->live == 0 && dict->unknown_keys.empty() && !dict->open_ended ? std::optional(false) : std::nullopt;
      }
      return dict->open_ended || !dict->unknown_keys.empty() ? std::nullopt : std::optional(false);
    }
    case Kind::kRange: {
      const auto* range = container.as<Range>();
      const auto index = runtime.to_index(item);
      if (!index) return is_plain(item) && !is_number(item) ? std::optional(false) : std::nullopt;
      if (range->step > 0 ? *index < range->start || *index >= range->stop
                          : *index > range->start || *index <= range->stop) {
        return false;
      }
      const uint64_t distance = range->step > 0 ? static_cast<uint64_t>(*index) - static_cast<uint64_t>(range->start)
                                                : static_cast<uint64_t>(range->start) - static_cast<uint64_t>(*index);
      const uint64_t step =
          range->step > 0 ? static_cast<uint64_t>(range->step) : 0 - static_cast<uint64_t>(range->step);
      return distance % step == 0;
    }
    case Kind::kIterator: {
      const auto items = runtime.items_of(container);
      return items ? contains_item(runtime, item, *items, false) : std::nullopt;
    }
    case Kind::kNone:
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kBigInt:
      runtime.raise("TypeError", "argument of type '" + type_of(runtime, container) + "' is not iterable");
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

// Objects that Python may or may not share are nullopt when equal.
std::optional<bool> identical(Runtime& runtime, Value a, Value b) {
  if (a.is_unknown() || b.is_unknown())
    return a.same(b) && !a.as<Unknown>()->shared ? std::optional(true) : std::nullopt;
  if (a.same(b)) return true;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kStr:
    case Kind::kBytes:
    case Kind::kTuple:
    case Kind::kBigInt:
    case Kind::kFrozenSet: {
      const auto same = runtime.equal(a, b);
      return same == false ? std::optional(false) : std::nullopt;
    }
    case Kind::kNative:
      return runtime.equal(a, b);
    case Kind::kBoundMethod:
    case Kind::kNamespace:
      return std::nullopt;
    default:
      return false;
  }
}

}  // namespace

std::string_view operator_text(Op op) {
  switch (op) {
    case Op::kAdd:
      return "+";
    case Op::kSub:
      return "-";
    case Op::kMul:
      return "*";
    case Op::kDiv:
      return "/";
    case Op::kFloorDiv:
      return "//";
    case Op::kMod:
      return "%";
    case Op::kPow:
      return "** or pow()";
    case Op::kMatMul:
      return "@";
    case Op::kLShift:
      return "<<";
    case Op::kRShift:
      return ">>";
    case Op::kBitAnd:
      return "&";
    case Op::kBitOr:
      return "|";
    case Op::kBitXor:
      return "^";
    case Op::kLt:
      return "<";
    case Op::kLtE:
      return "<=";
    case Op::kGt:
      return ">";
    case Op::kGtE:
      return ">=";
    default:
      return "";
  }
}

Value repeated(Runtime& runtime, Value v, int64_t count) {
  Heap& heap = runtime.heap();
  const auto times = static_cast<uint64_t>(std::max<int64_t>(count, 0));
  const auto too_large = [&](uint64_t size) { return size != 0 && times > UINT32_MAX / size; };
  if (is_sequence(v)) {
    const auto* sequence = v.as<Sequence>();
    const size_t size = sequence->items.size();
    if (too_large(size) || !heap.fits(size * times * sizeof(Value)) || !runtime.spend(size * times / 4)) return {};
    std::vector<Value> items;
    items.reserve(size * times);
    for (uint64_t i = 0; i < (size == 0 ? 0 : times); ++i) {
      items.insert(items.end(), sequence->items.begin(), sequence->items.end());
    }
    const Value result = v.is(Kind::kList) ? heap.list(std::move(items)) : heap.tuple(std::move(items));
    result.as<Sequence>()->open_ended = sequence->open_ended;
    result.as<Sequence>()->origins = sequence->origins;
    return result;
  }
  const std::string_view text = *runtime.to_bytes(v, true);
  if (too_large(text.size()) || !heap.fits(text.size() * times) || !runtime.spend(text.size() * times / 64)) return {};
  if (times == 1 && is_text(v)) return v;
  std::string data;
  data.reserve(text.size() * times);
  for (uint64_t i = 0; i < (text.empty() ? 0 : times); ++i) data += text;
  if (v.is(Kind::kByteArray))
    return heap.charge(data.size()) ? new_bytearray(runtime, std::move(data), v, Value::none()) : Value();
  const auto* from = v.as<Text>();
  return v.is(Kind::kStr) ? heap.str(data, from->origins, from->trail) : heap.bytes(data, from->origins, from->trail);
}

Value Runtime::binary(Op op, Value left, Value right) {
  const Value a = unwrapped(left), b = unwrapped(right);
  if (a.is_unknown() || b.is_unknown() || !a.valid() || !b.valid()) {
    // Formatting may still be certain: "%%" % unknown is not, but a str with an unknown inside a tuple is looked at
    // there.
    return {};
  }
  if (is_number(a) && is_number(b)) {
    const Value result = arithmetic(*this, op, a, b);
    const bool floats = a.is(Kind::kFloat) || b.is(Kind::kFloat);
    const bool meaningless = op == Op::kMatMul || (floats && op >= Op::kLShift && op <= Op::kBitXor);
    return !result.valid() && meaningless ? unsupported(*this, op, a, b) : result;
  }
  if (op == Op::kMod && (a.is(Kind::kStr) || is_bytes_like(a))) return percent_format(a, b);
  const bool a_repeats = is_text(a) || is_sequence(a) || a.is(Kind::kByteArray);
  const bool b_repeats = is_text(b) || is_sequence(b) || b.is(Kind::kByteArray);
  if (op == Op::kMul && a_repeats) return multiply(*this, a, b);
  if (op == Op::kMul && b_repeats) return multiply(*this, b, a);
  if (op == Op::kAdd && a_repeats) return concatenate(*this, a, b);
  const bool set_op = op == Op::kBitAnd || op == Op::kBitOr || op == Op::kBitXor || op == Op::kSub;
  if (set_op && is_set_like(a) && is_set_like(b)) return set_operation(*this, op, a.as<Dict>(), b.as<Dict>());
  if (op == Op::kBitOr && a.is(Kind::kDict) && b.is(Kind::kDict)) {
    Dict* result = copy_dict(*this, a.as<Dict>(), Kind::kDict);
    add_all(*this, result, b.as<Dict>());
    return Value(result);
  }
  // Views of a dict are lists here: their set operations are not certain errors.
  if (set_op && (a.is(Kind::kList) || b.is(Kind::kList))) return {};
  return unsupported(*this, op, a, b);
}

Value Runtime::unary(Op op, Value operand) {
  const Value a = unwrapped(operand);
  if (op == Op::kNot) {
    const auto known_truth = truth(a);
    return known_truth ? Value::boolean(!*known_truth) : Value();
  }
  if (is_int(a)) {
    if (op == Op::kUAdd) return a.is(Kind::kBool) ? Value::integer(a.as_int()) : a;
    const mpz_class value = *to_bigint(a);
    return heap_.integer(op == Op::kUSub ? mpz_class(-value) : mpz_class(~value));
  }
  if (a.is(Kind::kFloat) && op != Op::kInvert) return op == Op::kUSub ? Value::real(-a.as_float()) : a;
  if (!is_plain(a)) return {};
  const char* sign = op == Op::kUSub ? "-" : op == Op::kUAdd ? "+" : "~";
  raise("TypeError", "bad operand type for unary " + std::string(sign) + ": '" + type_of(*this, a) + "'");
  return {};
}

std::optional<bool> Runtime::compare(Op op, Value a, Value b) {
  const auto negated = [](std::optional<bool> answer) { return answer ? std::optional(!*answer) : std::nullopt; };
  switch (op) {
    case Op::kEq:
      return equal(a, b);
    case Op::kNotEq:
      return negated(equal(a, b));
    case Op::kLt:
    case Op::kLtE:
    case Op::kGt:
    case Op::kGtE:
      return order(*this, op, a, b);
    case Op::kIn:
      return contains(*this, a, b);
    case Op::kNotIn:
      return negated(contains(*this, a, b));
    case Op::kIs:
      return identical(*this, a, b);
    case Op::kIsNot:
      return negated(identical(*this, a, b));
    default:
      return std::nullopt;
  }
}

}  // namespace antivenom::interpret
