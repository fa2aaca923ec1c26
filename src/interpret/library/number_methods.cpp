// Methods of int and float.

#include <charconv>
#include <cmath>

#include "interpret/library/method.h"
#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {

namespace {

mpz_class power_of_two(uint64_t exponent) { return mpz_class(1) << exponent; }

// The byteorder argument; nullopt: not known, or raised.
std::optional<bool> is_little(Runtime& runtime, const CallArgs& args) {
  const Value order = args.get(runtime.heap(), 1, "byteorder");
  if (!order.valid()) return false;
  if (!order.is(Kind::kStr)) return std::nullopt;
  const std::string_view name = order.as<Text>()->text();
  if (name == "little") return true;
  if (name == "big") return false;
  runtime.raise("ValueError", "byteorder must be either 'little' or 'big'");
  return std::nullopt;
}

std::optional<bool> is_signed(Runtime& runtime, const CallArgs& args) {
  const Value v = args.get(runtime.heap(), SIZE_MAX, "signed");
  return v.valid() ? runtime.truth(v) : std::optional(false);
}

Value to_bytes(Runtime& runtime, Value self, CallArgs& args) {
  if (args.open_ended) return {};
  const Value given = args.get(runtime.heap(), 0, "length");
  const auto length = given.valid() ? runtime.to_index(given) : std::optional<int64_t>(1);
  const auto little = is_little(runtime, args);
  const auto with_sign = little ? is_signed(runtime, args) : std::nullopt;
  if (!length || !with_sign) return {};
  if (*length < 0) return raise(runtime, "ValueError", "length argument must be non-negative");
  const auto size = static_cast<uint64_t>(*length);
  if (!runtime.heap().fits(size) || !spend_bytes(runtime, size)) return {};
  mpz_class value = *runtime.to_bigint(self);
  if (sgn(value) < 0 && !*with_sign) return raise(runtime, "OverflowError", "can't convert negative int to unsigned");
  const uint64_t bits = size * 8;
  const bool too_big =
      *with_sign ? bits == 0 ? sgn(value) != 0 : value >= power_of_two(bits - 1) || value < -power_of_two(bits - 1)
                 : mpz_sizeinbase(value.get_mpz_t(), 2) > bits && sgn(value) != 0;
  if (too_big) return raise(runtime, "OverflowError", "int too big to convert");
  if (sgn(value) < 0) value += power_of_two(bits);
  std::string raw(size, '\0');
  size_t written = 0;
  std::string digits((mpz_sizeinbase(value.get_mpz_t(), 2) + 7) / 8, '\0');
  mpz_export(digits.data(), &written, *little ? -1 : 1, 1, 0, 0, value.get_mpz_t());
  raw.replace(*little ? 0 : size - written, written, digits, 0, written);
  return runtime.heap().bytes(raw);
}

Value from_bytes(Runtime& runtime, Value, CallArgs& args) {
  if (args.open_ended) return {};
  const Value given = args.get(runtime.heap(), 0, "bytes");
  const auto little = is_little(runtime, args);
  const auto with_sign = little ? is_signed(runtime, args) : std::nullopt;
  if (!given.valid() || !with_sign) return {};
  std::string raw;
  if (const auto known = runtime.to_bytes(given)) {
    raw = *known;
  } else {
    const auto items = runtime.items_of(given);
    if (!items || given.is(Kind::kStr)) return {};
    for (const Value item : *items) {
      const auto byte = runtime.to_index(item);
      if (!byte || *byte < 0 || *byte > 255) return {};
      raw += static_cast<char>(*byte);
    }
  }
  constexpr size_t kMaxBytes = size_t{1} << 20;
  if (raw.size() > kMaxBytes || !spend_bytes(runtime, raw.size())) return {};
  mpz_class value;
  mpz_import(value.get_mpz_t(), raw.size(), *little ? -1 : 1, 1, 0, 0, raw.data());
  if (*with_sign && !raw.empty() && (static_cast<unsigned char>(*little ? raw.back() : raw.front()) & 0x80) != 0) {
    value -= power_of_two(raw.size() * 8);
  }
  return runtime.heap().integer(value);
}

Value bit_length(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 0, 0)) return {};
  const mpz_class value = *runtime.to_bigint(self);
  return Value::integer(sgn(value) == 0 ? 0 : static_cast<int64_t>(mpz_sizeinbase(value.get_mpz_t(), 2)));
}

Value bit_count(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 0, 0)) return {};
  const mpz_class magnitude = abs(*runtime.to_bigint(self));
  return Value::integer(static_cast<int64_t>(mpz_popcount(magnitude.get_mpz_t())));
}

Value conjugate(Runtime& runtime, Value self, CallArgs&) {
  return self.is(Kind::kFloat) ? self : runtime.heap().integer(*runtime.to_bigint(self));
}

Value int_ratio(Runtime& runtime, Value self, CallArgs&) {
  return runtime.heap().tuple({runtime.heap().integer(*runtime.to_bigint(self)), Value::integer(1)});
}

Value is_integer(Runtime&, Value self, CallArgs&) {
  return Value::boolean(std::isfinite(self.as_float()) && std::floor(self.as_float()) == self.as_float());
}

Value float_ratio(Runtime& runtime, Value self, CallArgs&) {
  const double value = self.as_float();
  if (std::isnan(value)) return raise(runtime, "ValueError", "cannot convert NaN to integer ratio");
  if (std::isinf(value)) return raise(runtime, "OverflowError", "cannot convert Infinity to integer ratio");
  const mpq_class ratio(value);
  return runtime.heap().tuple({runtime.heap().integer(ratio.get_num()), runtime.heap().integer(ratio.get_den())});
}

Value float_hex(Runtime& runtime, Value self, CallArgs&) {
  const double value = self.as_float();
  if (!std::isfinite(value)) return runtime.heap().str(float_repr(value));
  if (value == 0) return runtime.heap().str(std::signbit(value) ? "-0x0.0p+0" : "0x0.0p+0");
  // Thirteen digits always; a number too small for the usual form begins with 0.
  int exponent = 0;
  double mantissa = std::frexp(std::fabs(value), &exponent) * 2;
  --exponent;
  if (exponent < -1022) {
    mantissa = std::ldexp(mantissa, exponent + 1022);
    exponent = -1022;
  }
  const auto whole = static_cast<uint64_t>(mantissa);
  const auto fraction = static_cast<uint64_t>(std::ldexp(mantissa - static_cast<double>(whole), 52));
  char text[64];
  std::snprintf(text, sizeof text, "%s0x%d.%013llxp%+d", value < 0 ? "-" : "", static_cast<int>(whole),
                static_cast<unsigned long long>(fraction), exponent);
  return runtime.heap().str(text);
}

Value float_fromhex(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 1) || !args.positional[0].is(Kind::kStr)) return {};
  std::string text(args.positional[0].as<Text>()->text());
  const size_t first = text.find_first_not_of(" \t\n\r\v\f");
  if (first == std::string::npos) return raise(runtime, "ValueError", "invalid hexadecimal floating-point string");
  text = text.substr(first, text.find_last_not_of(" \t\n\r\v\f") - first + 1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.erase(0, 1);
  if (text.starts_with("0x") || text.starts_with("0X")) text.erase(0, 2);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::hex);
  if (error == std::errc::result_out_of_range) return {};
  if (error != std::errc() || end != text.data() + text.size()) {
    return raise(runtime, "ValueError", "invalid hexadecimal floating-point string");
  }
  return Value::real(negative ? -value : value);
}

template <Value (*F)(Runtime&, Value, CallArgs&)>
constexpr NativeFn of_int = method<F, Kind::kInt, Kind::kBool, Kind::kBigInt>;
template <Value (*F)(Runtime&, Value, CallArgs&)>
constexpr NativeFn of_float = method<F, Kind::kFloat>;

constexpr NativeDef kNumberNatives[] = {
    {"int.to_bytes", of_int<to_bytes>, "bytes"},        {"int.from_bytes", from_bytes, "int"},
    {"int.bit_length", of_int<bit_length>, "int"},      {"int.bit_count", of_int<bit_count>, "int"},
    {"int.conjugate", of_int<conjugate>, "int"},        {"int.as_integer_ratio", of_int<int_ratio>, "tuple"},
    {"float.is_integer", of_float<is_integer>, "bool"}, {"float.as_integer_ratio", of_float<float_ratio>, "tuple"},
    {"float.hex", of_float<float_hex>, "str"},          {"float.fromhex", float_fromhex, "float"},
    {"float.conjugate", of_float<conjugate>, "float"},
};

}  // namespace

std::span<const NativeDef> number_natives() { return kNumberNatives; }

}  // namespace antivenom::interpret
