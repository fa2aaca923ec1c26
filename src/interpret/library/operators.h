// What the operator files share.
#pragma once

#include "interpret/library.h"

namespace antivenom::interpret {

// a op b of two numbers (numbers.h: is_number). Invalid: too large, complex, or raised.
Value arithmetic(Runtime& runtime, python::Op op, Value a, Value b);
// base ** exponent % modulus of ints, modulus != 0; Invalid after raising when there is no inverse.
Value power_modulo(Runtime& runtime, const mpz_class& base, const mpz_class& exponent, const mpz_class& modulus);
// Both parts of divmod(), in this order; Invalid ones after raising.
std::pair<Value, Value> divide_with_remainder(Runtime& runtime, Value a, Value b);

// "+", "<=", "not in"; "** or pow()" for kPow, as CPython's messages have it.
std::string_view operator_text(python::Op op);

// The bounds of slice over a sequence of `length` items, as slice.indices() gives them; nullopt when a part is not
// known or no int (raised then).
struct Bounds {
  int64_t start, stop, step, count;
};
std::optional<Bounds> slice_bounds(Runtime& runtime, const Slice* slice, int64_t length);

// Items of a str, bytes, list or tuple repeated; `count` may be negative.
Value repeated(Runtime& runtime, Value sequence, int64_t count);

}  // namespace antivenom::interpret
