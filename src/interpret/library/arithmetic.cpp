// + - * / // % ** << >> & | ^ over bool, int and float.

#include <cerrno>
#include <cmath>

#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/operators.h"

namespace antivenom::interpret {

namespace {

using python::Op;

// Largest int computed: far beyond what code hides data in, small enough that one operation stays under a second.
constexpr uint64_t kMaxBits = uint64_t{1} << 23;

mpz_class big(Value v) {
  return v.is(Kind::kBigInt) ? v.as<BigInt>()->value : mpz_class(static_cast<long>(v.as_int()));
}

uint64_t bits_of(const mpz_class& value) { return mpz_sizeinbase(value.get_mpz_t(), 2); }

// Pays for an operation whose result has about `bits` bits; false if it is too large.
bool affordable(Runtime& runtime, uint64_t bits) {
  return bits <= kMaxBits && runtime.heap().fits(bits / 8) && (bits < 1024 || runtime.spend(bits / 512));
}

// a / b rounded to the nearest float; b != 0.
std::optional<double> true_divide(Runtime& runtime, const mpz_class& a, const mpz_class& b) {
  constexpr uint64_t kExact = 53;
  if (bits_of(a) <= kExact && bits_of(b) <= kExact) return a.get_d() / b.get_d();
  const bool negative = (sgn(a) < 0) != (sgn(b) < 0);
  mpz_class numerator = abs(a), denominator = abs(b);
  // A quotient of at least 64 bits, the last one sticky, rounds once when it becomes a double.
  const auto shift = static_cast<int64_t>(bits_of(denominator)) - static_cast<int64_t>(bits_of(numerator)) + 66;
  if (shift > 0) {
    numerator <<= static_cast<mp_bitcnt_t>(shift);
  } else {
    denominator <<= static_cast<mp_bitcnt_t>(-shift);
  }
  mpz_class quotient, remainder;
  mpz_tdiv_qr(quotient.get_mpz_t(), remainder.get_mpz_t(), numerator.get_mpz_t(), denominator.get_mpz_t());
  const auto extra = static_cast<mp_bitcnt_t>(bits_of(quotient) - 64);
  const bool sticky = sgn(remainder) != 0 || mpz_scan1(quotient.get_mpz_t(), 0) < extra;
  const mpz_class top = quotient >> extra;
  const uint64_t mantissa = mpz_get_ui(top.get_mpz_t()) | (sticky ? 1 : 0);
  const int64_t exponent = static_cast<int64_t>(extra) - shift;
  if (exponent > 1100) {
    runtime.raise("OverflowError", "integer division result too large for a float");
    return std::nullopt;
  }
  const double result =
      std::ldexp(static_cast<double>(mantissa), exponent < -1300 ? -1300 : static_cast<int>(exponent));
  if (std::isinf(result)) {
    runtime.raise("OverflowError", "integer division result too large for a float");
    return std::nullopt;
  }
  return negative ? -result : result;
}

struct FloatDivision {
  double quotient, remainder;
};

// CPython's float_divmod; b != 0.
FloatDivision divide_floats(double a, double b) {
  double mod = std::fmod(a, b);
  double div = (a - mod) / b;
  if (mod != 0) {
    if ((b < 0) != (mod < 0)) {
      mod += b;
      div -= 1;
    }
  } else {
    mod = std::copysign(0.0, b);
  }
  if (div == 0) return {std::copysign(0.0, a / b), mod};
  double floor = std::floor(div);
  if (div - floor > 0.5) floor += 1;
  return {floor, mod};
}

Value float_power(Runtime& runtime, double a, double b) {
  if (a == 0 && b < 0) return raise(runtime, "ZeroDivisionError", "0.0 cannot be raised to a negative power");
  if (a < 0 && std::isfinite(a) && std::isfinite(b) && b != std::floor(b)) return {};  // complex
  const double result = std::pow(a, b);
  if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) {
    return raise(runtime, "OverflowError", "(34, 'Numerical result out of range')");
  }
  return Value::real(result);
}

Value float_arithmetic(Runtime& runtime, Op op, double a, double b) {
  switch (op) {
    case Op::kAdd:
      return Value::real(a + b);
    case Op::kSub:
      return Value::real(a - b);
    case Op::kMul:
      return Value::real(a * b);
    case Op::kDiv:
      if (b == 0) return raise(runtime, "ZeroDivisionError", "float division by zero");
      return Value::real(a / b);
    case Op::kFloorDiv:
      if (b == 0) return raise(runtime, "ZeroDivisionError", "float floor division by zero");
      return Value::real(divide_floats(a, b).quotient);
    case Op::kMod:
      if (b == 0) return raise(runtime, "ZeroDivisionError", "float modulo");
      return Value::real(divide_floats(a, b).remainder);
    case Op::kPow:
      return float_power(runtime, a, b);
    default:
      return {};
  }
}

Value shift(Runtime& runtime, Op op, const mpz_class& a, const mpz_class& b) {
  if (sgn(b) < 0) return raise(runtime, "ValueError", "negative shift count");
  if (sgn(a) == 0) return Value::integer(0);
  if (op == Op::kRShift) {
    if (!b.fits_ulong_p()) return Value::integer(sgn(a) < 0 ? -1 : 0);
    mpz_class result;
    mpz_fdiv_q_2exp(result.get_mpz_t(), a.get_mpz_t(), b.get_ui());
    return runtime.heap().integer(result);
  }
  if (!b.fits_ulong_p() || b.get_ui() > kMaxBits || !affordable(runtime, bits_of(a) + b.get_ui())) return {};
  return runtime.heap().integer(a << b.get_ui());
}

Value int_power(Runtime& runtime, const mpz_class& a, const mpz_class& b) {
  if (sgn(b) < 0) {
    const auto base = runtime.to_double(runtime.heap().integer(a));
    const auto exponent = base ? runtime.to_double(runtime.heap().integer(b)) : std::nullopt;
    return base && exponent ? float_power(runtime, *base, *exponent) : Value();
  }
  if (a == 1 || sgn(b) == 0) return Value::integer(1);
  if (sgn(a) == 0) return Value::integer(0);
  if (a == -1) return Value::integer(mpz_odd_p(b.get_mpz_t()) ? -1 : 1);
  if (!b.fits_ulong_p() || b.get_ui() > kMaxBits || !affordable(runtime, bits_of(a) * b.get_ui())) return {};
  mpz_class result;
  mpz_pow_ui(result.get_mpz_t(), a.get_mpz_t(), b.get_ui());
  return runtime.heap().integer(result);
}

Value big_arithmetic(Runtime& runtime, Op op, const mpz_class& a, const mpz_class& b) {
  Heap& heap = runtime.heap();
  const uint64_t widest = std::max(bits_of(a), bits_of(b));
  switch (op) {
    case Op::kAdd:
      return affordable(runtime, widest) ? heap.integer(a + b) : Value();
    case Op::kSub:
      return affordable(runtime, widest) ? heap.integer(a - b) : Value();
    case Op::kMul:
      return affordable(runtime, bits_of(a) + bits_of(b)) ? heap.integer(a * b) : Value();
    case Op::kDiv: {
      if (sgn(b) == 0) return raise(runtime, "ZeroDivisionError", "division by zero");
      if (!affordable(runtime, widest)) return {};
      const auto result = true_divide(runtime, a, b);
      return result ? Value::real(*result) : Value();
    }
    case Op::kFloorDiv:
    case Op::kMod: {
      if (sgn(b) == 0) {
        return raise(runtime, "ZeroDivisionError",
                     op == Op::kMod ? "integer modulo by zero" : "integer division or modulo by zero");
      }
      if (!affordable(runtime, 4 * widest)) return {};
      mpz_class result;
      (op == Op::kMod ? mpz_fdiv_r : mpz_fdiv_q)(result.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
      return heap.integer(result);
    }
    case Op::kPow:
      return int_power(runtime, a, b);
    case Op::kLShift:
    case Op::kRShift:
      return shift(runtime, op, a, b);
    case Op::kBitAnd:
      return affordable(runtime, widest) ? heap.integer(a & b) : Value();
    case Op::kBitOr:
      return affordable(runtime, widest) ? heap.integer(a | b) : Value();
    case Op::kBitXor:
      return affordable(runtime, widest) ? heap.integer(a ^ b) : Value();
    default:
      return {};
  }
}

// The common cases of machine integers; Invalid: take the long way.
Value small_arithmetic(Op op, int64_t a, int64_t b) {
  int64_t result = 0;
  switch (op) {
    case Op::kAdd:
      return __builtin_add_overflow(a, b, &result) ? Value() : Value::integer(result);
    case Op::kSub:
      return __builtin_sub_overflow(a, b, &result) ? Value() : Value::integer(result);
    case Op::kMul:
      return __builtin_mul_overflow(a, b, &result) ? Value() : Value::integer(result);
    case Op::kFloorDiv: {
      if (b == 0 || b == -1) return {};
      const int64_t quotient = a / b;
      return Value::integer(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient);
    }
    case Op::kMod: {
      if (b == 0 || b == -1) return {};
      const int64_t remainder = a % b;
      return Value::integer(remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder);
    }
    case Op::kRShift:
      return b >= 0 ? Value::integer(a >> std::min<int64_t>(b, 63)) : Value();
    case Op::kLShift:
      return b >= 0 && b < 31 && a >= 0 && a < (int64_t{1} << 31) ? Value::integer(a << b) : Value();
    case Op::kBitAnd:
      return Value::integer(a & b);
    case Op::kBitOr:
      return Value::integer(a | b);
    case Op::kBitXor:
      return Value::integer(a ^ b);
    default:
      return {};
  }
}

}  // namespace

Value arithmetic(Runtime& runtime, Op op, Value a, Value b) {
  if (a.is(Kind::kFloat) || b.is(Kind::kFloat)) {
    const auto left = runtime.to_double(a);
    const auto right = left ? runtime.to_double(b) : std::nullopt;
    return right ? float_arithmetic(runtime, op, *left, *right) : Value();
  }
  if (!a.is(Kind::kBigInt) && !b.is(Kind::kBigInt)) {
    const Value result = small_arithmetic(op, a.as_int(), b.as_int());
    const bool logical = op == Op::kBitAnd || op == Op::kBitOr || op == Op::kBitXor;
    if (logical && a.is(Kind::kBool) && b.is(Kind::kBool)) return Value::boolean(result.as_int() != 0);
    if (result.valid()) return result;
  }
  return big_arithmetic(runtime, op, big(a), big(b));
}

Value power_modulo(Runtime& runtime, const mpz_class& base, const mpz_class& exponent, const mpz_class& modulus) {
  const uint64_t bits = bits_of(modulus);
  // Square and multiply: one multiplication a bit of the exponent, each quadratic in the modulus at worst.
  const uint64_t limbs = bits / 64 + 1;
  if (!affordable(runtime, std::max(bits, bits_of(base))) || !runtime.spend(bits_of(exponent) * limbs * limbs / 256))
    return {};
  if (sgn(exponent) < 0) {
    mpz_class inverse;
    if (mpz_invert(inverse.get_mpz_t(), base.get_mpz_t(), modulus.get_mpz_t()) == 0) {
      return raise(runtime, "ValueError", "base is not invertible for the given modulus");
    }
    return power_modulo(runtime, inverse, -exponent, modulus);
  }
  mpz_class result;
  const mpz_class magnitude = abs(modulus);
  mpz_powm(result.get_mpz_t(), base.get_mpz_t(), exponent.get_mpz_t(), magnitude.get_mpz_t());
  if (sgn(modulus) < 0 && sgn(result) != 0) result += modulus;
  return runtime.heap().integer(result);
}

std::pair<Value, Value> divide_with_remainder(Runtime& runtime, Value a, Value b) {
  if (a.is(Kind::kFloat) || b.is(Kind::kFloat)) {
    const auto left = runtime.to_double(a);
    const auto right = left ? runtime.to_double(b) : std::nullopt;
    if (!right) return {};
    if (*right == 0) {
      runtime.raise("ZeroDivisionError", "float divmod()");
      return {};
    }
    const auto [quotient, remainder] = divide_floats(*left, *right);
    return {Value::real(quotient), Value::real(remainder)};
  }
  const Value quotient = arithmetic(runtime, Op::kFloorDiv, a, b);
  if (!quotient.valid()) return {};
  return {quotient, arithmetic(runtime, Op::kMod, a, b)};
}

}  // namespace antivenom::interpret
