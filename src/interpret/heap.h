// Owns every object of one package's run, counts its bytes, and shares origin sets and trails.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "interpret/value.h"

namespace antivenom::interpret {

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
  // The one-character str of a code point below 0x110000 (cached for Latin-1).
  Value character(uint32_t code_point);
  // a + b of two str or two bytes; extends a's buffer where possible. Origins are joined, trails joined.
  Value append(const Text* a, const Text* b);
  // Sub-string by characters [begin, end), step 1: shares the buffer. begin <= end <= chars.
  Value substring(const Text* s, uint32_t begin, uint32_t end);
  // Byte offset of the i-th character, i <= chars.
  uint32_t byte_offset(const Text* s, uint32_t i);

  Value integer(const mpz_class& value);   // small ones become immediates
  Value list(std::vector<Value> items);
  Value tuple(std::vector<Value> items);

  // Unknown with origins; `type` may be "".
  Value unknown(Origins origins, std::string_view type = {});
  uint64_t unknowns_made() const { return unknowns_made_; }  // by unknown(): how often something was not known
  Unknown* new_unknown();

  Symbol intern(std::string_view s) { return names_.intern(s); }
  std::string_view text(Symbol s) const { return names_.text(s); }
  Interner& names() { return names_; }
  // Every function and class made so far, in order of creation; grows while code runs.
  std::deque<Function>& functions();

  Origins origin(EventId event);
  Origins join(Origins a, Origins b);
  std::span<const EventId> events(Origins o) const { return origin_sets_[static_cast<uint32_t>(o)]; }
  Trail step(Trail trail, std::string_view name);   // trail followed by one more step
  Trail join(Trail a, Trail b);
  std::span<const Symbol> steps(Trail t) const { return trails_[static_cast<uint32_t>(t)]; }

 private:
  template <class T>
  std::deque<T>& pool();

  static constexpr size_t kMaxOrigins = 48;   // an event's origins beyond that add nothing a person could follow
  static constexpr size_t kMaxTrail = 96;

  uint64_t max_bytes_, max_value_bytes_, used_ = 0;
  bool exhausted_ = false;
  uint64_t unknowns_made_ = 0;
  Interner names_;
  struct Pools;
  Pools* pools_;
  std::vector<std::vector<EventId>> origin_sets_;
  std::map<std::vector<EventId>, uint32_t> origin_ids_;
  std::unordered_map<uint64_t, Origins> join_memo_;
  std::vector<std::vector<Symbol>> trails_;
  std::map<std::vector<Symbol>, uint32_t> trail_ids_;
  Value characters_[256];
};

// Pools: one deque a type, so that objects never move and die in one sweep without recursion.
struct Heap::Pools {
  std::deque<Buffer> buffers;
  std::deque<std::vector<uint32_t>> offset_tables;
  std::deque<BigInt> bigints;
  std::deque<Text> texts;
  std::deque<ByteArray> bytearrays;
  std::deque<Sequence> sequences;
  std::deque<Dict> dicts;
  std::deque<Slice> slices;
  std::deque<Range> ranges;
  std::deque<Iterator> iterators;
  std::deque<Scope> scopes;
  std::deque<Function> functions;
  std::deque<BoundMethod> methods;
  std::deque<Native> natives;
  std::deque<Class> classes;
  std::deque<Instance> instances;
  std::deque<Module> modules;
  std::deque<Code> codes;
  std::deque<Property> properties;
  std::deque<Super> supers;
  std::deque<NamespaceView> views;
  std::deque<Unknown> unknowns;
};

// clang-format off
template <> inline std::deque<Buffer>& Heap::pool<Buffer>() { return pools_->buffers; }
template <> inline std::deque<BigInt>& Heap::pool<BigInt>() { return pools_->bigints; }
template <> inline std::deque<Text>& Heap::pool<Text>() { return pools_->texts; }
template <> inline std::deque<ByteArray>& Heap::pool<ByteArray>() { return pools_->bytearrays; }
template <> inline std::deque<Sequence>& Heap::pool<Sequence>() { return pools_->sequences; }
template <> inline std::deque<Dict>& Heap::pool<Dict>() { return pools_->dicts; }
template <> inline std::deque<Slice>& Heap::pool<Slice>() { return pools_->slices; }
template <> inline std::deque<Range>& Heap::pool<Range>() { return pools_->ranges; }
template <> inline std::deque<Iterator>& Heap::pool<Iterator>() { return pools_->iterators; }
template <> inline std::deque<Scope>& Heap::pool<Scope>() { return pools_->scopes; }
template <> inline std::deque<Function>& Heap::pool<Function>() { return pools_->functions; }
template <> inline std::deque<BoundMethod>& Heap::pool<BoundMethod>() { return pools_->methods; }
template <> inline std::deque<Native>& Heap::pool<Native>() { return pools_->natives; }
template <> inline std::deque<Class>& Heap::pool<Class>() { return pools_->classes; }
template <> inline std::deque<Instance>& Heap::pool<Instance>() { return pools_->instances; }
template <> inline std::deque<Module>& Heap::pool<Module>() { return pools_->modules; }
template <> inline std::deque<Code>& Heap::pool<Code>() { return pools_->codes; }
template <> inline std::deque<Property>& Heap::pool<Property>() { return pools_->properties; }
template <> inline std::deque<Super>& Heap::pool<Super>() { return pools_->supers; }
template <> inline std::deque<NamespaceView>& Heap::pool<NamespaceView>() { return pools_->views; }
template <> inline std::deque<Unknown>& Heap::pool<Unknown>() { return pools_->unknowns; }
// clang-format on

inline std::deque<Function>& Heap::functions() { return pools_->functions; }

template <class T, class... Args>
T* Heap::make(Args&&... args) {
  charge(sizeof(T));
  return &pool<T>().emplace_back(std::forward<Args>(args)...);
}

}  // namespace antivenom::interpret
