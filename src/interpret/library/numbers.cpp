#include "interpret/library/numbers.h"

#include <charconv>
#include <cmath>

#include "interpret/library/characters.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

// Decimal digits of other scripts as ASCII, blanks around the text removed; what Python does before reading a number.
std::string plain_digits(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const Character c = decode_character(text, at);
    const int digit = c.code_point < 0x80 ? -1 : decimal_value(c.code_point);
    if (digit >= 0) {
      out += static_cast<char>('0' + digit);
    } else if (is_space(c.code_point)) {
      out += ' ';
    } else {
      out.append(text, at, c.size);
    }
    at += c.size;
  }
  const size_t first = out.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return out.substr(first, out.find_last_not_of(' ') - first + 1);
}

bool is_figure(char c, bool letters) {
  return (c >= '0' && c <= '9') || (letters && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')));
}

// Removes single underscores between digits; false if one stands elsewhere.
bool drop_underscores(std::string& text, bool letters) {
  std::string out;
  out.reserve(text.size());
  char previous = 0;
  for (char c : text) {
    if (c == '_') {
      if (!is_figure(previous, letters)) return false;
    } else {
      if (previous == '_' && !is_figure(c, letters)) return false;
      out += c;
    }
    previous = c;
  }
  if (previous == '_') return false;
  text = std::move(out);
  return true;
}

}  // namespace

Digits shortest_digits(double value) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  std::string_view text(buffer, static_cast<size_t>(end - buffer));
  Digits out{{}, 0, text.front() == '-'};
  if (out.negative) text.remove_prefix(1);
  const size_t e = text.find('e');
  out.digits = text.substr(0, 1);
  if (e > 2) out.digits += text.substr(2, e - 2);
  std::string_view exponent = text.substr(e + 1);
  if (exponent.front() == '+') exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), out.exponent);
  return out;
}

std::string float_repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const auto [digits, exponent, negative] = shortest_digits(value);
  std::string out = negative ? "-" : "";
  const int count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    out += digits[0];
    if (count > 1) out.append(".").append(digits, 1);
    const int magnitude = std::abs(exponent);
    out += exponent < 0 ? "e-" : "e+";
    if (magnitude < 10) out += '0';
    return out + std::to_string(magnitude);
  }
  if (exponent < 0) return out + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  if (count <= exponent + 1) return out + digits + std::string(static_cast<size_t>(exponent + 1 - count), '0') + ".0";
  return out + digits.substr(0, static_cast<size_t>(exponent + 1)) + "." +
         digits.substr(static_cast<size_t>(exponent + 1));
}

std::optional<std::string> int_to_decimal(Runtime& runtime, const mpz_class& value) {
  // The size estimate may be one too large.
  if (mpz_sizeinbase(value.get_mpz_t(), 10) <= kMaxIntDigits + 1) {
    std::string digits = value.get_str();
    if (digits.size() - (digits[0] == '-' ? 1 : 0) <= kMaxIntDigits) return digits;
  }
  runtime.raise("ValueError",
                "Exceeds the limit (4300 digits) for integer string conversion; use "
                "sys.set_int_max_str_digits() to increase the limit");
  return std::nullopt;
}

bool is_int(Value v) { return v.is(Kind::kInt) || v.is(Kind::kBool) || v.is(Kind::kBigInt); }
bool is_number(Value v) { return is_int(v) || v.is(Kind::kFloat); }

std::optional<int> compare_numbers(Value a, Value b) {
  if (a.is(Kind::kFloat) && !b.is(Kind::kFloat)) {
    const auto reversed = compare_numbers(b, a);
    return reversed ? std::optional(-*reversed) : std::nullopt;
  }
  if (b.is(Kind::kFloat)) {
    const double right = b.as_float();
    if (std::isnan(right)) return std::nullopt;
    if (a.is(Kind::kFloat)) {
      if (std::isnan(a.as_float())) return std::nullopt;
      return a.as_float() < right ? -1 : a.as_float() > right ? 1 : 0;
    }
    if (std::isinf(right)) return right > 0 ? -1 : 1;
    const mpz_class left = a.is(Kind::kBigInt) ? a.as<BigInt>()->value : mpz_class(static_cast<long>(a.as_int()));
    return mpz_cmp_d(left.get_mpz_t(), right);
  }
  if (!a.is(Kind::kBigInt) && !b.is(Kind::kBigInt))
    return a.as_int() < b.as_int() ? -1 : a.as_int() > b.as_int() ? 1 : 0;
  if (!a.is(Kind::kBigInt)) return -mpz_cmp_si(b.as<BigInt>()->value.get_mpz_t(), a.as_int());
  if (!b.is(Kind::kBigInt)) return mpz_cmp_si(a.as<BigInt>()->value.get_mpz_t(), b.as_int());
  return cmp(a.as<BigInt>()->value, b.as<BigInt>()->value);
}

std::optional<mpz_class> parse_int(std::string_view raw, unsigned base) {
  std::string text = plain_digits(raw);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.erase(0, 1);
  if (text.size() >= 2 && text[0] == '0') {
    const char letter = static_cast<char>(text[1] | 0x20);
    const unsigned named = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    if (named != 0 && (base == 0 || base == named)) {
      text.erase(0, 2);
      base = named;
      if (text.starts_with('_')) text.erase(0, 1);
    }
  }
  if (base == 0) {
    base = 10;
    // 0 and 00 are fine, 010 is not.
    if (text.size() > 1 && text[0] == '0' && text.find_first_not_of("0_") != std::string::npos) return std::nullopt;
  }
  if (!drop_underscores(text, true) || text.empty()) return std::nullopt;
  for (char& c : text) {
    const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                           : c >= 'a' && c <= 'z' ? static_cast<unsigned>(c - 'a') + 10
                           : c >= 'A' && c <= 'Z' ? static_cast<unsigned>(c - 'A') + 10
                                                  : 99;
    if (digit >= base) return std::nullopt;
  }
  if (text.size() < 18) {
    int64_t small = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), small, static_cast<int>(base)).ec == std::errc()) {
      return mpz_class(static_cast<long>(negative ? -small : small));
    }
  }
  mpz_class value;
  if (mpz_set_str(value.get_mpz_t(), text.c_str(), static_cast<int>(base)) != 0) return std::nullopt;
  if (negative) value = -value;
  return value;
}

std::optional<double> parse_float(std::string_view raw) {
  std::string text = plain_digits(raw);
  if (!drop_underscores(text, false)) return std::nullopt;
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  double value = 0;
  const bool digits = (rest[0] >= '0' && rest[0] <= '9') || rest[0] == '.';
  if (digits) {
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (end != rest.data() + rest.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
      // from_chars leaves the value alone: too large or too small, which the exponent's sign tells apart.
      value = std::strtod(std::string(rest).c_str(), nullptr);
    }
  } else {
    std::string word(rest);
    for (char& c : word) c = static_cast<char>(c | 0x20);
    if (word == "nan") {
      value = std::nan("");
    } else if (word == "inf" || word == "infinity") {
      value = HUGE_VAL;
    } else {
      return std::nullopt;
    }
  }
  return negative ? -value : value;
}

}  // namespace antivenom::interpret
