// Values of the abstract interpreter: what Python would hold, or an Unknown that remembers where it came from.
//
// All objects belong to one Heap (heap.h) and die with it at the end of the package: no reference counts, no cycles to
// break, no destructor that recurses over hostile nesting. A Value is two words and is passed by value.
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/interner.h"
#include "base/position_index.h"
#include "facts/facts.h"
#include "python/tree.h"

namespace antivenom::knowledge {
struct Api;
}

namespace antivenom::interpret {

class Interpreter;
struct Object;
struct Unit;

// clang-format off
enum class Kind : uint8_t {
  kInvalid,  // no value: "not computed" of a native, an unbound variable
  // immediate
  kNone, kBool, kInt, kFloat, kEllipsis, kNotImplemented,
  // objects
  kBigInt, kStr, kBytes, kByteArray, kList, kTuple, kDict, kSet, kFrozenSet, kSlice, kRange, kIterator,
  kFunction, kBoundMethod, kNative, kClass, kInstance, kModule, kCode, kProperty, kSuper, kNamespace,
  kUnknown,
};
// clang-format on

class Value {
 public:
  constexpr Value() : kind_(Kind::kInvalid), int_(0) {}
  static Value none() { return Value(Kind::kNone, 0); }
  static Value boolean(bool b) { return Value(Kind::kBool, b ? 1 : 0); }
  static Value integer(int64_t i) { return Value(Kind::kInt, i); }
  static Value real(double d) {
    Value v(Kind::kFloat, 0);
    v.float_ = d;
    return v;
  }
  static Value ellipsis() { return Value(Kind::kEllipsis, 0); }
  static Value not_implemented() { return Value(Kind::kNotImplemented, 0); }
  explicit Value(Object* object);

  Kind kind() const { return kind_; }
  bool valid() const { return kind_ != Kind::kInvalid; }
  bool is(Kind k) const { return kind_ == k; }
  bool is_none() const { return kind_ == Kind::kNone; }
  bool is_unknown() const { return kind_ == Kind::kUnknown; }
  bool is_object() const { return kind_ >= Kind::kBigInt; }
  bool as_bool() const { return int_ != 0; }
  int64_t as_int() const { return int_; }  // kBool and kInt
  double as_float() const { return float_; }
  Object* object() const { return object_; }

  // The object as T, which must be the type of this kind.
  template <class T>
  T* as() const {
    return static_cast<T*>(object_);
  }
  // Identity: same object, or same immediate.
  bool same(Value other) const { return kind_ == other.kind_ && int_ == other.int_; }

 private:
  Value(Kind kind, int64_t i) : kind_(kind), int_(i) {}
  Kind kind_;
  union {
    int64_t int_;
    double float_;
    Object* object_;
  };
};
static_assert(sizeof(Value) == 16);

// A set of events a value came from; hash-consed by the heap, 0 is the empty set.
enum class Origins : uint32_t { none = 0 };
// The decoding steps behind a computed value, in order; hash-consed by the heap, 0 is "a plain literal".
enum class Trail : uint32_t { none = 0 };

struct Object {
  explicit Object(Kind k) : kind(k) {}
  Kind kind;
  uint32_t searched = 0;  // the last search through nested containers that looked into it
  // Its own, without those of what it holds. Of a container: what was added as an unknown whole.
  Origins origins = Origins::none;
  Trail trail = Trail::none;  // of text, bytes, code and unknowns
};

inline Value::Value(Object* object) : kind_(object->kind), object_(object) {}

struct BigInt : Object {
  explicit BigInt(mpz_class v) : Object(Kind::kBigInt), value(std::move(v)) {}
  mpz_class value;
};

// Growing text shared by the strings that are prefixes or slices of it. Only Heap::append writes to it, at its end.
struct Buffer {
  std::string data;
  uint32_t front = 0;  // bytes before it are free, for text put in front (`s = c + s`)
};

// str (UTF-8, lone surrogates as WTF-8) or bytes; immutable. Slices share the buffer; `s + t` extends it in place when
// s ends where the buffer ends, so that building a string letter by letter costs linear time without reference counts.
// A view from text() is valid until the next allocation on the heap.
struct Text : Object {
  Text(Kind k, Buffer* b, uint32_t o, uint32_t n) : Object(k), buffer(b), offset(o), size(n) {}
  Text(Kind k, const char* l, uint32_t n) : Object(k), borrowed(true), literal(l), size(n) {}
  bool borrowed = false;  // from a literal of the source, whose tree is kept as long as its code may run
  bool ascii = true;      // one byte a character: O(1) indexing (always true for bytes)
  enum class Tagged : uint8_t { kUnasked, kNo, kYes };
  mutable Tagged tagged = Tagged::kUnasked;  // whether it has tags of knowledge/text, once somebody asked
  union {
    Buffer* buffer;
    const char* literal;  // if borrowed
  };
  uint32_t offset = 0, size;                 // bytes; the offset is into the buffer
  uint32_t chars = 0;                        // code points of a str; = size for bytes
  std::vector<uint32_t>* offsets = nullptr;  // of a non-ASCII str: byte offset of every 64th character, made on demand
  std::string_view text() const { return {borrowed ? literal : buffer->data.data() + offset, size}; }
};

struct ByteArray : Object {
  ByteArray() : Object(Kind::kByteArray) {}
  std::string data;
};

// list and tuple.
struct Sequence : Object {
  explicit Sequence(Kind k) : Object(k) {}
  std::vector<Value> items;
  bool open_ended = false;  // there may be more items than we know (a list extended by an unknown)
  bool unordered = false;   // which item stands where is not known
};

// dict, set and frozenset: insertion-ordered. Keys that are unknown are kept in `unknown_keys`.
struct Dict : Object {
  explicit Dict(Kind k) : Object(k) {}
  struct Entry {
    Value key, value;  // key invalid: deleted
    uint64_t hash;
  };
  std::vector<Entry> entries;
  PositionIndex index;  // by hash; empty while there are few entries
  size_t live = 0;
  std::vector<Entry> unknown_keys;  // key is an Unknown (hash unused)
  bool open_ended = false;
};

struct Slice : Object {
  Slice(Value l, Value u, Value s) : Object(Kind::kSlice), lower(l), upper(u), step(s) {}
  Value lower, upper, step;
};

struct Range : Object {
  Range(int64_t a, int64_t b, int64_t s) : Object(Kind::kRange), start(a), stop(b), step(s) {}
  int64_t start, stop, step;  // step != 0
  uint64_t length() const;
};

// An iterator, or a finished generator: items computed ahead, handed out one by one. `source` allows laziness over
// ranges and containers without copying them.
struct Iterator : Object {
  Iterator() : Object(Kind::kIterator) {}
  Value source;  // a list, tuple, str, bytes, range, dict, ...; invalid: `items`
  std::vector<Value> items;
  size_t next = 0;
  bool endless = false;  // count(), cycle(), repeat(): items are only the first ones
  Value returned;        // of a generator: what `yield from` gives
};

// Variables of a scope, attributes of an object. Writes go through Interpreter::store so that branches can be undone.
class Namespace {
 public:
  // Valid until the next set().
  const Value* find(Symbol name) const {
    const uint32_t at = position(name);
    return at != PositionIndex::kNone && items_[at].second.valid() ? &items_[at].second : nullptr;
  }
  void set(Symbol name, Value value);  // not journaled: for the interpreter's own use
  void erase(Symbol name);
  const std::vector<std::pair<Symbol, Value>>& items() const { return items_; }  // invalid value: erased

 private:
  static constexpr size_t kIndexedFrom = 12;  // below, a linear search is faster than a hash table

  uint32_t position(Symbol name) const {
    if (index_.empty()) {
      for (size_t i = 0; i < items_.size(); ++i)
        if (items_[i].first == name) return static_cast<uint32_t>(i);
      return PositionIndex::kNone;
    }
    return index_.find(static_cast<uint64_t>(name), [&](uint32_t at) { return items_[at].first == name; });
  }

  std::vector<std::pair<Symbol, Value>> items_;
  PositionIndex index_;  // by symbol; empty while there are few
};

// One scope of running code: locals, the enclosing function's scope, the module's globals.
struct Scope {
  Namespace names;
  Scope* enclosing = nullptr;  // for closures; null at module level
  Namespace* globals = nullptr;
  std::vector<Symbol> declared_global, declared_nonlocal;
  bool is_class = false;
  bool is_module = false;  // names live in *globals
};

struct Class;

struct Function : Object {
  Function() : Object(Kind::kFunction) {}
  Unit* unit = nullptr;
  python::NodeId node{};  // FunctionDef or Lambda
  Scope* enclosing = nullptr;
  Namespace* globals = nullptr;
  Symbol name{}, qualified{};
  std::vector<Value> defaults;  // by position in Parameters; invalid: none
  Class* owner = nullptr;       // class it was defined in, for super() and __class__
  bool is_static = false, is_classmethod = false, is_generator = false, is_async = false;
  Namespace attributes;
  Value code;  // what f.__code__ was set to; Invalid: its own
  // Bookkeeping of the interpreter.
  const knowledge::Api* api = nullptr;  // what it is known as, in a copy of a known library; once asked_api
  bool asked_api = false;
  uint32_t calls = 0, calls_with_events = 0, calls_with_unknowns = 0;
  uint32_t calls_in_vain = 0;   // in a row, with known arguments, that gave nothing that is known
  bool barren = false;          // its last run gave nothing known and showed nothing new outside
  bool asked_at_large = false;  // what waits for one value was looked for: from here on it may be passed over
  bool called = false;
  Value summary;                            // join of what it returned, used once it was run often enough
  uint64_t step_limit = 0, heap_limit = 0;  // for the calls below the outermost one that is running
};

struct BoundMethod : Object {
  BoundMethod(Value s, Value f) : Object(Kind::kBoundMethod), self(s), function(f) {}
  Value self, function;
};

struct NativeDef;

// A function or method of the modelled library, bound to `self` when it is a method of a builtin value.
struct Native : Object {
  explicit Native(const NativeDef* d, Value s = {}) : Object(Kind::kNative), def(d), self(s) {}
  const NativeDef* def;
  Value self;
};

struct Class : Object {
  Class() : Object(Kind::kClass) {}
  Symbol name{}, qualified{};  // "Install", "setup.Install"; of a builtin: "ValueError"
  std::vector<Value> bases;    // Class or Unknown
  std::vector<Class*> mro;     // itself first; unknown bases are left out
  Namespace attributes;
  bool builtin = false;  // exception classes and object
  bool has_unknown_base = false;
  Value metaclass;  // its own or its bases'; Invalid: type, or one from outside
  Unit* unit = nullptr;
  python::NodeId node{};
};

struct Instance : Object {
  explicit Instance(Class* c) : Object(Kind::kInstance), cls(c) {}
  Class* cls;
  Namespace attributes;
  Value payload;  // what a subclass of str, dict, Exception ... wraps; exception arguments as a tuple
};

// A module of the package itself. Modules from outside are Unknowns that carry a name.
struct Module : Object {
  Module() : Object(Kind::kModule) {}
  Symbol name{};
  Namespace globals;
  Unit* unit = nullptr;
  bool executed = false, executing = false;
};

// Result of compile(), a code object of marshal data, __code__.
struct Code : Object {
  Code() : Object(Kind::kCode) {}
  Value source;                  // of compile(): str or bytes; Invalid: one of the next
  bool expression = false;       // compiled for eval
  Function* function = nullptr;  // f.__code__
  int bytecode = -1;             // index into the interpreter's list of marshal images
  uint32_t code_index = 0;       // which code object of it
};

struct Property : Object {
  Property() : Object(Kind::kProperty) {}
  Value getter, setter;
};

struct Super : Object {
  Super(Class* c, Value s) : Object(Kind::kSuper), cls(c), self(s) {}
  Class* cls;  // search starts behind it in self's mro
  Value self;
};

// globals(), locals(), vars(x), x.__dict__: a dict that writes through to the names behind it.
struct NamespaceView : Object {
  explicit NamespaceView(Namespace* n) : Object(Kind::kNamespace), names(n) {}
  Namespace* names;
};

// Text that the heap keeps until it dies; made by Heap::keep().
class KeptText : public std::string_view {
 public:
  KeptText() = default;

 private:
  friend class Heap;
  friend struct Unknown;
  explicit KeptText(std::string_view kept) : std::string_view(kept) {}
};

// Values that the heap keeps until it dies, never changed; made by Heap::keep().
class KeptValues {
 public:
  KeptValues() = default;
  const Value* begin() const { return items_; }
  const Value* end() const { return items_ + count_; }
  size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const Value& front() const { return *items_; }
  operator std::vector<Value>() const { return {begin(), end()}; }

 private:
  friend class Heap;
  friend struct Unknown;
  KeptValues(const Value* items, size_t count) : items_(items), count_(count) {}
  const Value* items_ = nullptr;
  size_t count_ = 0;
};

// A value we cannot know: what an API returns, a parameter nobody passes, or an API itself by its name. There are
// millions of them, hence the layout: 48 bytes, and no destructor.
struct Unknown : Object {
  Unknown() : Object(Kind::kUnknown) {}

  Symbol name{};  // reference to something outside: "requests.get"; empty for a plain value
  Symbol type{};  // what it is an instance of, if known: "str", "requests.Response"

  // What is known of its text, holes as "{...}": "%APPDATA%/discord", "https://x/{id}".
  KeptText hint() const { return KeptText({hint_, hint_size_}); }
  void set_hint(KeptText hint) {
    hint_ = hint.data();
    hint_size_ = static_cast<uint32_t>(hint.size());
  }
  bool has_hint = false;
  bool indirect = false;  // the name was computed (getattr, __import__, globals()[...])
  bool shared = false;    // Heap::undecided(): nothing may be added to it

  // Of a reference to a method of an object: that object. Otherwise Invalid.
  Value receiver() const { return option_count_ == 0 && receiver_ != nullptr ? Value(receiver_) : Value(); }
  // After a join: the values it may be, at most 8.
  KeptValues options() const { return option_count_ > 0 ? KeptValues(options_, option_count_) : KeptValues(); }
  // It has the one or the other. A receiver is an object or Invalid.
  void set_receiver(Value receiver) {
    receiver_ = receiver.is_object() ? receiver.object() : nullptr;
    option_count_ = 0;
  }
  void set_options(KeptValues options) {
    options_ = options.begin();
    option_count_ = static_cast<uint8_t>(options.size());
  }

 private:
  uint8_t option_count_ = 0;
  uint32_t hint_size_ = 0;
  const char* hint_ = nullptr;
  union {
    Object* receiver_ = nullptr;
    const Value* options_;
  };
};
static_assert(std::is_trivially_destructible_v<Unknown> && sizeof(Unknown) == 48);

}  // namespace antivenom::interpret
