// The modelled library: builtins, methods of builtin types and pure standard-library functions, computed on known
// values. Each family is one file under src/interpret/library/ that defines a table of NativeDef; library.cpp joins
// the tables. A native never touches the world: what does is an event, made by the interpreter from the API's name.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "interpret/heap.h"
#include "interpret/value.h"

namespace antivenom::interpret {

// Arguments of a call, as given. Values are never Invalid.
struct CallArgs {
  std::vector<Value> positional;
  std::vector<std::pair<Symbol, Value>> keywords;
  bool open_ended = false;  // *unknown or **unknown was passed: there may be more
  Value rest;               // what was spread, when it is unknown; Invalid otherwise

  size_t size() const { return positional.size(); }
  // Position i or the keyword; Invalid when absent.
  Value get(const Heap& heap, size_t i, std::string_view keyword) const;
};

// A native gets the bound object (Invalid for functions) and the arguments. It returns
//  - a value: the exact result, as CPython 3.11 would give;
//  - Invalid: it cannot be computed from what is known (an argument is unknown, too large, unsupported). The
//    interpreter then makes an unknown of `result_type` with the origins of all arguments and of self;
//  - Invalid after calling Runtime::raise(): the call certainly raises that exception.
// Mutating methods (list.append) are given unknown *arguments* too; they keep the container usable.
using NativeFn = Value (*)(class Runtime& runtime, Value self, CallArgs& args);

struct NativeDef {
  std::string_view name;  // function: qualified name "base64.b64decode", "len"; method: "str.join", "list.append"
  NativeFn fn;
  std::string_view result_type = {};  // Python type of the result when it cannot be computed: "str", "bytes", "int", ""
  std::string_view trail = {};  // decoding step this stands for in Layer::how: "base64", "zlib", "reverse"; "" for
                                // none. The interpreter adds it to the trail of a computed str or bytes result, joined
                                // with the trails and origins of the arguments.
};

// Containers that a search through nested ones has yet to look into: the first one and some of the values looked at.
constexpr size_t kMaxSearched = 1024;
struct Searched {
  Object* container;
  unsigned depth;
};
using SearchQueue = std::array<Searched, kMaxSearched + 1>;

// What natives may ask of the interpreter.
class Runtime {
 public:
  explicit Runtime(Heap& heap) : heap_(heap) {}
  virtual ~Runtime() = default;

  Heap& heap() { return heap_; }
  // What natives made and may want again, under keys of their own: compiled patterns. Freed with the run.
  std::unordered_map<std::string, std::shared_ptr<void>>& kept() { return kept_; }

  // Spends steps: one per 64 bytes or per item of real work. False: the budget is out, give up (return Invalid).
  virtual bool spend(uint64_t steps) = 0;
  // Calls any callable value; Invalid if it raised or the budget is out (check raised()).
  virtual Value call(Value callable, CallArgs args) = 0;
  // Raises a builtin exception by class name.
  virtual void raise(std::string_view exception, std::string_view message) = 0;
  virtual bool raised() const = 0;
  // Attribute of any value by name; an unknown if not known, Invalid (and raised) if certainly absent.
  virtual Value attribute(Value object, Symbol name) = 0;
  // Text of a file shipped in the package, for pkgutil.get_data and friends; nullptr if there is none.
  virtual const std::string_view* shipped_file(std::string_view path) = 0;
  // The class of modelled stateful objects ("hashlib._Hash", "io.BytesIO"), one per name: builtin, without attributes.
  // Its methods are natives named "<qualified>.<method>".
  virtual Class* builtin_class(std::string_view qualified) = 0;
  // str() or repr() of an instance through its class's own methods; nullopt if it has none, or raised.
  virtual std::optional<std::string> instance_text(Value, bool /*repr*/) { return std::nullopt; }
  // a == b or a < b where one of them is an instance; nullopt when its class does not say, or raised.
  virtual std::optional<bool> instance_compare(python::Op, Value, Value) { return std::nullopt; }
  // All items of an instance whose class can be iterated over, at most `limit`; nullopt when not known, or raised.
  // `cut`: those that lie beyond it are left alone instead.
  virtual std::optional<std::vector<Value>> instance_items(Value, size_t /*limit*/, bool /*cut*/ = false) {
    return std::nullopt;
  }

  // --- helpers over values, implemented in library/values.cpp
  // Truth: nullopt when not known.
  std::optional<bool> truth(Value v);
  // Python ==; nullopt when not known. Iterative with a budget on nested containers.
  std::optional<bool> equal(Value a, Value b) {
    // Most comparisons are of two small numbers or two texts.
    if (a.is(Kind::kInt) && b.is(Kind::kInt)) return a.as_int() == b.as_int();
    if (a.is(Kind::kStr) && b.is(Kind::kStr)) return a.as<Text>()->text() == b.as<Text>()->text();
    return equal_of_any_kind(a, b);
  }
  // Python <; nullopt when not known or not ordered (then a TypeError is raised).
  std::optional<bool> less(Value a, Value b);
  // str(v) and repr(v); nullopt when not wholly known.
  std::optional<std::string> to_str(Value v);
  std::optional<std::string> to_repr(Value v);
  // As an integer index; nullopt when it is none.
  std::optional<int64_t> to_index(Value v);
  std::optional<mpz_class> to_bigint(Value v);  // bool, int, big int
  std::optional<double> to_double(Value v);
  // The bytes of bytes, bytearray (and of str as UTF-8 if `accept_str`); nullopt otherwise.
  std::optional<std::string_view> to_bytes(Value v, bool accept_str = false);
  // All items of a known, finite iterable (str, bytes, list, tuple, dict keys, set, range, Iterator), at most
  // `limit`; nullopt when unknown, open-ended or longer.
  std::optional<std::vector<Value>> items_of(Value v, size_t limit = 4'000'000);
  // Origins of everything a value holds, containers searched to a bounded depth and count.
  Origins origins_of(Value v);
  Trail trail_of(Value v);
  // Both, in one walk.
  struct Marks {
    Origins origins = Origins::none;
    Trail trail = Trail::none;
  };
  Marks marks_of(Value v);
  // True if no part of it is unknown (bounded search; a function, class or instance counts as known).
  bool known(Value v);
  // Python's name of the value's type: "str", "function", a class's name; "" for an unknown without a type.
  std::string_view type_name(Value v);

  // --- dict and set primitives (library/dicts.cpp). Hash is nullopt for unhashable or unknown keys.
  std::optional<uint64_t> hash(Value key);
  const Value* dict_find(const Dict* dict, Value key);
  void dict_set(Dict* dict, Value key, Value value);  // any key, unknown ones too
  bool dict_erase(Dict* dict, Value key);

  // --- operators (library/operators.cpp). Invalid: not computable, or raised.
  Value binary(python::Op op, Value a, Value b);
  Value unary(python::Op op, Value a);
  std::optional<bool> compare(python::Op op, Value a, Value b);  // ==, !=, <, <=, >, >=, in, not in, is, is not
  Value subscript(Value object, Value index);                    // builtin containers, str, bytes, range
  bool store_subscript(Value object, Value index, Value value);  // list, dict, bytearray
  bool delete_subscript(Value object, Value index);
  // format(value, spec), "%" and str.format: Invalid when a part is unknown.
  Value format(Value v, std::string_view spec);
  Value percent_format(Value format, Value args);

  // What searches through large containers have cost so far.
  uint64_t searched_steps() const { return searched_steps_; }

 private:
  Heap& heap_;
  // Room for a search through nested containers, and how many there were.
  struct Search {
    SearchQueue queue;
    uint32_t number = 0;
  };
  Search search_;
  uint64_t searched_steps_ = 0;
  std::optional<bool> equal_of_any_kind(Value a, Value b);
  template <class Visit>
  bool search(Value root, Visit&& visit);
  template <class Visit>
  bool search_in(Value root, size_t& visited, Visit&& visit);
  std::unordered_map<std::string, std::shared_ptr<void>> kept_;
};

// The native of a function by its canonical qualified name; nullptr if it is not modelled.
const NativeDef* find_native(std::string_view qualified_name);
// The native method of a builtin type: find_method("str", "join"). nullptr if the type has no such method.
const NativeDef* find_method(std::string_view type, std::string_view method);
// Constants of modules: "string.ascii_letters", "math.pi", "os.sep". Invalid if not modelled. (sys.platform, os.name
// and everything that depends on the machine are unknown and not here.)
Value module_constant(Heap& heap, std::string_view qualified_name);
// A type object usable as a callable and in isinstance: "str", "int", "bytes" ... are natives with these names.
bool is_type_name(std::string_view name);

}  // namespace antivenom::interpret
