#include "interpret/library/format_spec.h"

#include <charconv>
#include <cmath>

#include "interpret/library/numbers.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

// A double has at most 1074 decimals; more asked for are zeros, and nobody asks for so many.
constexpr int64_t kMaxPrecision = 20'000;

bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

bool fail_with(Runtime& runtime, std::string_view message) {
  runtime.raise("ValueError", message);
  return false;
}

// Digits at `at` as a number; -1 if there are none. False if it is too large.
bool read_number(std::string_view text, size_t& at, int64_t& out) {
  const char* begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), out);
  if (end == begin || *begin == '-') {
    out = -1;
    return true;
  }
  at += static_cast<size_t>(end - begin);
  return error == std::errc();
}

std::string padded(std::string_view text, int64_t missing, char align, std::string_view fill) {
  const auto repeat = [&](int64_t count) {
    std::string out;
    for (int64_t i = 0; i < count; ++i) out += fill;
    return out;
  };
  if (missing <= 0) return std::string(text);
  const int64_t left = align == '>' ? missing : align == '^' ? missing / 2 : 0;
  return repeat(left).append(text).append(repeat(missing - left));
}

std::string grouped(const std::string& digits, char separator, size_t size) {
  std::string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % size == 0) out += separator;
    out += digits[i];
  }
  return out;
}

// sign, prefix and digits with grouping and padding; `rest` is what follows the integer part (".5e+10").
std::optional<std::string> lay_out(Runtime& runtime, bool negative, std::string_view prefix, std::string digits,
                                   std::string_view rest, const FormatSpec& spec) {
  std::string head = negative ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
  head += prefix;
  const int64_t width = std::max<int64_t>(spec.width, 0);
  if (!runtime.heap().fits(static_cast<uint64_t>(width) * spec.fill.size() + digits.size() * 2)) return std::nullopt;
  if (!runtime.spend(static_cast<uint64_t>(width) / 64)) return std::nullopt;
  const char align = spec.align == 0 ? '>' : spec.align;
  if (spec.grouping != 0) {
    const size_t size = spec.type == 'x' || spec.type == 'X' || spec.type == 'o' || spec.type == 'b' ? 4 : 3;
    if (align == '=' && spec.fill == "0" && !digits.empty() && digits[0] >= '0' && digits[0] <= '9') {
      // Zeros are part of the number and are grouped with it.
      const auto room = width - static_cast<int64_t>(head.size() + rest.size());
      const auto length = [&](size_t n) { return static_cast<int64_t>(n + (n - 1) / size); };
      size_t count = digits.size();
      while (length(count) < room) ++count;
      digits.insert(0, count - digits.size(), '0');
    }
    digits = grouped(digits, spec.grouping, size);
  }
  digits += rest;
  const auto missing = width - static_cast<int64_t>(head.size() + digits.size());
  if (align == '=') return head + padded(digits, missing, '>', spec.fill);
  return padded(head + digits, missing, align, spec.fill);
}

std::string quoted_type(char type) { return std::string("'") + type + "'"; }

std::optional<std::string> format_character(Runtime& runtime, const mpz_class& value, const FormatSpec& spec) {
  if (spec.sign_given) return fail_with(runtime, "Sign not allowed with integer format specifier 'c'"), std::nullopt;
  if (spec.alternate) {
    return fail_with(runtime, "Alternate form (#) not allowed with integer format specifier 'c'"), std::nullopt;
  }
  if (!value.fits_slong_p() || value < 0 || value > 0x10FFFF) {
    runtime.raise("OverflowError",
                  value.fits_slong_p() ? "%c arg not in range(0x110000)" : "Python int too large to convert to C long");
    return std::nullopt;
  }
  std::string out;
  append_utf8(out, static_cast<uint32_t>(value.get_si()));
  if (!runtime.heap().fits(static_cast<uint64_t>(std::max<int64_t>(spec.width, 0)) * spec.fill.size()))
    return std::nullopt;
  const char align = spec.align == 0 || spec.align == '=' ? '>' : spec.align;
  return padded(out, spec.width - 1, align, spec.fill);
}

}  // namespace

std::optional<FormatSpec> parse_format_spec(Runtime& runtime, std::string_view text, std::string_view type_name) {
  FormatSpec spec;
  const auto invalid = [&]() -> std::optional<FormatSpec> {
    runtime.raise("ValueError", "Invalid format specifier '" + std::string(text) + "' for object of type '" +
                                    std::string(type_name) + "'");
    return std::nullopt;
  };
  size_t at = 0;
  bool fill_given = false;
  if (!text.empty()) {
    const uint32_t size = decode_character(text, 0).size;
    if (size < text.size() && is_align(static_cast<unsigned char>(text[size]))) {
      spec.fill = text.substr(0, size);
      spec.align = text[size];
      at = size + 1;
      fill_given = true;
    } else if (is_align(static_cast<unsigned char>(text[0]))) {
      spec.align = text[0];
      at = 1;
    }
  }
  const auto next_is = [&](char c) { return at < text.size() && text[at] == c; };
  if (next_is('+') || next_is('-') || next_is(' ')) {
    spec.sign = text[at++];
    spec.sign_given = true;
  }
  if (next_is('z')) spec.no_negative_zero = true, ++at;
  if (next_is('#')) spec.alternate = true, ++at;
  if (next_is('0') && !fill_given) {
    spec.fill = "0";
    if (spec.align == 0 && type_name != "str") spec.align = '=';
    ++at;
  }
  if (!read_number(text, at, spec.width)) {
    runtime.raise("ValueError", "Too many decimal digits in format string");
    return std::nullopt;
  }
  if (next_is(',')) spec.grouping = text[at++];
  if (next_is('_')) {
    if (spec.grouping != 0) return fail_with(runtime, "Cannot specify both ',' and '_'."), std::nullopt;
    spec.grouping = text[at++];
    if (next_is(',')) return fail_with(runtime, "Cannot specify both ',' and '_'."), std::nullopt;
  }
  if (next_is('.')) {
    ++at;
    if (!read_number(text, at, spec.precision)) {
      runtime.raise("ValueError", "Too many decimal digits in format string");
      return std::nullopt;
    }
    if (spec.precision < 0) return fail_with(runtime, "Format specifier missing precision"), std::nullopt;
  }
  if (text.size() - at > 1) return invalid();
  if (at < text.size()) spec.type = text[at];
  if (spec.grouping != 0) {
    const std::string_view allowed = spec.grouping == ',' ? "defgEFG%" : "defgEFG%boxX";
    if (spec.type != 0 && allowed.find(spec.type) == std::string_view::npos) {
      return fail_with(runtime,
                       "Cannot specify '" + std::string(1, spec.grouping) + "' with " + quoted_type(spec.type) + "."),
             std::nullopt;
    }
  }
  return spec;
}

std::optional<std::string> format_str(Runtime& runtime, std::string_view text, const FormatSpec& spec) {
  const auto refuse = [&](std::string_view message) -> std::optional<std::string> {
    runtime.raise("ValueError", message);
    return std::nullopt;
  };
  if (spec.type != 0 && spec.type != 's') {
    return refuse("Unknown format code " + quoted_type(spec.type) + " for object of type 'str'");
  }
  if (spec.grouping != 0) return refuse("Cannot specify '" + std::string(1, spec.grouping) + "' with 's'.");
  if (spec.sign_given)
    return refuse(spec.sign == ' ' ? "Space not allowed in string format specifier"
                                   : "Sign not allowed in string format specifier");
  if (spec.no_negative_zero) return refuse("Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate) return refuse("Alternate form (#) not allowed in string format specifier");
  if (spec.align == '=') return refuse("'=' alignment not allowed in string format specifier");
  if (spec.precision >= 0) text = text.substr(0, skip_characters(text, 0, static_cast<size_t>(spec.precision)));
  if (spec.width <= 0) return std::string(text);
  if (!runtime.heap().fits(static_cast<uint64_t>(spec.width) * spec.fill.size() + text.size())) return std::nullopt;
  if (!runtime.spend((static_cast<uint64_t>(spec.width) + text.size()) / 64)) return std::nullopt;
  return padded(text, spec.width - static_cast<int64_t>(count_characters(text)), spec.align == 0 ? '<' : spec.align,
                spec.fill);
}

std::optional<std::string> format_int(Runtime& runtime, const mpz_class& value, const FormatSpec& spec) {
  switch (spec.type) {
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case '%': {
      const auto real = runtime.to_double(runtime.heap().integer(value));
      return real ? format_float(runtime, *real, spec) : std::nullopt;
    }
    case 0:
    case 'd':
    case 'n':
    case 'b':
    case 'o':
    case 'x':
    case 'X':
    case 'c':
      break;
    default:
      return fail_with(runtime, "Unknown format code " + quoted_type(spec.type) + " for object of type 'int'"),
             std::nullopt;
  }
  if (spec.precision >= 0) return fail_with(runtime, "Precision not allowed in integer format specifier"), std::nullopt;
  if (spec.no_negative_zero) {
    return fail_with(runtime, "Negative zero coercion (z) not allowed in integer format specifier"), std::nullopt;
  }
  if (spec.type == 'c') return format_character(runtime, value, spec);
  const int base = spec.type == 'b' ? 2 : spec.type == 'o' ? 8 : spec.type == 'x' || spec.type == 'X' ? 16 : 10;
  const mpz_class magnitude = abs(value);
  std::string digits;
  if (base == 10) {
    const auto decimal = int_to_decimal(runtime, magnitude);
    if (!decimal) return std::nullopt;
    digits = *decimal;
  } else {
    const size_t size = mpz_sizeinbase(magnitude.get_mpz_t(), base);
    if (!runtime.heap().fits(size * 2) || !runtime.spend(size / 64)) return std::nullopt;
    digits = magnitude.get_str(spec.type == 'X' ? -16 : base);
  }
  std::string prefix;
  if (spec.alternate && base != 10) prefix = std::string("0") + spec.type;
  return lay_out(runtime, sgn(value) < 0, prefix, std::move(digits), {}, spec);
}

std::string float_digits(double magnitude, char type, int precision, bool alternate, bool add_point_zero) {
  const bool upper = type == 'E' || type == 'F' || type == 'G';
  if (!std::isfinite(magnitude)) {
    const std::string word = std::isnan(magnitude) ? "nan" : "inf";
    return upper ? (word == "nan" ? "NAN" : "INF") : word;
  }
  if (type == 'r') {
    const std::string text = float_repr(magnitude);
    return text;
  }
  std::string buffer(static_cast<size_t>(precision) + 400, '\0');
  const auto print = [&](std::chars_format format, int digits) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, format, digits).ptr;
    return std::string(buffer.data(), end);
  };
  const char kind = static_cast<char>(type | 0x20);
  std::string out;
  if (kind == 'f') {
    out = print(std::chars_format::fixed, precision);
    if (precision == 0 && alternate) out += '.';
  } else if (kind == 'e') {
    out = print(std::chars_format::scientific, precision);
    if (precision == 0 && alternate) out.insert(out.find('e'), ".");
  } else {
    const int significant = precision == 0 ? 1 : precision;
    const std::string scientific = print(std::chars_format::scientific, significant - 1);
    const size_t e = scientific.find('e');
    const int exponent = std::atoi(scientific.c_str() + e + 1);
    std::string digits = scientific.substr(0, e);
    if (const size_t point = digits.find('.'); point != std::string::npos) digits.erase(point, 1);
    if (!alternate) digits.erase(std::max<size_t>(digits.find_last_not_of('0') + 1, 1));
    const auto count = static_cast<int>(digits.size());
    if (exponent < -4 || exponent >= significant - (add_point_zero ? 1 : 0)) {
      out = digits.substr(0, 1);
      if (count > 1 || alternate) out += "." + digits.substr(1);
      out += scientific.substr(e);
    } else if (exponent < 0) {
      out = "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
    } else if (count <= exponent + 1) {
      out = digits + std::string(static_cast<size_t>(exponent + 1 - count), '0');
      if (add_point_zero)
        out += ".0";
      else if (alternate)
        out += ".";
    } else {
      out =
          digits.substr(0, static_cast<size_t>(exponent + 1)) + "." + digits.substr(static_cast<size_t>(exponent + 1));
    }
  }
  if (upper) {
    for (char& c : out) c = c == 'e' ? 'E' : c;
  }
  return out;
}

std::optional<std::string> format_float(Runtime& runtime, double value, const FormatSpec& spec) {
  static constexpr std::string_view kTypes = "eEfFgGn%";
  if (spec.type != 0 && kTypes.find(spec.type) == std::string_view::npos) {
    return fail_with(runtime, "Unknown format code " + quoted_type(spec.type) + " for object of type 'float'"),
           std::nullopt;
  }
  if (spec.precision > kMaxPrecision) return std::nullopt;
  const bool percent = spec.type == '%';
  double number = percent ? value * 100 : value;
  bool negative = std::signbit(number) && !std::isnan(number);
  const char type = percent              ? 'f'
                    : spec.type == 'n'   ? 'g'
                    : spec.type != 0     ? spec.type
                    : spec.precision < 0 ? 'r'
                                         : 'g';
  const int precision = spec.precision < 0 ? 6 : static_cast<int>(spec.precision);
  const bool point_zero = spec.type == 0;
  std::string text = float_digits(std::fabs(number), type, precision, spec.alternate, point_zero);
  if (spec.no_negative_zero && text.find_first_of("123456789in") == std::string::npos) negative = false;
  if (percent) text += '%';
  // What is not part of the integer digits is not grouped.
  const size_t end = text.find_first_not_of("0123456789");
  const std::string rest = end == std::string::npos ? "" : text.substr(end);
  const bool finite = std::isfinite(number);
  return lay_out(runtime, negative, {}, finite ? text.substr(0, end) : text, finite ? rest : "", spec);
}

Value Runtime::format(Value v, std::string_view text) {
  if (v.is_unknown() || !v.valid()) return {};
  if (text.empty() || (v.is(Kind::kStr) && text == "s")) {
    if (v.is(Kind::kStr)) return v;
    const auto whole = to_str(v);
    return whole ? heap_.str(*whole) : Value();
  }
  // The text may be a view that allocation moves.
  const std::string kept(text);
  const bool is_str = v.is(Kind::kStr);
  const bool is_float = v.is(Kind::kFloat);
  if (!is_str && !is_float && !v.is(Kind::kInt) && !v.is(Kind::kBool) && !v.is(Kind::kBigInt)) {
    if (v.kind() < Kind::kIterator) {
      raise("TypeError", "unsupported format string passed to " + std::string(type_name(v)) + ".__format__");
    }
    return {};
  }
  const auto spec = parse_format_spec(*this, kept, type_name(v));
  if (!spec) return {};
  std::optional<std::string> out;
  if (is_str) {
    out = format_str(*this, v.as<Text>()->text(), *spec);
  } else if (is_float) {
    out = format_float(*this, v.as_float(), *spec);
  } else {
    out = format_int(*this, *to_bigint(v), *spec);
  }
  if (!out) return {};
  return is_str ? heap_.str(*out, v.as<Text>()->origins, v.as<Text>()->trail) : heap_.str(*out);
}

}  // namespace antivenom::interpret
