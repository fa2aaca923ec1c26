// Builtin functions over single values: len, ord, chr, abs, hex, round, pow, repr ...

#include <algorithm>
#include <charconv>
#include <cmath>

#include "interpret/library/hashable.h"
#include "interpret/library/method.h"
#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/operators.h"
#include "interpret/library/tables.h"
#include "interpret/library/text_forms.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

std::string type_of(Runtime& runtime, Value v) { return std::string(runtime.type_name(v)); }

Value only(const CallArgs& args) { return plain_arguments(args, 1, 1) ? args.positional[0] : Value(); }

bool is_plain(Value v) { return v.valid() && v.kind() < Kind::kIterator; }

Value len(Runtime& runtime, Value, CallArgs& args) {
  const Value v = unwrapped(only(args));
  switch (v.kind()) {
    case Kind::kStr:
    case Kind::kBytes:
      return Value::integer(v.as<Text>()->chars);
    case Kind::kByteArray:
      return Value::integer(static_cast<int64_t>(v.as<ByteArray>()->data.size()));
    case Kind::kList:
    case Kind::kTuple:
      return v.as<Sequence>()->open_ended ? Value()
                                          : Value::integer(static_cast<int64_t>(v.as<Sequence>()->items.size()));
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFrozenSet: {
      const auto* dict = v.as<Dict>();
      return dict->open_ended || !dict->unknown_keys.empty() ? Value()
                                                             : Value::integer(static_cast<int64_t>(dict->live));
    }
    case Kind::kRange: {
      const uint64_t length = v.as<Range>()->length();
      if (length > INT64_MAX) return raise(runtime, "OverflowError", "Python int too large to convert to C ssize_t");
      return Value::integer(static_cast<int64_t>(length));
    }
    case Kind::kNone:
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kBigInt:
      return raise(runtime, "TypeError", "object of type '" + type_of(runtime, v) + "' has no len()");
    default:
      return {};
  }
}

Value ord(Runtime& runtime, Value, CallArgs& args) {
  const Value v = unwrapped(only(args));
  const auto text = runtime.to_bytes(v, true);
  if (!text) {
    if (!is_plain(v)) return {};
    return raise(runtime, "TypeError", "ord() expected string of length 1, but " + type_of(runtime, v) + " found");
  }
  const size_t length = v.is(Kind::kStr) ? v.as<Text>()->chars : text->size();
  if (length != 1) {
    return raise(runtime, "TypeError",
                 "ord() expected a character, but string of length " + std::to_string(length) + " found");
  }
  return Value::integer(v.is(Kind::kStr) ? decode_character(*text, 0).code_point
                                         : static_cast<unsigned char>(text->front()));
}

Value chr(Runtime& runtime, Value, CallArgs& args) {
  const Value v = unwrapped(only(args));
  if (v.is(Kind::kBigInt)) return raise(runtime, "OverflowError", "Python int too large to convert to C int");
  const auto code = runtime.to_index(v);
  if (!code) {
    if (!is_plain(v)) return {};
    return raise(runtime, "TypeError", "'" + type_of(runtime, v) + "' object cannot be interpreted as an integer");
  }
  if (*code < 0 || *code > 0x10FFFF) {
    if (*code > INT32_MAX || *code < INT32_MIN)
      return raise(runtime, "OverflowError", "Python int too large to convert to C int");
    return raise(runtime, "ValueError", "chr() arg not in range(0x110000)");
  }
  return runtime.heap().character(static_cast<uint32_t>(*code));
}

Value abs(Runtime& runtime, Value, CallArgs& args) {
  const Value v = unwrapped(only(args));
  if (v.is(Kind::kFloat)) return Value::real(std::fabs(v.as_float()));
  if (const auto value = runtime.to_bigint(v)) return runtime.heap().integer(::abs(*value));
  if (!is_plain(v)) return {};
  return raise(runtime, "TypeError", "bad operand type for abs(): '" + type_of(runtime, v) + "'");
}

Value in_base(Runtime& runtime, const CallArgs& args, int base, std::string_view prefix) {
  const Value v = unwrapped(only(args));
  const auto value = runtime.to_bigint(v);
  if (!value) {
    if (!is_plain(v)) return {};
    return raise(runtime, "TypeError", "'" + type_of(runtime, v) + "' object cannot be interpreted as an integer");
  }
  const size_t digits = mpz_sizeinbase(value->get_mpz_t(), base);
  if (!runtime.heap().fits(digits) || !runtime.spend(digits / 64)) return {};
  std::string out = sgn(*value) < 0 ? "-" : "";
  out += prefix;
  return runtime.heap().str(out += mpz_class(::abs(*value)).get_str(base));
}

Value bin(Runtime& runtime, Value, CallArgs& args) { return in_base(runtime, args, 2, "0b"); }
Value oct(Runtime& runtime, Value, CallArgs& args) { return in_base(runtime, args, 8, "0o"); }
Value hex(Runtime& runtime, Value, CallArgs& args) { return in_base(runtime, args, 16, "0x"); }

// A float rounded to `digits` decimals; exact, through its decimal text.
Value round_float(Runtime& runtime, double value, int64_t digits) {
  if (!std::isfinite(value) || value == 0 || digits > 330) return Value::real(value);
  if (digits < -310) return Value::real(std::copysign(0.0, value));
  char buffer[800];
  char* end = nullptr;
  if (digits >= 0) {
    end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, static_cast<int>(digits)).ptr;
  } else {
    const int exponent = shortest_digits(value).exponent;
    const int kept = exponent + static_cast<int>(digits);  // digits behind the first one that stay
    if (kept < -1) return Value::real(std::copysign(0.0, value));
    if (kept == -1) {
      // Only the first digit's own rounding can reach the kept place: half goes to the even zero.
      const double unit = std::pow(10.0, -static_cast<double>(digits));
      return Value::real(std::copysign(std::fabs(value) > unit / 2 ? unit : 0.0, value));
    }
    end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, kept).ptr;
  }
  double rounded = 0;
  if (std::from_chars(buffer, end, rounded).ec != std::errc()) {
    return raise(runtime, "OverflowError", "rounded value too large to represent");
  }
  return Value::real(rounded);
}

Value round_int(Runtime& runtime, const mpz_class& value, int64_t digits) {
  if (digits >= 0) return runtime.heap().integer(value);
  if (-digits > static_cast<int64_t>(mpz_sizeinbase(value.get_mpz_t(), 10)) + 1) return Value::integer(0);
  mpz_class unit;
  mpz_ui_pow_ui(unit.get_mpz_t(), 10, static_cast<unsigned long>(-digits));
  mpz_class quotient, remainder;
  mpz_fdiv_qr(quotient.get_mpz_t(), remainder.get_mpz_t(), value.get_mpz_t(), unit.get_mpz_t());
  const int half = cmp(mpz_class(remainder * 2), unit);
  if (half > 0 || (half == 0 && mpz_odd_p(quotient.get_mpz_t()))) ++quotient;
  return runtime.heap().integer(quotient * unit);
}

Value round(Runtime& runtime, Value, CallArgs& args) {
  const Value v = unwrapped(args.get(runtime.heap(), 0, "number"));
  const Value digits = args.get(runtime.heap(), 1, "ndigits");
  if (args.open_ended) return {};
  if (!is_number(v)) {
    if (!is_plain(v)) return {};
    return raise(runtime, "TypeError", "type " + type_of(runtime, v) + " doesn't define __round__ method");
  }
  if (!digits.valid() || digits.is_none()) {
    if (!v.is(Kind::kFloat)) return runtime.heap().integer(*runtime.to_bigint(v));
    const double value = v.as_float();
    if (std::isnan(value)) return raise(runtime, "ValueError", "cannot convert float NaN to integer");
    if (std::isinf(value)) return raise(runtime, "OverflowError", "cannot convert float infinity to integer");
    return runtime.heap().integer(mpz_class(std::nearbyint(value)));  // half to even is the default mode
  }
  const auto count = runtime.to_index(digits);
  if (!count) return {};
  return v.is(Kind::kFloat) ? round_float(runtime, v.as_float(), *count)
                            : round_int(runtime, *runtime.to_bigint(v), *count);
}

Value pow(Runtime& runtime, Value, CallArgs& args) {
  const Value base = args.get(runtime.heap(), 0, "base");
  const Value exponent = args.get(runtime.heap(), 1, "exp");
  const Value modulus = args.get(runtime.heap(), 2, "mod");
  if (!base.valid() || !exponent.valid() || args.open_ended) return {};
  if (!modulus.valid() || modulus.is_none()) return runtime.binary(python::Op::kPow, base, exponent);
  const auto b = runtime.to_bigint(base);
  const auto e = runtime.to_bigint(exponent);
  const auto m = runtime.to_bigint(modulus);
  if (!b || !e || !m) return {};
  if (sgn(*m) == 0) return raise(runtime, "ValueError", "pow() 3rd argument cannot be 0");
  return power_modulo(runtime, *b, *e, *m);
}

Value divmod(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 2, 2)) return {};
  const Value a = unwrapped(args.positional[0]), b = unwrapped(args.positional[1]);
  if (!is_number(a) || !is_number(b)) {
    if (!is_plain(a) || !is_plain(b)) return {};
    return raise(
        runtime, "TypeError",
        "unsupported operand type(s) for divmod(): '" + type_of(runtime, a) + "' and '" + type_of(runtime, b) + "'");
  }
  const auto [quotient, remainder] = divide_with_remainder(runtime, a, b);
  return quotient.valid() && remainder.valid() ? runtime.heap().tuple({quotient, remainder}) : Value();
}

// Only numbers hash to the same value in every process.
Value hash(Runtime& runtime, Value, CallArgs& args) {
  const Value v = unwrapped(only(args));
  if (raise_if_unhashable(runtime, v)) return {};
  auto value = runtime.to_bigint(v);
  if (v.is(Kind::kFloat) && std::isfinite(v.as_float()) && v.as_float() == std::floor(v.as_float()))
    value = mpz_class(v.as_float());
  if (!value) return {};
  const mpz_class modulus = (mpz_class(1) << 61) - 1;
  mpz_class result;
  mpz_tdiv_r(result.get_mpz_t(), value->get_mpz_t(), modulus.get_mpz_t());
  if (result == -1) result = -2;
  return runtime.heap().integer(result);
}

Value unknown_result(Runtime&, Value, CallArgs&) { return {}; }

Value repr(Runtime& runtime, Value, CallArgs& args) {
  const Value v = only(args);
  const auto text = v.valid() ? runtime.to_repr(v) : std::nullopt;
  return text ? runtime.heap().str(*text) : Value();
}

Value ascii(Runtime& runtime, Value, CallArgs& args) {
  const Value v = only(args);
  const auto text = v.valid() ? runtime.to_repr(v) : std::nullopt;
  if (!text || !runtime.heap().fits(text->size() * 5)) return {};
  return runtime.heap().str(escape_non_ascii(*text));
}

Value format(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 2)) return {};
  if (args.size() == 1) return runtime.format(args.positional[0], "");
  const Value spec = unwrapped(args.positional[1]);
  return spec.is(Kind::kStr) ? runtime.format(args.positional[0], std::string(spec.as<Text>()->text())) : Value();
}

Value callable(Runtime&, Value, CallArgs& args) {
  const Value v = only(args);
  switch (v.kind()) {
    case Kind::kFunction:
    case Kind::kBoundMethod:
    case Kind::kNative:
    case Kind::kClass:
      return Value::boolean(true);
    case Kind::kInvalid:
    case Kind::kUnknown:
    case Kind::kInstance:
    case Kind::kSuper:
      return {};
    default:
      return Value::boolean(false);
  }
}

Value print(Runtime&, Value, CallArgs&) { return Value::none(); }

// Python 2.
Value cmp(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 2, 2)) return {};
  const auto same = runtime.equal(args.positional[0], args.positional[1]);
  if (!same) return {};
  if (*same) return Value::integer(0);
  const auto below = runtime.less(args.positional[0], args.positional[1]);
  return below ? Value::integer(*below ? -1 : 1) : Value();
}

Value intern(Runtime&, Value, CallArgs& args) {
  const Value v = only(args);
  return v.is(Kind::kStr) ? v : Value();
}

constexpr NativeDef kBuiltinNatives[] = {
    {"len", len, "int"},
    {"ord", ord, "int"},
    {"chr", chr, "str", "chr"},
    {"unichr", chr, "str", "chr"},
    {"abs", abs},
    {"bin", bin, "str"},
    {"oct", oct, "str"},
    {"hex", hex, "str"},
    {"round", round},
    {"pow", pow},
    {"divmod", divmod, "tuple"},
    {"hash", hash, "int"},
    {"id", unknown_result, "int"},
    {"repr", repr, "str"},
    {"ascii", ascii, "str"},
    {"format", format, "str"},
    {"callable", callable, "bool"},
    {"print", print},
    {"cmp", cmp, "int"},
    {"intern", intern, "str"},
    {"sys.intern", intern, "str"},
};

}  // namespace

std::span<const NativeDef> builtin_natives() { return kBuiltinNatives; }

}  // namespace antivenom::interpret
