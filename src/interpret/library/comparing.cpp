// == and < over values of any kind, without recursion.

#include <algorithm>

#include "interpret/library.h"
#include "interpret/library/method.h"
#include "interpret/library/numbers.h"

namespace antivenom::interpret {

namespace {

// Pairs compared before giving up; each costs a step as well.
constexpr size_t kMaxPairs = 1'000'000;

bool is_bytes_like(Value v) { return v.is(Kind::kBytes) || v.is(Kind::kByteArray); }
bool is_set_like(Value v) { return v.is(Kind::kSet) || v.is(Kind::kFrozenSet); }
bool is_sequence(Value v) { return v.is(Kind::kList) || v.is(Kind::kTuple); }

std::string_view raw_text(Value v) {
  return v.is(Kind::kByteArray) ? std::string_view(v.as<ByteArray>()->data) : v.as<Text>()->text();
}

bool same_range(const Range* a, const Range* b) {
  const uint64_t length = a->length();
  if (length != b->length()) return false;
  return length == 0 || (a->start == b->start && (length == 1 || a->step == b->step));
}

// True if values of this kind compare by value, so that another kind is certainly different.
bool is_plain(Value v) { return v.kind() < Kind::kIterator && v.valid(); }

struct Pair {
  Value a, b;
};

// Pushes the pairs whose equality decides a == b, or answers at once.
std::optional<bool> compare_dicts(Runtime& runtime, const Dict* a, const Dict* b, bool& unknown,
                                  std::vector<Pair>& pending) {
  if (a->open_ended || b->open_ended || !a->unknown_keys.empty() || !b->unknown_keys.empty()) {
    unknown = true;
    return true;
  }
  if (a->live != b->live) return false;
  for (const auto& entry : a->entries) {
    if (!entry.key.valid()) continue;
    if (!runtime.spend(1)) {
      unknown = true;
      return true;
    }
    const Value* other = runtime.dict_find(b, entry.key);
    if (other == nullptr) return false;
    if (entry.value.valid() && other->valid()) pending.push_back({entry.value, *other});
  }
  return true;
}

// The same for one pair of any kinds; nullopt: not known.
std::optional<bool> compare_pair(Runtime& runtime, Value a, Value b, std::vector<Pair>& pending) {
  if (a.is_unknown() || b.is_unknown()) return std::nullopt;
  if (is_number(a) && is_number(b)) return compare_numbers(a, b) == 0;
  if (a.is(Kind::kStr) && b.is(Kind::kStr)) return a.as<Text>()->text() == b.as<Text>()->text();
  if (is_bytes_like(a) && is_bytes_like(b)) return raw_text(a) == raw_text(b);
  if (is_sequence(a) && a.kind() == b.kind()) {
    const auto* left = a.as<Sequence>();
    const auto* right = b.as<Sequence>();
    if (left == right) return true;
    const bool open = left->open_ended || right->open_ended;
    if (!open && left->items.size() != right->items.size()) return false;
    const size_t count = std::min(left->items.size(), right->items.size());
    // Pushed backwards, so that the first pair is looked at first.
    for (size_t i = count; i-- > 0;) pending.push_back({left->items[i], right->items[i]});
    return open ? std::nullopt : std::optional(true);
  }
  if ((a.is(Kind::kDict) && b.is(Kind::kDict)) || (is_set_like(a) && is_set_like(b))) {
    if (a.object() == b.object()) return true;
    bool unknown = false;
    const auto answer = compare_dicts(runtime, a.as<Dict>(), b.as<Dict>(), unknown, pending);
    return unknown ? std::nullopt : answer;
  }
  if (a.is(Kind::kRange) && b.is(Kind::kRange)) return same_range(a.as<Range>(), b.as<Range>());
  if (a.is(Kind::kSlice) && b.is(Kind::kSlice)) {
    const auto* left = a.as<Slice>();
    const auto* right = b.as<Slice>();
    for (const Pair pair : {Pair{left->step, right->step}, {left->upper, right->upper}, {left->lower, right->lower}}) {
      pending.push_back({pair.a.valid() ? pair.a : Value::none(), pair.b.valid() ? pair.b : Value::none()});
    }
    return true;
  }
  if (a.is(Kind::kNative) && b.is(Kind::kNative)) {
    const auto* left = a.as<Native>();
    const auto* right = b.as<Native>();
    if (left->def != right->def || left->self.valid() != right->self.valid()) return false;
    return !left->self.valid() || left->self.same(right->self);
  }
  if (a.is(Kind::kBoundMethod) && b.is(Kind::kBoundMethod)) {
    const auto* left = a.as<BoundMethod>();
    const auto* right = b.as<BoundMethod>();
    return left->self.same(right->self) && left->function.same(right->function);
  }
  if (a.same(b)) return true;
  if (a.is(Kind::kInstance) || b.is(Kind::kInstance)) {
    // Their classes may define __eq__; an exception or object() of Python itself does not.
    const auto plain = [](Value v) {
      return !v.is(Kind::kInstance) || (v.as<Instance>()->cls->builtin && !v.as<Instance>()->payload.valid());
    };
    return plain(a) && plain(b) ? std::optional(false) : runtime.instance_compare(python::Op::kEq, a, b);
  }
  if (!a.valid() || !b.valid() || a.is(Kind::kNamespace) || b.is(Kind::kNamespace)) return std::nullopt;
  return a.kind() != b.kind() || !is_plain(a) ? std::optional(false) : std::nullopt;
}

Value payload_or_self(Value v) {
  const Value inner = unwrapped(v);
  // Arguments of an exception are no value it stands for.
  return inner.is(Kind::kTuple) && v.is(Kind::kInstance) ? v : inner;
}

}  // namespace

std::optional<bool> Runtime::equal_of_any_kind(Value a, Value b) {
  std::vector<Pair> pending;  // of what two containers hold: most values are none, and cost no allocation
  const auto outermost = compare_pair(*this, payload_or_self(a), payload_or_self(b), pending);
  if (outermost == false || pending.empty()) return outermost;
  bool unknown = !outermost.has_value();
  for (size_t done = 1; !pending.empty(); ++done) {
    if (done >= kMaxPairs || (done % 64 == 63 && !spend(16))) return std::nullopt;
    const Pair pair = pending.back();
    pending.pop_back();
    // Inside containers Python takes the same object for equal without asking (NaN in a list).
    if (pair.a.same(pair.b) && !pair.a.is_unknown()) continue;
    const auto answer = compare_pair(*this, payload_or_self(pair.a), payload_or_self(pair.b), pending);
    if (answer == false) return false;
    if (!answer) unknown = true;
  }
  return unknown ? std::nullopt : std::optional(true);
}

std::optional<bool> Runtime::less(Value a, Value b) {
  constexpr unsigned kMaxDepth = 100;
  for (unsigned depth = 0; depth < kMaxDepth; ++depth) {
    a = payload_or_self(a);
    b = payload_or_self(b);
    if (is_number(a) && is_number(b)) {
      const auto order = compare_numbers(a, b);
      return order ? *order < 0 : false;
    }
    if (a.is(Kind::kStr) && b.is(Kind::kStr)) return a.as<Text>()->text() < b.as<Text>()->text();
    if (is_bytes_like(a) && is_bytes_like(b)) return raw_text(a) < raw_text(b);
    if (a.is_unknown() || b.is_unknown()) return std::nullopt;
    if (a.is(Kind::kInstance) || b.is(Kind::kInstance)) return instance_compare(python::Op::kLt, a, b);
    if (is_set_like(a) && is_set_like(b)) return compare(python::Op::kLt, a, b);
    if (!is_sequence(a) || a.kind() != b.kind()) {
      raise("TypeError", "'<' not supported between instances of '" + std::string(type_name(a)) + "' and '" +
                             std::string(type_name(b)) + "'");
      return std::nullopt;
    }
    // The first items that differ decide.
    const auto* left = a.as<Sequence>();
    const auto* right = b.as<Sequence>();
    const size_t count = std::min(left->items.size(), right->items.size());
    size_t i = 0;
    for (; i < count; ++i) {
      if (left->items[i].same(right->items[i]) && !left->items[i].is_unknown()) continue;
      const auto same = equal(left->items[i], right->items[i]);
      if (!same || !spend(1)) return std::nullopt;
      if (!*same) break;
    }
    if (i == count) {
      if (left->open_ended || right->open_ended) return std::nullopt;
      return left->items.size() < right->items.size();
    }
    a = left->items[i];
    b = right->items[i];
  }
  return std::nullopt;
}

}  // namespace antivenom::interpret
