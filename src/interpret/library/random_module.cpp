// random, seeded: CPython's Mersenne Twister number for number. Not seeded, everything is unknown.
//
// The generator's state lives in the heap as the bytes of an instance: random.Random(seed), or the module's own
// generator, which is the one instance kept by the builtin class "random._Global".
#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "interpret/library/crypto_core.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {
namespace {

constexpr size_t kWords = 624, kShift = 397;

struct Twister {
  uint32_t state[kWords];
  uint32_t index;

  void init(uint32_t seed) {
    state[0] = seed;
    for (uint32_t i = 1; i < kWords; ++i) state[i] = 1812433253u * (state[i - 1] ^ state[i - 1] >> 30) + i;
    index = kWords;
  }

  void init_by_array(const std::vector<uint32_t>& key) {
    init(19650218u);
    size_t i = 1, j = 0;
    for (size_t k = std::max(kWords, key.size()); k; --k) {
      state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >> 30) * 1664525u) + key[j] + static_cast<uint32_t>(j);
      if (++i >= kWords) state[0] = state[kWords - 1], i = 1;
      if (++j >= key.size()) j = 0;
    }
    for (size_t k = kWords - 1; k; --k) {
      state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >> 30) * 1566083941u) - static_cast<uint32_t>(i);
      if (++i >= kWords) state[0] = state[kWords - 1], i = 1;
    }
    state[0] = 0x80000000u;
  }

  uint32_t next() {
    if (index >= kWords) {
      for (size_t k = 0; k < kWords; ++k) {
        const uint32_t y = (state[k] & 0x80000000u) | (state[(k + 1) % kWords] & 0x7FFFFFFFu);
        state[k] = state[(k + kShift) % kWords] ^ y >> 1 ^ (y & 1 ? 0x9908B0DFu : 0u);
      }
      index = 0;
    }
    uint32_t y = state[index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
  }

  double real() {
    const uint32_t a = next() >> 5, b = next() >> 6;
    return (a * 67108864.0 + b) * (1.0 / 9007199254740992.0);
  }

  uint64_t bits(int k) {  // 1..64
    if (k <= 32) return next() >> (32 - k);
    const uint64_t low = next();
    return low | static_cast<uint64_t>(next() >> (64 - k)) << 32;
  }

  uint64_t below(uint64_t n) {  // n >= 1
    int k = 0;
    while (k < 64 && n >> k) ++k;
    uint64_t r = bits(k);
    while (r >= n) r = bits(k);
    return r;
  }
};
static_assert(std::is_trivially_copyable_v<Twister>);

constexpr std::string_view kRandom = "random.Random";

// The generator a call uses: self's, or the module's. nullptr: not seeded with a known value.
class Generator {
 public:
  Generator(Runtime& runtime, Value self) : runtime_(runtime) {
    owner_ = self.is(Kind::kInstance) ? self.as<Instance>() : global(runtime);
    const auto raw = owner_ ? known_bytes(field_of(owner_)) : std::nullopt;
    known_ = raw && raw->size() == sizeof twister_;
    if (known_) std::memcpy(&twister_, raw->data(), sizeof twister_);
  }
  ~Generator() {
    if (known_) save(runtime_, owner_, &twister_);
  }
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  bool known() const { return known_; }
  Twister* operator->() { return &twister_; }

  static Instance* owner(Runtime& runtime, Value self) {
    if (self.is(Kind::kInstance)) return self.as<Instance>();
    Class* holder = runtime.builtin_class("random._Global");
    const Symbol name = runtime.heap().intern("_generator");
    if (const Value* found = holder->attributes.find(name)) return found->as<Instance>();
    Instance* made = new_builtin_instance(runtime, kRandom);
    holder->attributes.set(name, Value(made));
    return made;
  }

  // A ByteArray is overwritten in place: a draw does not allocate.
  static void save(Runtime& runtime, Instance* owner, const Twister* twister) {
    if (!twister) {
      owner->payload = Value();
      return;
    }
    if (!owner->payload.is(Kind::kByteArray)) owner->payload = Value(runtime.heap().make<ByteArray>());
    owner->payload.as<ByteArray>()->data.assign(reinterpret_cast<const char*>(twister), sizeof *twister);
  }

 private:
  static Value field_of(const Instance* owner) { return owner->payload; }
  static Instance* global(Runtime& runtime) { return owner(runtime, {}); }

  Runtime& runtime_;
  Instance* owner_ = nullptr;
  bool known_ = false;
  Twister twister_{};
};

std::vector<uint32_t> words_of(const mpz_class& n) {
  std::vector<uint32_t> words((mpz_sizeinbase(n.get_mpz_t(), 2) + 31) / 32 + 1, 0);
  size_t count = 0;
  mpz_export(words.data(), &count, -1, 4, 0, 0, n.get_mpz_t());
  words.resize(std::max<size_t>(count, 1));
  return words;
}

// Seeds as random.seed(a, version=2) does. None takes the clock: unknown.
void seed_with(Runtime& runtime, Instance* owner, Value a) {
  Twister twister{};
  std::optional<mpz_class> number;
  if (a.valid() && (a.is(Kind::kInt) || a.is(Kind::kBool) || a.is(Kind::kBigInt))) number = runtime.to_bigint(a);
  const auto raw = a.valid() ? (known_str(a) ? known_str(a) : known_bytes(a)) : std::nullopt;
  if (raw) {
    const std::string text(*raw);
    const auto hashed = digest("SHA512", text);
    const std::string all = text + hashed.value_or("");
    mpz_class n;
    mpz_import(n.get_mpz_t(), all.size(), 1, 1, 1, 0, all.data());
    if (hashed && spend_bytes(runtime, all.size() * 4)) number = n;
  }
  if (a.valid() && a.is(Kind::kFloat)) {  // by its hash, which for whole numbers is the number
    const double d = a.as_float();
    if (d == std::floor(d) && std::fabs(d) < 1e15) number = mpz_class(d);
  }
  if (!number) return Generator::save(runtime, owner, nullptr);
  twister.init_by_array(words_of(abs(*number)));
  Generator::save(runtime, owner, &twister);
}

Value seed(Runtime& runtime, Value self, CallArgs& args) {
  const bool version1 = args.get(runtime.heap(), 1, "version").valid();
  const Value a = args.get(runtime.heap(), 0, "a");
  seed_with(runtime, Generator::owner(runtime, self), version1 || args.open_ended ? Value() : a);
  return Value::none();
}

Value new_random(Runtime& runtime, Value, CallArgs& args) {
  Instance* made = new_builtin_instance(runtime, kRandom);
  seed_with(runtime, made, args.open_ended ? Value() : args.get(runtime.heap(), 0, "x"));
  return Value(made);
}

Value random_real(Runtime& runtime, Value self, CallArgs&) {
  Generator generator(runtime, self);
  return generator.known() ? Value::real(generator->real()) : Value();
}

Value uniform(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const double a = in.real(0, "a"), b = in.real(1, "b");
  Generator generator(runtime, self);
  return in.ok() && generator.known() ? Value::real(a + (b - a) * generator->real()) : Value();
}

Value range_value(Runtime& runtime, Value self, int64_t start, int64_t stop, int64_t step) {
  Generator generator(runtime, self);
  if (!generator.known() || step == 0) return {};
  constexpr int64_t kLimit = int64_t{1} << 62;  // so that the width fits
  if (std::abs(start) >= kLimit / 2 || std::abs(stop) >= kLimit / 2 || std::abs(step) >= kLimit / 2) return {};
  const int64_t width = stop - start;
  const int64_t count = step > 0 ? (width + step - 1) / step : (width + step + 1) / step;
  if (width == 0 || count <= 0)
    return raise(runtime, "ValueError",
                 fmt::format("empty range for randrange() ({}, {}, {})", start, stop, width > 0 ? 1 : step));
  return Value::integer(start + step * static_cast<int64_t>(generator->below(static_cast<uint64_t>(count))));
}

Value randint(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t a = in.integer(0, "a"), b = in.integer(1, "b");
  return in.ok() && b < INT64_MAX / 4 ? range_value(runtime, self, a, b + 1, 1) : Value();
}

Value randrange(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t a = in.integer(0, "start"), step = in.integer_or(2, "step", 1);
  const bool one = in.optional(1, "stop").is_none();
  const int64_t b = one ? a : in.integer(1, "stop");
  return in.ok() ? range_value(runtime, self, one ? 0 : a, b, step) : Value();
}

Value getrandbits(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  int64_t k = in.integer(0, "k");
  Generator generator(runtime, self);
  if (!in.ok() || !generator.known() || k < 0 || k > 1 << 20 || !runtime.spend(1 + static_cast<uint64_t>(k) / 512))
    return {};
  std::vector<uint32_t> words;
  for (; k > 0; k -= 32) words.push_back(k < 32 ? generator->next() >> (32 - k) : generator->next());
  mpz_class n;
  mpz_import(n.get_mpz_t(), words.size(), -1, 4, 0, 0, words.data());
  return runtime.heap().integer(n);
}

Value randbytes(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t n = in.integer(0, "n");
  Generator generator(runtime, self);
  if (!in.ok() || !generator.known() || n < 0 || n > 1 << 20 || !spend_bytes(runtime, static_cast<uint64_t>(n)))
    return {};
  std::string out;  // getrandbits(8 * n) as little-endian bytes
  for (int64_t left = n * 8; left > 0; left -= 32) {
    const uint32_t word = left < 32 ? generator->next() >> (32 - left) : generator->next();
    for (int k = 0; k < std::min<int64_t>(left, 32); k += 8) out += static_cast<char>(word >> k);
  }
  return make_bytes(runtime, out);
}

Value choice(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> items = in.items(0, "seq");
  Generator generator(runtime, self);
  if (!in.ok() || !generator.known()) return {};
  if (items.empty()) return raise(runtime, "IndexError", "Cannot choose from an empty sequence");
  return items[generator->below(items.size())];
}

Value choices(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> items = in.items(0, "population");
  const int64_t k = in.integer_or(9, "k", 1);
  const Value weights = in.optional(1, "weights"), cumulative = in.optional(9, "cum_weights");
  std::vector<double> sums;
  if (!weights.is_none() || !cumulative.is_none()) {
    double total = 0;
    for (const Value w : weights.is_none() ? in.items(9, "cum_weights") : in.items(1, "weights")) {
      const auto number = runtime.to_double(w);
      if (!number) return {};
      total = weights.is_none() ? *number : total + *number;
      sums.push_back(total);
    }
  }
  Generator generator(runtime, self);
  if (!in.ok() || !generator.known() || items.empty() || k < 0 || k > 1 << 22 ||
      !runtime.spend(static_cast<uint64_t>(k)))
    return {};
  if (!sums.empty() && (sums.size() != items.size() || sums.back() <= 0)) return {};
  std::vector<Value> picked;
  for (int64_t i = 0; i < k; ++i) {
    const double r = generator->real();
    size_t at = static_cast<size_t>(r * static_cast<double>(items.size()));
    if (!sums.empty()) {
      const auto end = sums.end() - 1;  // bisect(cum_weights, r * total, 0, n - 1)
      at = static_cast<size_t>(std::upper_bound(sums.begin(), end, r * sums.back()) - sums.begin());
    }
    picked.push_back(items[at]);
  }
  return runtime.heap().list(std::move(picked));
}

Value shuffle(Runtime& runtime, Value self, CallArgs& args) {
  const Value list = args.get(runtime.heap(), 0, "x");
  Generator generator(runtime, self);
  if (!list.valid() || !list.is(Kind::kList)) return {};
  std::vector<Value>& items = list.as<Sequence>()->items;
  if (!generator.known() || list.as<Sequence>()->open_ended || !runtime.spend(1 + items.size())) {
    // In which order is not known any more; the items stay, so that what they hold is not lost.
    list.as<Sequence>()->open_ended = true;
    return Value::none();
  }
  for (size_t i = items.size(); i-- > 1;) std::swap(items[i], items[generator->below(i + 1)]);
  return Value::none();
}

Value sample(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  std::vector<Value> items = in.items(0, "population");
  const int64_t k = in.integer(1, "k");
  Generator generator(runtime, self);
  if (!in.ok() || !generator.known() || in.has(9, "counts")) return {};
  const size_t n = items.size();
  if (k < 0 || static_cast<size_t>(k) > n)
    return raise(runtime, "ValueError", "Sample larger than population or is negative");
  double set_size = 21;  // CPython: a pool for small populations, else a set of taken positions
  if (k > 5) set_size += std::pow(4.0, std::ceil(std::log(static_cast<double>(k * 3)) / std::log(4.0)));
  std::vector<Value> picked;
  std::vector<bool> taken(n);
  for (size_t i = 0; i < static_cast<size_t>(k); ++i) {
    if (static_cast<double>(n) <= set_size) {
      const size_t j = generator->below(n - i);
      picked.push_back(items[j]);
      items[j] = items[n - i - 1];
    } else {
      size_t j = generator->below(n);
      while (taken[j]) j = generator->below(n);
      taken[j] = true;
      picked.push_back(items[j]);
    }
  }
  return runtime.heap().list(std::move(picked));
}

constexpr NativeDef kRandomNatives[] = {
    {"random.Random", new_random, "random.Random"},
    {"random.seed", seed, "None"},
    {"random.Random.seed", seed, "None"},
    {"random.random", random_real, "float"},
    {"random.Random.random", random_real, "float"},
    {"random.uniform", uniform, "float"},
    {"random.Random.uniform", uniform, "float"},
    {"random.randint", randint, "int"},
    {"random.Random.randint", randint, "int"},
    {"random.randrange", randrange, "int"},
    {"random.Random.randrange", randrange, "int"},
    {"random.getrandbits", getrandbits, "int"},
    {"random.Random.getrandbits", getrandbits, "int"},
    {"random.randbytes", randbytes, "bytes"},
    {"random.Random.randbytes", randbytes, "bytes"},
    {"random.choice", choice},
    {"random.Random.choice", choice},
    {"random.choices", choices, "list"},
    {"random.Random.choices", choices, "list"},
    {"random.shuffle", shuffle, "None"},
    {"random.Random.shuffle", shuffle, "None"},
    {"random.sample", sample, "list"},
    {"random.Random.sample", sample, "list"},
};

}  // namespace

std::span<const NativeDef> random_natives() { return kRandomNatives; }

}  // namespace antivenom::interpret
