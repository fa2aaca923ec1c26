#include "interpret/heap.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

// Every how many characters of a non-ASCII str the offset table has an entry.
constexpr uint32_t kOffsetStride = 64;
// Slack kept before a text that something was put in front of; it doubles with the text.
constexpr size_t kMinFront = 64;

}  // namespace

Heap::Heap(uint64_t max_bytes, uint64_t max_value_bytes)
    : max_bytes_(max_bytes), max_value_bytes_(max_value_bytes), pools_(new Pools) {}

Heap::~Heap() { delete pools_; }

bool Heap::charge(uint64_t bytes) {
  if (!fits(bytes)) return false;  // one value too large: the package goes on without it
  if (bytes > max_bytes_ - std::min(used_, max_bytes_)) {
    exhausted_ = true;
    return false;
  }
  used_ += bytes;
  return true;
}

Value Heap::str(std::string_view utf8, Origins origins, Trail trail) {
  const bool ascii = is_ascii(utf8);
  std::string repaired;
  if (!ascii && !is_wtf8(utf8)) {
    // Three times the size at most.
    if (!fits(utf8.size() * 3)) return {};
    repaired = repair_wtf8(utf8);
    utf8 = repaired;
  }
  if (!charge(utf8.size())) return {};
  Buffer* buffer = make<Buffer>();
  buffer->data = utf8;
  Text* text = make<Text>(Kind::kStr, buffer, 0u, static_cast<uint32_t>(utf8.size()));
  text->ascii = ascii;
  text->chars = ascii ? text->size : static_cast<uint32_t>(count_characters(utf8));
  text->origins = origins;
  text->trail = trail;
  return Value(text);
}

Value Heap::bytes(std::string_view raw, Origins origins, Trail trail) {
  if (!charge(raw.size())) return {};
  Buffer* buffer = make<Buffer>();
  buffer->data = raw;
  Text* text = make<Text>(Kind::kBytes, buffer, 0u, static_cast<uint32_t>(raw.size()));
  text->chars = text->size;
  text->origins = origins;
  text->trail = trail;
  return Value(text);
}

Value Heap::literal(Kind kind, std::string_view text) {
  const bool ascii = kind == Kind::kBytes || is_ascii(text);
  if (!ascii && !is_wtf8(text)) return str(text);
  if (!fits(text.size())) return {};
  Text* made = make<Text>(kind, text.data(), static_cast<uint32_t>(text.size()));
  made->ascii = ascii;
  made->chars = ascii ? made->size : static_cast<uint32_t>(count_characters(text));
  return Value(made);
}

Value Heap::character(uint32_t code_point) {
  if (code_point < 256 && characters_[code_point].valid()) return characters_[code_point];
  std::string utf8;
  append_utf8(utf8, code_point);
  Value made = str(utf8);
  if (code_point < 256) characters_[code_point] = made;
  return made;
}

Value Heap::append(const Text* a, const Text* b) {
  const Origins origins = join(a->origins, b->origins);
  const Trail trail = join(a->trail, b->trail);
  if (b->size == 0 && origins == a->origins && trail == a->trail) return Value(const_cast<Text*>(a));
  if (a->size == 0 && origins == b->origins && trail == b->trail) return Value(const_cast<Text*>(b));
  const uint64_t size = uint64_t{a->size} + b->size;
  if (!fits(size)) return {};

  Buffer* buffer = nullptr;
  uint32_t offset = a->offset;
  if (!a->borrowed && a->offset + a->size == a->buffer->data.size()) {
    if (!charge(b->size)) return {};
    buffer = a->buffer;
    if (b->borrowed)
      buffer->data.append(b->text());
    else
      buffer->data.append(b->buffer->data, b->offset, b->size);  // may be the same buffer
  } else if (!b->borrowed && b->offset == b->buffer->front && a->size <= b->buffer->front) {
    if (!charge(a->size)) return {};
    buffer = b->buffer;
    offset = b->offset - a->size;
    // The text of `a` may lie in the same buffer, but never in the free part in front.
    a->text().copy(buffer->data.data() + offset, a->size);
    buffer->front = offset;
  } else {
    // Putting something small in front of something long is likely to go on: leave room for as much again.
    const size_t front = a->size < b->size ? std::max<size_t>(b->size, kMinFront) : 0;
    if (!fits(size + front) || !charge(size + front)) return {};
    buffer = make<Buffer>();
    buffer->data.reserve(front + size);
    buffer->data.assign(front, '\0');
    buffer->data.append(a->text()).append(b->text());
    buffer->front = static_cast<uint32_t>(front);
    offset = buffer->front;
  }
  Text* text = make<Text>(a->kind, buffer, offset, static_cast<uint32_t>(size));
  text->chars = a->chars + b->chars;
  text->ascii = a->ascii && b->ascii;
  text->origins = origins;
  text->trail = trail;
  return Value(text);
}

Value Heap::substring(const Text* s, uint32_t begin, uint32_t end) {
  if (begin == 0 && end == s->chars) return Value(const_cast<Text*>(s));
  const uint32_t from = byte_offset(s, begin);
  const uint32_t to = byte_offset(s, end);
  const bool plain = s->origins == Origins::none && s->trail == Trail::none;
  if (plain && s->kind == Kind::kStr && end - begin == 1) {
    return character(decode_character(s->text(), from).code_point);
  }
  Text* text = s->borrowed ? make<Text>(s->kind, s->literal + from, to - from)
                           : make<Text>(s->kind, s->buffer, s->offset + from, to - from);
  text->chars = end - begin;
  text->ascii = s->ascii || to - from == end - begin;
  text->origins = s->origins;
  text->trail = s->trail;
  return Value(text);
}

uint32_t Heap::byte_offset(const Text* s, uint32_t i) {
  if (s->ascii) return i;
  if (i >= s->chars) return s->size;
  const std::string_view text = s->text();
  if (s->chars <= 2 * kOffsetStride) return static_cast<uint32_t>(skip_characters(text, 0, i));
  if (s->offsets == nullptr) {
    auto* table = &pools_->offset_tables.emplace_back();
    charge(sizeof(uint32_t) * (s->chars / kOffsetStride + 1) + sizeof(*table));
    table->reserve(s->chars / kOffsetStride + 1);
    size_t at = 0;
    for (uint32_t c = 0; c < s->chars; c += kOffsetStride) {
      table->push_back(static_cast<uint32_t>(at));
      at = skip_characters(text, at, kOffsetStride);
    }
    const_cast<Text*>(s)->offsets = table;
  }
  return static_cast<uint32_t>(skip_characters(text, (*s->offsets)[i / kOffsetStride], i % kOffsetStride));
}

Value Heap::integer(const mpz_class& value) {
  if (value.fits_slong_p()) return Value::integer(value.get_si());
  charge(mpz_size(value.get_mpz_t()) * sizeof(mp_limb_t));
  return Value(make<BigInt>(value));
}

Value Heap::list(std::vector<Value> items) {
  charge(items.size() * sizeof(Value));
  Sequence* list = make<Sequence>(Kind::kList);
  list->items = std::move(items);
  return Value(list);
}

Value Heap::tuple(std::vector<Value> items) {
  charge(items.size() * sizeof(Value));
  Sequence* tuple = make<Sequence>(Kind::kTuple);
  tuple->items = std::move(items);
  return Value(tuple);
}

KeptText Heap::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* copy = reinterpret_cast<char*>(arena_.room(text.size()));
  std::memcpy(copy, text.data(), text.size());
  return KeptText({copy, text.size()});
}

KeptValues Heap::keep(std::span<const Value> values) {
  if (values.empty()) return {};
  auto* copy = reinterpret_cast<Value*>(arena_.room(values.size_bytes(), alignof(Value)));
  std::uninitialized_copy(values.begin(), values.end(), copy);
  return {copy, values.size()};
}

Value Heap::unknown(Origins origins, std::string_view type) {
  count_unknown();
  Unknown* unknown = new_unknown();
  unknown->origins = origins;
  if (!type.empty()) unknown->type = intern(type);
  return Value(unknown);
}

Value Heap::undecided(Origins origins) {
  const auto at = static_cast<size_t>(origins);
  if (at >= undecided_.size()) undecided_.resize(origin_sets_.size());
  if (undecided_[at] != nullptr) {
    count_unknown();
    return Value(undecided_[at]);
  }
  const Value made = unknown(origins, "bool");
  undecided_[at] = made.as<Unknown>();
  undecided_[at]->shared = true;
  return made;
}

template <class T>
uint32_t Heap::number_of(InternedLists<T>& lists, std::vector<T>&& list) {
  constexpr size_t kPlace = sizeof(std::vector<T>) + 32;  // in the lists and their index, which grow by doubling
  const size_t known = lists.size(), bytes = list.size() * sizeof(T) + kPlace;
  const uint32_t number = lists.number_of(std::move(list));
  if (number == known) charge(bytes);
  return number;
}

Origins Heap::origin(EventId event) {
  if (event >= single_origins_.size()) single_origins_.resize(event + size_t{1}, Origins::none);
  Origins& single = single_origins_[event];
  if (single != Origins::none) return single;
  return single = static_cast<Origins>(origin_sets_.number_of({event}));
}

Origins Heap::join_sets(Origins a, Origins b) {
  if (a > b) std::swap(a, b);
  const uint64_t pair = static_cast<uint64_t>(a) << 32 | static_cast<uint64_t>(b);
  Joined& known = joined(pair);
  if (known.pair == pair) return known.result;

  const auto& left = origin_sets_[static_cast<uint32_t>(a)];
  const auto& right = origin_sets_[static_cast<uint32_t>(b)];
  std::vector<EventId> set;
  set.reserve(left.size() + right.size());
  std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(set));
  if (set.size() > kMaxOrigins) {
    // The first and the last: where it began, and what happened to it most recently.
    set.erase(set.begin() + kMaxOrigins / 2, set.end() - kMaxOrigins / 2);
  }
  known = {pair, static_cast<Origins>(number_of(origin_sets_, std::move(set)))};
  const Origins result = known.result;
  if (++joins_made_ * 2 > joins_.size()) grow_joins();
  return result;
}

// Where the join of a pair is remembered, or will be.
Heap::Joined& Heap::joined(uint64_t pair) {
  if (joins_.empty()) joins_.resize(kFirstJoins);
  const uint64_t hash = (pair ^ pair >> 29) * 0x9E3779B97F4A7C15ull;
  size_t at = hash >> 32 & (joins_.size() - 1);
  while (joins_[at].pair != 0 && joins_[at].pair != pair) at = (at + 1) & (joins_.size() - 1);
  return joins_[at];
}

void Heap::grow_joins() {
  std::vector<Joined> before(joins_.size() * 2);
  before.swap(joins_);
  for (const Joined& one : before)
    if (one.pair != 0) joined(one.pair) = one;
}

Trail Heap::step(Trail trail, std::string_view name) {
  const Symbol symbol = intern(name);
  const auto& known = trails_[static_cast<uint32_t>(trail)];
  if (known.size() >= kMaxTrail) return trail;
  // Chains of replacements are one step of work to a reader; base64 inside base64 is two.
  const bool repeats = name == "replace" || name == "translate" || name == "chr";
  if (repeats && !known.empty() && known.back() == symbol) return trail;
  std::vector<Symbol> steps = known;
  steps.push_back(symbol);
  return static_cast<Trail>(number_of(trails_, std::move(steps)));
}

Trail Heap::join_trails(Trail a, Trail b) {
  const auto& left = trails_[static_cast<uint32_t>(a)];
  const auto& right = trails_[static_cast<uint32_t>(b)];
  std::vector<Symbol> steps = left;
  for (Symbol symbol : right) {
    if (steps.size() < kMaxTrail && std::find(left.begin(), left.end(), symbol) == left.end()) steps.push_back(symbol);
  }
  if (steps.size() == left.size()) return a;
  return static_cast<Trail>(number_of(trails_, std::move(steps)));
}

}  // namespace antivenom::interpret
