// Owns every object of one package's run, counts its bytes, and shares origin sets and trails.
#pragma once

#include <bit>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/interned_lists.h"
#include "interpret/value.h"

namespace antivenom::interpret {

// Objects of one type, in chunks: they never move, and die together.
template <class T>
class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    if constexpr (!std::is_trivially_destructible_v<T>) {
      for (size_t i = 0; i < size_; ++i) std::destroy_at(&(*this)[i]);
    }
    for (T* chunk : chunks_) std::allocator<T>().deallocate(chunk, kPerChunk);
  }

  size_t size() const { return size_; }
  T& operator[](size_t i) { return chunks_[i / kPerChunk][i % kPerChunk]; }

  template <class... Args>
  T& emplace_back(Args&&... args) {
    if (size_ == chunks_.size() * kPerChunk) chunks_.push_back(std::allocator<T>().allocate(kPerChunk));
    T* made = std::construct_at(chunks_.back() + size_ % kPerChunk, std::forward<Args>(args)...);
    ++size_;
    return *made;
  }

 private:
  static constexpr size_t kChunkBytes = 32u << 10;
  static constexpr size_t kPerChunk = std::bit_floor(kChunkBytes / sizeof(T));

  std::vector<T*> chunks_;
  size_t size_ = 0;
};

class Heap {
 public:
  Heap(uint64_t max_bytes, uint64_t max_value_bytes);
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;
  ~Heap();

  // Makes an object. Never fails: the caller asks charge() before anything large.
  template <class T, class... Args>
  T* make(Args&&... args);

  // Accounts for `bytes` more; false (and `exhausted`) when the package's or one value's bound would be passed: the
  // caller then gives up the value and returns an unknown.
  bool charge(uint64_t bytes);
  bool fits(uint64_t value_bytes) const { return value_bytes <= max_value_bytes_; }
  bool exhausted() const { return exhausted_; }
  uint64_t used() const { return used_; }

  // str from UTF-8, and bytes. An Invalid value when the size does not fit.
  Value str(std::string_view utf8, Origins origins = Origins::none, Trail trail = Trail::none);
  Value bytes(std::string_view raw, Origins origins = Origins::none, Trail trail = Trail::none);
  // The str or bytes of a literal, which must be kept as long as values are looked at: it is not copied.
  Value literal(Kind kind, std::string_view text);
  // The one-character str of a code point below 0x110000 (cached for Latin-1).
  Value character(uint32_t code_point);
  // a + b of two str or two bytes; extends a's buffer where possible. Origins are joined, trails joined.
  Value append(const Text* a, const Text* b);
  // Sub-string by characters [begin, end), step 1: shares the buffer. begin <= end <= chars.
  Value substring(const Text* s, uint32_t begin, uint32_t end);
  // Byte offset of the i-th character, i <= chars.
  uint32_t byte_offset(const Text* s, uint32_t i);

  Value integer(const mpz_class& value);  // small ones become immediates
  Value list(std::vector<Value> items);
  Value tuple(std::vector<Value> items);

  // Unknown with origins; `type` may be "".
  Value unknown(Origins origins, std::string_view type = {});
  // A bool that nothing decides: the same one for the same origins.
  Value undecided(Origins origins);
  // How often something was not known: by these two, and where one was at hand.
  uint64_t unknowns_made() const { return unknowns_made_; }
  void count_unknown() { ++unknowns_made_; }
  uint64_t texts_made() const;  // str and bytes: how often something was
  Unknown* new_unknown() { return make<Unknown>(); }

  // Copies for values to refer to. Not charged.
  KeptText keep(std::string_view text);
  KeptValues keep(std::span<const Value> values);

  Symbol intern(std::string_view s) { return names_.intern(s); }
  std::string_view text(Symbol s) const { return names_.text(s); }
  Interner& names() { return names_; }
  // Every function and class made so far, in order of creation; grows while code runs.
  Pool<Function>& functions();

  Origins origin(EventId event);
  Origins join(Origins a, Origins b) {
    if (a == b || b == Origins::none) return a;
    return a == Origins::none ? b : join_sets(a, b);
  }
  std::span<const EventId> events(Origins o) const { return origin_sets_[static_cast<uint32_t>(o)]; }
  Trail step(Trail trail, std::string_view name);  // trail followed by one more step
  Trail join(Trail a, Trail b) {
    if (a == b || b == Trail::none) return a;
    return a == Trail::none ? b : join_trails(a, b);
  }
  std::span<const Symbol> steps(Trail t) const { return trails_[static_cast<uint32_t>(t)]; }

 private:
  template <class T>
  Pool<T>& pool();

  Origins join_sets(Origins a, Origins b);  // neither is empty
  Trail join_trails(Trail a, Trail b);
  // The number of a list, charged where it is a new one.
  template <class T>
  uint32_t number_of(InternedLists<T>& lists, std::vector<T>&& list);

  static constexpr size_t kMaxOrigins = 48;  // an event's origins beyond that add nothing a person could follow
  static constexpr size_t kMaxTrail = 96;

  uint64_t max_bytes_, max_value_bytes_, used_ = 0;
  bool exhausted_ = false;
  uint64_t unknowns_made_ = 0;
  Interner names_;
  struct Pools;
  Pools* pools_;
  InternedLists<EventId> origin_sets_;
  struct Joined {
    uint64_t pair = 0;  // both sets; 0 is none
    Origins result = Origins::none;
  };
  static constexpr size_t kFirstJoins = 1'024;  // a power of two, always
  Joined& joined(uint64_t pair);
  void grow_joins();
  std::vector<Joined> joins_;  // open addressing, by a hash of the pair
  size_t joins_made_ = 0;
  std::vector<Unknown*> undecided_;      // by origins; null: not asked for yet
  std::vector<Origins> single_origins_;  // by event; none: not asked for yet
  InternedLists<Symbol> trails_;
  Arena arena_{64u << 10};  // what keep() copied
  Value characters_[256];
};

// Pools: one a type, so that objects never move and die in one sweep without recursion.
struct Heap::Pools {
  Pool<Buffer> buffers;
  Pool<std::vector<uint32_t>> offset_tables;
  Pool<BigInt> bigints;
  Pool<Text> texts;
  Pool<ByteArray> bytearrays;
  Pool<Sequence> sequences;
  Pool<Dict> dicts;
  Pool<Slice> slices;
  Pool<Range> ranges;
  Pool<Iterator> iterators;
  Pool<Scope> scopes;
  Pool<Function> functions;
  Pool<BoundMethod> methods;
  Pool<Native> natives;
  Pool<Class> classes;
  Pool<Instance> instances;
  Pool<Module> modules;
  Pool<Code> codes;
  Pool<Property> properties;
  Pool<Super> supers;
  Pool<NamespaceView> views;
  Pool<Unknown> unknowns;
};

// clang-format off
template <> inline Pool<Buffer>& Heap::pool<Buffer>() { return pools_->buffers; }
template <> inline Pool<BigInt>& Heap::pool<BigInt>() { return pools_->bigints; }
template <> inline Pool<Text>& Heap::pool<Text>() { return pools_->texts; }
template <> inline Pool<ByteArray>& Heap::pool<ByteArray>() { return pools_->bytearrays; }
template <> inline Pool<Sequence>& Heap::pool<Sequence>() { return pools_->sequences; }
template <> inline Pool<Dict>& Heap::pool<Dict>() { return pools_->dicts; }
template <> inline Pool<Slice>& Heap::pool<Slice>() { return pools_->slices; }
template <> inline Pool<Range>& Heap::pool<Range>() { return pools_->ranges; }
template <> inline Pool<Iterator>& Heap::pool<Iterator>() { return pools_->iterators; }
template <> inline Pool<Scope>& Heap::pool<Scope>() { return pools_->scopes; }
template <> inline Pool<Function>& Heap::pool<Function>() { return pools_->functions; }
template <> inline Pool<BoundMethod>& Heap::pool<BoundMethod>() { return pools_->methods; }
template <> inline Pool<Native>& Heap::pool<Native>() { return pools_->natives; }
template <> inline Pool<Class>& Heap::pool<Class>() { return pools_->classes; }
template <> inline Pool<Instance>& Heap::pool<Instance>() { return pools_->instances; }
template <> inline Pool<Module>& Heap::pool<Module>() { return pools_->modules; }
template <> inline Pool<Code>& Heap::pool<Code>() { return pools_->codes; }
template <> inline Pool<Property>& Heap::pool<Property>() { return pools_->properties; }
template <> inline Pool<Super>& Heap::pool<Super>() { return pools_->supers; }
template <> inline Pool<NamespaceView>& Heap::pool<NamespaceView>() { return pools_->views; }
template <> inline Pool<Unknown>& Heap::pool<Unknown>() { return pools_->unknowns; }
// clang-format on

inline Pool<Function>& Heap::functions() { return pools_->functions; }
inline uint64_t Heap::texts_made() const { return pools_->texts.size(); }

// The bytes of an object; the budget counts them once for texts, which decoders need, and two and a half times for
// others, which take time as well. Fixed where the size depends on the standard library: a package runs out at the same
// point on any machine.
template <class T>
inline constexpr uint64_t kCounted = sizeof(T);
template <>
inline constexpr uint64_t kCounted<Dict> = 128;
template <>
inline constexpr uint64_t kCounted<Scope> = 152;
template <>
inline constexpr uint64_t kCounted<Function> = 232;
template <>
inline constexpr uint64_t kCounted<Class> = 184;
template <>
inline constexpr uint64_t kCounted<Instance> = 120;
template <>
inline constexpr uint64_t kCounted<Module> = 104;

template <class T, class... Args>
T* Heap::make(Args&&... args) {
  constexpr bool kText = std::is_same_v<T, Text> || std::is_same_v<T, Buffer>;
  charge(kText ? kCounted<T> : kCounted<T> * 5 / 2);
  return &pool<T>().emplace_back(std::forward<Args>(args)...);
}

}  // namespace antivenom::interpret
