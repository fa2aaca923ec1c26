// What natives of library modules share: reading arguments, and stateful objects (a hash, a cipher, a BytesIO) as
// instances of builtin classes whose state is kept in values, so that the heap knows and frees all of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "interpret/library.h"
#include "interpret/library/text_codecs.h"

namespace antivenom::interpret {

// An instance of the modelled class; its methods are the natives named "<qualified_class>.<method>".
Instance* new_builtin_instance(Runtime& runtime, std::string_view qualified_class);

// v as an instance of exactly that modelled class; nullptr otherwise.
Instance* instance_of(Runtime& runtime, Value v, std::string_view qualified_class);

// State of a modelled object. Names start with '_' unless Python shows them as attributes. field(): Invalid if absent.
Value field(Runtime& runtime, const Instance* object, std::string_view name);
void set_field(Runtime& runtime, Instance* object, std::string_view name, Value value);
int64_t integer_field(Runtime& runtime, const Instance* object, std::string_view name);
std::string text_field(Runtime& runtime, const Instance* object, std::string_view name);

// The known contents of a str; of bytes or bytearray.
std::optional<std::string_view> known_str(Value v);
std::optional<std::string_view> known_bytes(Value v);

// Pays for work over `bytes` bytes.
bool spend_bytes(Runtime& runtime, uint64_t bytes);

// A new bytes or str, Invalid when it is too large.
Value make_bytes(Runtime& runtime, std::string_view raw);
Value make_str(Runtime& runtime, std::string_view utf8);
Value make_bigint(Runtime& runtime, const mpz_class& value);

// Raises and gives the Invalid value a native then returns.
Value raise(Runtime& runtime, std::string_view exception, std::string_view message);

// A computed string as bytes or str; raises what it says was raised.
Value bytes_result(Runtime& runtime, const Computed<std::string>& result);
Value str_result(Runtime& runtime, const Computed<std::string>& result);

// Reads the arguments of one call. Reading what is missing or not known as that type clears ok(); natives read all
// they need, then check once. Copies, because a view of a Text lives only until the next allocation.
class Reader {
 public:
  Reader(Runtime& runtime, const CallArgs& args) : runtime_(runtime), args_(args), ok_(!args.open_ended) {}

  bool ok() const { return ok_; }
  bool has(size_t i, std::string_view keyword) const { return args_.get(runtime_.heap(), i, keyword).valid(); }
  // Any value; None of `optional` when absent.
  Value value(size_t i, std::string_view keyword);
  Value optional(size_t i, std::string_view keyword) const;

  std::string str(size_t i, std::string_view keyword);
  std::string bytes(size_t i, std::string_view keyword);  // bytes-like
  std::string data(size_t i, std::string_view keyword);   // bytes-like, or str as UTF-8
  int64_t integer(size_t i, std::string_view keyword);
  mpz_class bigint(size_t i, std::string_view keyword);
  double real(size_t i, std::string_view keyword);
  bool flag(size_t i, std::string_view keyword, bool fallback);
  std::vector<Value> items(size_t i, std::string_view keyword);  // a known finite iterable
  // The same with a value for "absent or None".
  std::string str_or(size_t i, std::string_view keyword, std::string_view fallback);
  std::string data_or(size_t i, std::string_view keyword, std::string_view fallback);
  int64_t integer_or(size_t i, std::string_view keyword, int64_t fallback);

 private:
  bool absent(size_t i, std::string_view keyword) const;
  Runtime& runtime_;
  const CallArgs& args_;
  bool ok_;
};

}  // namespace antivenom::interpret
