// math: all functions that only compute.
#include <cmath>
#include <numbers>

#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

// A result that is not finite though the argument was: ValueError at a pole or outside the domain, OverflowError else.
Value finish(Runtime& runtime, double result, bool finite_arguments) {
  if (finite_arguments && std::isnan(result)) return raise(runtime, "ValueError", "math domain error");
  if (finite_arguments && std::isinf(result)) return raise(runtime, "OverflowError", "math range error");
  return Value::real(result);
}

template <double (*F)(double)>
Value unary(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const double x = in.real(0, "x");
  return in.ok() ? finish(runtime, F(x), std::isfinite(x)) : Value();
}

template <double (*F)(double, double)>
Value binary(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const double x = in.real(0, "x"), y = in.real(1, "y");
  return in.ok() ? finish(runtime, F(x, y), std::isfinite(x) && std::isfinite(y)) : Value();
}

template <double (*F)(double)>
Value to_integer(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value v = in.value(0, "x");
  if (v.valid() && is_int(v)) return make_bigint(runtime, in.bigint(0, "x"));
  const double x = in.real(0, "x");
  if (!in.ok()) return {};
  if (!std::isfinite(x))
    return raise(runtime, std::isnan(x) ? "ValueError" : "OverflowError", "cannot convert float to integer");
  return make_bigint(runtime, mpz_class(F(x)));
}

template <bool (*F)(double)>
Value test(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const double x = in.real(0, "x");
  return in.ok() ? Value::boolean(F(x)) : Value();
}

bool is_nan(double x) { return std::isnan(x); }
bool is_inf(double x) { return std::isinf(x); }
bool is_finite(double x) { return std::isfinite(x); }
double degrees(double x) { return x * (180.0 / std::numbers::pi); }
double radians(double x) { return x * (std::numbers::pi / 180.0); }

// Logarithm of any positive integer or float, in base e.
std::optional<double> logarithm(Runtime& runtime, Value v) {
  const auto number = runtime.to_bigint(v);
  if (number && *number > 0) {
    long exponent = 0;
    const double mantissa = mpz_get_d_2exp(&exponent, number->get_mpz_t());
    return exponent <= 1024 ? std::log(number->get_d())
                            : std::log(mantissa) + static_cast<double>(exponent) * std::numbers::ln2;
  }
  const auto x = runtime.to_double(v);
  if (!x || !(*x > 0)) return std::nullopt;
  return std::log(*x);
}

Value log(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value v = in.value(0, "x"), base = in.optional(1, "base");
  if (!in.ok()) return {};
  const auto x = logarithm(runtime, v);
  if (!x) return runtime.to_double(v) ? raise(runtime, "ValueError", "math domain error") : Value();
  if (base.is_none()) return Value::real(*x);
  const auto b = logarithm(runtime, base);
  if (b && *b == 0) return raise(runtime, "ZeroDivisionError", "float division by zero");
  return b ? Value::real(*x / *b) : Value();
}

constexpr int64_t kMaxFactorial = 20'000;

Value factorial(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t n = in.integer(0, "x");
  if (!in.ok() || n > kMaxFactorial) return {};
  if (n < 0) return raise(runtime, "ValueError", "factorial() not defined for negative values");
  if (!runtime.spend(1 + static_cast<uint64_t>(n))) return {};
  mpz_class result;
  mpz_fac_ui(result.get_mpz_t(), static_cast<unsigned long>(n));
  return make_bigint(runtime, result);
}

template <void (*F)(mpz_ptr, mpz_srcptr, mpz_srcptr)>
Value fold_integers(Runtime& runtime, Value, CallArgs& args) {
  mpz_class result = 0;
  for (size_t i = 0; i < args.size(); ++i) {
    const auto n = runtime.to_bigint(args.positional[i]);
    if (!n || args.open_ended || !spend_bytes(runtime, mpz_sizeinbase(n->get_mpz_t(), 2))) return {};
    if (i == 0)
      result = abs(*n);
    else
      F(result.get_mpz_t(), mpz_class(result).get_mpz_t(), n->get_mpz_t());
  }
  return make_bigint(runtime, result);
}

Value lcm(Runtime& runtime, Value self, CallArgs& args) {
  if (args.size() == 0) return Value::integer(1);
  return fold_integers<mpz_lcm>(runtime, self, args);
}

Value isqrt(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const mpz_class n = in.bigint(0, "n");
  if (!in.ok() || !spend_bytes(runtime, mpz_sizeinbase(n.get_mpz_t(), 2))) return {};
  if (n < 0) return raise(runtime, "ValueError", "isqrt() argument must be nonnegative");
  return make_bigint(runtime, sqrt(n));
}

Value comb(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t n = in.integer(0, "n"), k = in.integer(1, "k");
  if (!in.ok() || n < 0 || k < 0 || n > kMaxFactorial || !runtime.spend(1 + static_cast<uint64_t>(n))) return {};
  mpz_class result;
  mpz_bin_uiui(result.get_mpz_t(), static_cast<unsigned long>(n), static_cast<unsigned long>(k));
  return make_bigint(runtime, result);
}

Value fsum(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  mpf_class sum(0, 2200);  // holds every double exactly
  for (const Value v : in.items(0, "seq")) {
    const auto x = runtime.to_double(v);
    if (!x || !std::isfinite(*x)) return {};
    sum += *x;
  }
  return in.ok() ? Value::real(sum.get_d()) : Value();
}

Value prod(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  Value product = args.get(runtime.heap(), 9, "start");
  if (!product.valid()) product = Value::integer(1);
  for (const Value v : in.items(0, "iterable")) {
    product = runtime.binary(python::Op::kMul, product, v);
    if (!product.valid()) return {};
  }
  return in.ok() ? product : Value();
}

Value isclose(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const double a = in.real(0, "a"), b = in.real(1, "b");
  const double relative = in.has(9, "rel_tol") ? in.real(9, "rel_tol") : 1e-9,
               absolute = in.has(9, "abs_tol") ? in.real(9, "abs_tol") : 0;
  if (!in.ok()) return {};
  if (a == b) return Value::boolean(true);
  if (std::isinf(a) || std::isinf(b)) return Value::boolean(false);
  return Value::boolean(std::fabs(a - b) <= std::max(relative * std::max(std::fabs(a), std::fabs(b)), absolute));
}

Value modf(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  double whole = 0;
  const double fraction = std::modf(in.real(0, "x"), &whole);
  return in.ok() ? runtime.heap().tuple({Value::real(fraction), Value::real(whole)}) : Value();
}

Value frexp(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  int exponent = 0;
  const double mantissa = std::frexp(in.real(0, "x"), &exponent);
  return in.ok() ? runtime.heap().tuple({Value::real(mantissa), Value::integer(exponent)}) : Value();
}

Value ldexp(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const double x = in.real(0, "x");
  const int64_t i = in.integer(1, "i");
  return in.ok()
             ? finish(runtime, std::ldexp(x, static_cast<int>(std::max<int64_t>(-5000, std::min<int64_t>(i, 5000)))),
                      std::isfinite(x))
             : Value();
}

Value hypot(Runtime& runtime, Value, CallArgs& args) {
  double result = 0;
  for (const Value v : args.positional) {
    const auto x = runtime.to_double(v);
    if (!x || args.open_ended) return {};
    result = std::hypot(result, *x);
  }
  return Value::real(result);
}

constexpr NativeDef kMathNatives[] = {
    {"math.sqrt", unary<std::sqrt>, "float"},
    {"math.exp", unary<std::exp>, "float"},
    {"math.expm1", unary<std::expm1>, "float"},
    {"math.log1p", unary<std::log1p>, "float"},
    {"math.log2", unary<std::log2>, "float"},
    {"math.log10", unary<std::log10>, "float"},
    {"math.sin", unary<std::sin>, "float"},
    {"math.cos", unary<std::cos>, "float"},
    {"math.tan", unary<std::tan>, "float"},
    {"math.asin", unary<std::asin>, "float"},
    {"math.acos", unary<std::acos>, "float"},
    {"math.atan", unary<std::atan>, "float"},
    {"math.sinh", unary<std::sinh>, "float"},
    {"math.cosh", unary<std::cosh>, "float"},
    {"math.tanh", unary<std::tanh>, "float"},
    {"math.asinh", unary<std::asinh>, "float"},
    {"math.acosh", unary<std::acosh>, "float"},
    {"math.atanh", unary<std::atanh>, "float"},
    {"math.fabs", unary<std::fabs>, "float"},
    {"math.degrees", unary<degrees>, "float"},
    {"math.radians", unary<radians>, "float"},
    {"math.erf", unary<std::erf>, "float"},
    {"math.erfc", unary<std::erfc>, "float"},
    {"math.gamma", unary<std::tgamma>, "float"},
    {"math.lgamma", unary<std::lgamma>, "float"},
    {"math.cbrt", unary<std::cbrt>, "float"},
    {"math.exp2", unary<std::exp2>, "float"},
    {"math.pow", binary<std::pow>, "float"},
    {"math.fmod", binary<std::fmod>, "float"},
    {"math.atan2", binary<std::atan2>, "float"},
    {"math.copysign", binary<std::copysign>, "float"},
    {"math.remainder", binary<std::remainder>, "float"},
    {"math.floor", to_integer<std::floor>, "int"},
    {"math.ceil", to_integer<std::ceil>, "int"},
    {"math.trunc", to_integer<std::trunc>, "int"},
    {"math.isnan", test<is_nan>, "bool"},
    {"math.isinf", test<is_inf>, "bool"},
    {"math.isfinite", test<is_finite>, "bool"},
    {"math.log", log, "float"},
    {"math.factorial", factorial, "int"},
    {"math.gcd", fold_integers<mpz_gcd>, "int"},
    {"math.lcm", lcm, "int"},
    {"math.isqrt", isqrt, "int"},
    {"math.comb", comb, "int"},
    {"math.fsum", fsum, "float"},
    {"math.prod", prod, ""},
    {"math.isclose", isclose, "bool"},
    {"math.modf", modf, "tuple"},
    {"math.frexp", frexp, "tuple"},
    {"math.ldexp", ldexp, "float"},
    {"math.hypot", hypot, "float"},
};

}  // namespace

std::span<const NativeDef> math_natives() { return kMathNatives; }

Value math_constant(Heap&, std::string_view name) {
  if (name == "math.pi") return Value::real(std::numbers::pi);
  if (name == "math.e") return Value::real(std::numbers::e);
  if (name == "math.tau") return Value::real(2 * std::numbers::pi);
  if (name == "math.inf") return Value::real(HUGE_VAL);
  if (name == "math.nan") return Value::real(std::nan(""));
  return {};
}

}  // namespace antivenom::interpret
