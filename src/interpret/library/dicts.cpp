// Hashing and the primitives of dict and set. Hashes are ours, never shown to the analysed code: CPython's are random
// for str and bytes.

#include <bit>
#include <cmath>
#include <functional>

#include "interpret/library.h"
#include "interpret/library/hashable.h"
#include "interpret/library/method.h"

namespace antivenom::interpret {

namespace {

constexpr uint64_t kEntryBytes = sizeof(Dict::Entry) + 48;  // entry and its index node
constexpr size_t kMaxTupleParts = 4096;

uint64_t mix(uint64_t h) {
  h ^= h >> 33;
  h *= 0xff51afd7ed558ccdu;
  h ^= h >> 33;
  h *= 0xc4ceb9fe1a85ec53u;
  return h ^ h >> 33;
}

uint64_t hash_mpz(const mpz_class& value) {
  uint64_t h = sgn(value) < 0 ? 0x9e3779b97f4a7c15u : 1;
  for (size_t i = 0; i < mpz_size(value.get_mpz_t()); ++i)
    h = mix(h ^ mpz_getlimbn(value.get_mpz_t(), static_cast<mp_size_t>(i)));
  return h;
}

uint64_t hash_double(double d) {
  // Equal numbers hash equally: 1 == 1.0 == True.
  if (std::isfinite(d) && d == std::floor(d)) {
    const mpz_class integral(d);
    return integral.fits_slong_p() ? mix(static_cast<uint64_t>(integral.get_si())) : hash_mpz(integral);
  }
  return mix(std::bit_cast<uint64_t>(d) ^ 0x5bd1e995u);
}

// Below, a walk over the entries is faster than an index and needs no memory.
constexpr size_t kIndexedFrom = 9;

// Index of the key's entry, nullopt if it has none. Values that cannot be compared count as different.
std::optional<uint32_t> find_entry(Runtime& runtime, const Dict* dict, Value key, uint64_t hash) {
  bool out_of_steps = false;
  const auto is_it = [&](uint32_t at) {
    const Dict::Entry& entry = dict->entries[at];
    if (entry.hash != hash || !entry.key.valid()) return false;
    if (entry.key.same(key) || runtime.equal(entry.key, key).value_or(false)) return true;
    out_of_steps = !runtime.spend(1);
    return out_of_steps;
  };
  uint32_t found = PositionIndex::kNone;
  if (dict->index.empty()) {
    for (uint32_t at = 0; at < dict->entries.size() && found == PositionIndex::kNone; ++at)
      if (is_it(at)) found = at;
  } else {
    found = dict->index.find(hash, is_it);
  }
  return found == PositionIndex::kNone || out_of_steps ? std::nullopt : std::optional(found);
}

// Brings the last entry into the index, or all of them once they are many.
void index_last(Dict* dict) {
  if (dict->entries.size() < kIndexedFrom && dict->index.empty()) return;
  const size_t first = dict->index.empty() ? 0 : dict->entries.size() - 1;
  for (size_t at = first; at < dict->entries.size(); ++at) {
    if (dict->entries[at].key.valid()) dict->index.add(dict->entries[at].hash, static_cast<uint32_t>(at));
  }
}

// Drops deleted entries once they are the most.
void compact(Dict* dict) {
  if (dict->entries.size() < 4 * dict->live + 64) return;
  std::vector<Dict::Entry> kept;
  kept.reserve(dict->live);
  dict->index.clear();
  for (const auto& entry : dict->entries) {
    if (entry.key.valid()) kept.push_back(entry);
  }
  dict->entries = std::move(kept);
  for (size_t at = 0; dict->entries.size() >= kIndexedFrom && at < dict->entries.size(); ++at)
    dict->index.add(dict->entries[at].hash, static_cast<uint32_t>(at));
}

}  // namespace

std::optional<uint64_t> Runtime::hash(Value key) {
  std::vector<Value> pending{key};
  uint64_t h = 0;
  for (size_t done = 0; !pending.empty(); ++done) {
    if (done > kMaxTupleParts) return std::nullopt;
    const Value v = unwrapped(pending.back());
    pending.pop_back();
    uint64_t part = 0;
    switch (v.kind()) {
      case Kind::kInvalid:
      case Kind::kUnknown:
      case Kind::kByteArray:
      case Kind::kList:
      case Kind::kDict:
      case Kind::kSet:
      case Kind::kSlice:
        return std::nullopt;
      case Kind::kBool:
      case Kind::kInt:
        part = mix(static_cast<uint64_t>(v.as_int()));
        break;
      case Kind::kBigInt:
        part = hash_mpz(v.as<BigInt>()->value);
        break;
      case Kind::kFloat:
        part = hash_double(v.as_float());
        break;
      case Kind::kStr:
      case Kind::kBytes:
        part = std::hash<std::string_view>()(v.as<Text>()->text());
        break;
      case Kind::kTuple:
        if (v.as<Sequence>()->open_ended) return std::nullopt;
        part = 0x345678u + v.as<Sequence>()->items.size();
        pending.insert(pending.end(), v.as<Sequence>()->items.begin(), v.as<Sequence>()->items.end());
        break;
      case Kind::kFrozenSet:
        // Order must not matter; the number of items is enough to find the bucket.
        if (v.as<Dict>()->open_ended || !v.as<Dict>()->unknown_keys.empty()) return std::nullopt;
        part = 0x777u + v.as<Dict>()->live;
        break;
      case Kind::kRange:
        part = mix(v.as<Range>()->length() + 0x51u);
        break;
      case Kind::kNative:
        part = mix(reinterpret_cast<uintptr_t>(v.as<Native>()->def));
        break;
      case Kind::kBoundMethod:
        part = mix(static_cast<uint64_t>(v.as<BoundMethod>()->function.as_int()));
        break;
      default:
        part = mix(static_cast<uint64_t>(v.as_int()) + static_cast<uint64_t>(v.kind()));
        break;
    }
    h = h * 1000003u ^ part;
  }
  return h;
}

const Value* Runtime::dict_find(const Dict* dict, Value key) {
  if (const auto h = hash(key)) {
    const auto at = find_entry(*this, dict, key, *h);
    return at ? &dict->entries[*at].value : nullptr;
  }
  if (!key.is_unknown()) return nullptr;
  for (const auto& entry : dict->unknown_keys) {
    if (entry.key.same(key)) return &entry.value;
  }
  return nullptr;
}

bool raise_if_unhashable(Runtime& runtime, Value key) {
  std::vector<Value> pending{key};
  for (size_t done = 0; !pending.empty() && done < kMaxTupleParts; ++done) {
    const Value v = pending.back();
    pending.pop_back();
    if (v.is(Kind::kTuple)) {
      const auto& items = v.as<Sequence>()->items;
      pending.insert(pending.end(), items.rbegin(), items.rend());
    } else if (v.is(Kind::kList) || v.is(Kind::kDict) || v.is(Kind::kSet) || v.is(Kind::kByteArray)) {
      runtime.raise("TypeError", "unhashable type: '" + std::string(runtime.type_name(v)) + "'");
      return true;
    }
  }
  return false;
}

void Runtime::dict_set(Dict* dict, Value key, Value value) {
  const auto h = hash(key);
  if (!h) {
    for (auto& entry : dict->unknown_keys) {
      if (entry.key.same(key)) {
        entry.value = value;
        return;
      }
    }
    // A loop over unknown data stores under ever new unknown keys: a few of them say as much as all.
    constexpr size_t kMaxUnknownKeys = 256;
    if (dict->unknown_keys.size() >= kMaxUnknownKeys) {
      dict->open_ended = true;
      dict->origins = heap_.join(dict->origins, heap_.join(origins_of(key), origins_of(value)));
      return;
    }
    heap_.charge(sizeof(Dict::Entry));
    dict->unknown_keys.push_back({key, value, 0});
    return;
  }
  if (const auto at = find_entry(*this, dict, key, *h)) {
    dict->entries[*at].value = value;
    return;
  }
  if (!heap_.charge(kEntryBytes)) {
    dict->open_ended = true;
    return;
  }
  compact(dict);
  dict->entries.push_back({key, value, *h});
  index_last(dict);
  ++dict->live;
}

bool Runtime::dict_erase(Dict* dict, Value key) {
  const auto h = hash(key);
  if (!h) return false;
  const auto at = find_entry(*this, dict, key, *h);
  if (!at) return false;
  dict->index.remove(*h, *at);
  dict->entries[*at].key = dict->entries[*at].value = Value();
  --dict->live;
  while (!dict->entries.empty() && !dict->entries.back().key.valid()) dict->entries.pop_back();
  return true;
}

}  // namespace antivenom::interpret
