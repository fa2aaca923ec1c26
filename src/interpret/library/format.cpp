// format % args, for str and bytes.

#include <cmath>

#include "interpret/library/format_spec.h"
#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/text_forms.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

// One "%..." of the format.
struct Conversion {
  bool left = false, plus = false, blank = false, alternate = false, zero = false;
  int64_t width = 0, precision = -1;
  uint32_t type = 0;
};

class PercentFormatter {
 public:
  PercentFormatter(Runtime& runtime, std::string format, bool bytes, Value args)
      : runtime_(runtime), format_(std::move(format)), bytes_(bytes), args_(args) {}

  std::optional<std::string> run();

 private:
  bool convert();
  bool read_key();
  bool read_number(int64_t& out, bool precision);
  Value next_argument();
  std::optional<std::string> text_of(Value v, const Conversion& c);
  std::optional<std::string> integer_of(Value v, const Conversion& c, std::string& sign_and_prefix);
  std::optional<std::string> character_of(Value v);
  bool number(Value v, const Conversion& c);
  bool put(std::string_view head, std::string_view body, const Conversion& c, bool zeros);
  bool fail(std::string_view exception, std::string_view message) {
    runtime_.raise(exception, message);
    return false;
  }

  Runtime& runtime_;
  const std::string format_;
  const bool bytes_;
  const Value args_;
  std::string out_;
  size_t at_ = 0;
  size_t used_ = 0;
  Value keyed_;  // value of the %(key) being converted
  bool took_single_ = false;
};

Value PercentFormatter::next_argument() {
  if (keyed_.valid()) return keyed_;
  if (args_.is(Kind::kTuple)) {
    const auto* tuple = args_.as<Sequence>();
    if (used_ < tuple->items.size()) return tuple->items[used_++];
    if (tuple->open_ended) return {};
  } else if (!took_single_) {
    took_single_ = true;
    return args_;
  }
  fail("TypeError", "not enough arguments for format string");
  return {};
}

bool PercentFormatter::read_key() {
  const size_t begin = ++at_;
  unsigned depth = 1;
  for (; at_ < format_.size() && depth > 0; ++at_) {
    if (format_[at_] == '(') ++depth;
    if (format_[at_] == ')') --depth;
  }
  if (depth > 0) return fail("ValueError", "incomplete format key");
  const std::string_view key = std::string_view(format_).substr(begin, at_ - begin - 1);
  if (!args_.is(Kind::kDict)) {
    if (args_.kind() < Kind::kIterator) return fail("TypeError", "format requires a mapping");
    return false;
  }
  keyed_ = runtime_.subscript(args_, bytes_ ? runtime_.heap().bytes(key) : runtime_.heap().str(key));
  return keyed_.valid();
}

bool PercentFormatter::read_number(int64_t& out, bool precision) {
  if (at_ < format_.size() && format_[at_] == '*') {
    ++at_;
    keyed_ = {};
    const Value v = next_argument();
    if (!v.valid()) return false;
    const auto given = runtime_.to_index(v);
    if (!given) return v.kind() < Kind::kIterator ? fail("TypeError", "* wants int") : false;
    out = *given;
    return true;
  }
  constexpr int64_t kMax = INT32_MAX;
  out = 0;
  while (at_ < format_.size() && format_[at_] >= '0' && format_[at_] <= '9') {
    out = out * 10 + (format_[at_++] - '0');
    if (out > kMax) return fail("ValueError", precision ? "precision too big" : "width too big");
  }
  return true;
}

bool PercentFormatter::put(std::string_view head, std::string_view body, const Conversion& c, bool zeros) {
  const size_t length = bytes_ ? body.size() : count_characters(body);
  const auto width = static_cast<uint64_t>(std::max<int64_t>(c.width, 0));
  if (!runtime_.heap().fits(out_.size() + width + body.size()) || !runtime_.spend((width + body.size()) / 64))
    return false;
  const size_t missing = width > head.size() + length ? width - head.size() - length : 0;
  if (!c.left && !zeros) out_.append(missing, ' ');
  out_ += head;
  if (!c.left && zeros) out_.append(missing, '0');
  out_ += body;
  if (c.left) out_.append(missing, ' ');
  return true;
}

std::optional<std::string> PercentFormatter::text_of(Value v, const Conversion& c) {
  if (bytes_ && (c.type == 's' || c.type == 'b')) {
    if (const auto raw = runtime_.to_bytes(v)) return std::string(*raw);
    if (v.kind() < Kind::kIterator) {
      fail("TypeError", "%b requires a bytes-like object, or an object that implements __bytes__, not '" +
                            std::string(runtime_.type_name(v)) + "'");
    }
    return std::nullopt;
  }
  auto text = c.type == 's' ? runtime_.to_str(v) : runtime_.to_repr(v);
  if (text && (c.type == 'a' || bytes_)) text = escape_non_ascii(*text);
  return text;
}

std::optional<std::string> PercentFormatter::character_of(Value v) {
  if (const auto code = runtime_.to_index(v)) {
    if (*code < 0 || *code >= (bytes_ ? 0x100 : 0x110000)) {
      fail("OverflowError", bytes_ ? "%c arg not in range(256)" : "%c arg not in range(0x110000)");
      return std::nullopt;
    }
    std::string out;
    if (bytes_) {
      out += static_cast<char>(*code);
    } else {
      append_utf8(out, static_cast<uint32_t>(*code));
    }
    return out;
  }
  if (bytes_) {
    if (const auto raw = runtime_.to_bytes(v); raw && raw->size() == 1) return std::string(*raw);
  } else if (v.is(Kind::kStr) && v.as<Text>()->chars == 1) {
    return std::string(v.as<Text>()->text());
  }
  if (v.kind() < Kind::kIterator) {
    fail("TypeError", bytes_ ? "%c requires an integer in range(256) or a single byte" : "%c requires int or char");
  }
  return std::nullopt;
}

// Digits of %d %x %o; sign and prefix apart.
std::optional<std::string> PercentFormatter::integer_of(Value v, const Conversion& c, std::string& head) {
  const bool decimal = c.type == 'd' || c.type == 'i' || c.type == 'u';
  const char shown = c.type == 'i' || c.type == 'u' ? 'd' : static_cast<char>(c.type);
  if (v.is(Kind::kFloat) && decimal) {
    const double real = v.as_float();
    if (!std::isfinite(real)) {
      fail(std::isnan(real) ? "ValueError" : "OverflowError",
           std::isnan(real) ? "cannot convert float NaN to integer" : "cannot convert float infinity to integer");
      return std::nullopt;
    }
    v = runtime_.heap().integer(mpz_class(real));
  }
  const auto value = runtime_.to_bigint(v);
  if (!value) {
    if (v.kind() < Kind::kIterator) {
      fail("TypeError", std::string("%") + shown + " format: " + (decimal ? "a real number" : "an integer") +
                            " is required, not " + std::string(runtime_.type_name(v)));
    }
    return std::nullopt;
  }
  const mpz_class magnitude = abs(*value);
  std::string digits;
  if (decimal) {
    const auto text = int_to_decimal(runtime_, magnitude);
    if (!text) return std::nullopt;
    digits = *text;
  } else {
    if (!runtime_.heap().fits(mpz_sizeinbase(magnitude.get_mpz_t(), 8))) return std::nullopt;
    digits = magnitude.get_str(c.type == 'o' ? 8 : c.type == 'X' ? -16 : 16);
  }
  if (c.precision > static_cast<int64_t>(digits.size())) {
    if (!runtime_.heap().fits(static_cast<uint64_t>(c.precision)) ||
        !runtime_.spend(static_cast<uint64_t>(c.precision) / 64)) {
      return std::nullopt;
    }
    digits.insert(0, static_cast<size_t>(c.precision) - digits.size(), '0');
  }
  head = sgn(*value) < 0 ? "-" : c.plus ? "+" : c.blank ? " " : "";
  if (c.alternate && !decimal) head.append("0").append(1, static_cast<char>(c.type));
  return digits;
}

bool PercentFormatter::number(Value v, const Conversion& c) {
  std::string head;
  if (c.type == 'd' || c.type == 'i' || c.type == 'u' || c.type == 'x' || c.type == 'X' || c.type == 'o') {
    const auto digits = integer_of(v, c, head);
    return digits && put(head, *digits, c, c.zero);
  }
  const auto real = runtime_.to_double(v);
  if (!real) {
    if (v.kind() < Kind::kIterator && !is_number(v)) {
      const std::string type(runtime_.type_name(v));
      return fail("TypeError", bytes_ ? "float argument required, not " + type : "must be real number, not " + type);
    }
    return false;
  }
  constexpr int64_t kMaxPrecision = 20'000;
  if (c.precision > kMaxPrecision) return false;
  head = std::signbit(*real) && !std::isnan(*real) ? "-" : c.plus ? "+" : c.blank ? " " : "";
  const int precision = c.precision < 0 ? 6 : static_cast<int>(c.precision);
  return put(head, float_digits(std::fabs(*real), static_cast<char>(c.type), precision, c.alternate, false), c, c.zero);
}

bool PercentFormatter::convert() {
  Conversion c;
  keyed_ = {};
  if (format_[at_] == '%') {
    out_ += format_[at_++];
    return true;
  }
  if (at_ < format_.size() && format_[at_] == '(' && !read_key()) return false;
  const Value keyed = keyed_;
  for (; at_ < format_.size(); ++at_) {
    const char flag = format_[at_];
    if (flag == '-')
      c.left = true;
    else if (flag == '+')
      c.plus = true;
    else if (flag == ' ')
      c.blank = true;
    else if (flag == '#')
      c.alternate = true;
    else if (flag == '0')
      c.zero = true;
    else
      break;
  }
  if (!read_number(c.width, false)) return false;
  if (c.width < 0) {
    c.left = true;
    c.width = -std::max<int64_t>(c.width, -INT32_MAX);
  }
  if (at_ < format_.size() && format_[at_] == '.') {
    ++at_;
    if (!read_number(c.precision, true)) return false;
    c.precision = std::max<int64_t>(c.precision, 0);
  }
  if (at_ < format_.size() && (format_[at_] == 'h' || format_[at_] == 'l' || format_[at_] == 'L')) ++at_;
  if (at_ >= format_.size()) return fail("ValueError", "incomplete format");
  const size_t type_at = at_;
  const Character type =
      bytes_ ? Character{static_cast<unsigned char>(format_[at_]), 1} : decode_character(format_, at_);
  c.type = type.code_point;
  at_ += type.size;
  keyed_ = keyed;
  const Value v = next_argument();
  if (!v.valid()) return false;
  const std::string_view known = bytes_ ? "sbradiuoxXeEfFgGc" : "sradiuoxXeEfFgGc";
  if (c.type >= 0x80 || known.find(static_cast<char>(c.type)) == std::string_view::npos) {
    const size_t index = bytes_ ? type_at : count_characters(std::string_view(format_).substr(0, type_at));
    char code[16];
    std::snprintf(code, sizeof code, "0x%x", c.type);
    std::string shown;
    append_utf8(shown, c.type < 0x20 ? '?' : c.type);
    return fail("ValueError",
                "unsupported format character '" + shown + "' (" + code + ") at index " + std::to_string(index));
  }
  if (v.is_unknown()) return false;
  if (c.type == 's' || c.type == 'r' || c.type == 'a' || c.type == 'b') {
    auto text = text_of(v, c);
    if (!text) return false;
    if (c.precision >= 0) {
      text->resize(bytes_ ? std::min<size_t>(text->size(), static_cast<size_t>(c.precision))
                          : skip_characters(*text, 0, static_cast<size_t>(c.precision)));
    }
    return put({}, *text, c, false);
  }
  if (c.type == 'c') {
    const auto text = character_of(v);
    return text && put({}, *text, c, false);
  }
  return number(v, c);
}

std::optional<std::string> PercentFormatter::run() {
  while (at_ < format_.size()) {
    const size_t percent = format_.find('%', at_);
    out_.append(format_, at_, percent - at_);
    if (percent == std::string::npos) break;
    at_ = percent + 1;
    if (at_ >= format_.size()) return fail("ValueError", "incomplete format"), std::nullopt;
    if (!convert()) return std::nullopt;
    if (!runtime_.heap().fits(out_.size()) || !runtime_.spend(1)) return std::nullopt;
  }
  const bool mapping = args_.is(Kind::kDict) || args_.is(Kind::kList);
  const bool left_over =
      args_.is(Kind::kTuple) ? used_ < args_.as<Sequence>()->items.size() : !mapping && !took_single_;
  if (left_over) {
    if (args_.kind() >= Kind::kIterator && !args_.is(Kind::kTuple)) return std::nullopt;
    return fail("TypeError", bytes_ ? "not all arguments converted during bytes formatting"
                                    : "not all arguments converted during string formatting"),
           std::nullopt;
  }
  return std::move(out_);
}

}  // namespace

Value Runtime::percent_format(Value format, Value args) {
  const auto text = to_bytes(format, true);
  if (!text || args.is_unknown() || !args.valid() || !spend(text->size() / 64)) return {};
  const bool bytes = !format.is(Kind::kStr);
  const auto out = PercentFormatter(*this, std::string(*text), bytes, args).run();
  if (!out) return {};
  const Origins origins = heap_.join(origins_of(format), origins_of(args));
  const Trail trail = heap_.join(trail_of(format), trail_of(args));
  if (format.is(Kind::kByteArray)) {
    auto* result = heap_.make<ByteArray>();
    result->data = *out;
    result->origins = origins;
    result->trail = trail;
    return Value(result);
  }
  return bytes ? heap_.bytes(*out, origins, trail) : heap_.str(*out, origins, trail);
}

}  // namespace antivenom::interpret
