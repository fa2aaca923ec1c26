// struct: pack, unpack and their kin. Native alignment and sizes are those of 64-bit Linux.
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

struct Item {
  char code;
  size_t count;    // repeat count; length for 's' and 'p'
  size_t size;     // of one
  size_t padding;  // bytes before it, by alignment
};

struct Layout {
  std::vector<Item> items;
  size_t size = 0;
  size_t values = 0;
  bool big = false;
};

size_t code_size(char code, bool native) {
  switch (code) {
    case 'x':
    case 'c':
    case 'b':
    case 'B':
    case '?':
    case 's':
    case 'p':
      return 1;
    case 'h':
    case 'H':
    case 'e':
      return 2;
    case 'i':
    case 'I':
    case 'f':
      return 4;
    case 'l':
    case 'L':
      return native ? 8 : 4;
    case 'q':
    case 'Q':
    case 'd':
      return 8;
    case 'n':
    case 'N':
    case 'P':
      return native ? 8 : 0;
    default:
      return 0;
  }
}

constexpr size_t kMaxSize = 1u << 30;

Computed<Layout> read_format(std::string_view format) {
  Layout layout;
  bool native = true;
  if (!format.empty() && std::string_view("@=<>!").find(format[0]) != std::string_view::npos) {
    native = format[0] == '@';
    layout.big = format[0] == '>' || format[0] == '!';
    format.remove_prefix(1);
  }
  for (size_t i = 0; i < format.size();) {
    if (std::string_view(" \t\n\r\f\v").find(format[i]) != std::string_view::npos) {
      ++i;
      continue;
    }
    size_t count = 1;
    if (format[i] >= '0' && format[i] <= '9') {
      for (count = 0; i < format.size() && format[i] >= '0' && format[i] <= '9'; ++i) {
        count = count * 10 + static_cast<size_t>(format[i] - '0');
        if (count > kMaxSize) return not_computable();
      }
      if (i == format.size()) return raised("struct.error", "repeat count given without format specifier");
    }
    const char code = format[i++];
    const size_t size = code_size(code, native);
    if (size == 0) return raised("struct.error", "bad char in struct format");
    const size_t padding = native ? (size - layout.size % size) % size : 0;
    layout.items.push_back({code, count, size, padding});
    layout.size += padding + count * size;
    layout.values += code == 'x' ? 0 : code == 's' || code == 'p' ? 1 : count;
    if (layout.size > kMaxSize) return not_computable();
  }
  return layout;
}

bool is_signed(char code) { return std::string_view("bhilqn").find(code) != std::string_view::npos; }

void put_integer(std::string& out, uint64_t bits, size_t size, bool big) {
  for (size_t k = 0; k < size; ++k) out += static_cast<char>(bits >> 8 * (big ? size - 1 - k : k));
}

uint64_t get_integer(std::string_view raw, bool big) {
  uint64_t bits = 0;
  for (size_t k = 0; k < raw.size(); ++k) bits = bits << 8 | static_cast<uint8_t>(raw[big ? k : raw.size() - 1 - k]);
  return bits;
}

double half_to_double(uint16_t half) {
  const int exponent = half >> 10 & 31;
  const int mantissa = half & 0x3FF;
  double v = exponent == 0 ? std::ldexp(mantissa, -24)
             : exponent == 31
                 ? (mantissa ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity())
                 : std::ldexp(mantissa + 1024, exponent - 25);
  return half & 0x8000 ? -v : v;
}

// Round to nearest, ties to even; nullopt when too large.
std::optional<uint16_t> double_to_half(double v) {
  const auto sign = static_cast<uint16_t>(std::signbit(v) ? 0x8000 : 0);
  const double a = std::fabs(v);
  if (std::isnan(a)) return static_cast<uint16_t>(sign | 0x7E00);
  if (std::isinf(a)) return static_cast<uint16_t>(sign | 0x7C00);
  if (a >= 65520) return std::nullopt;
  int exponent = 0;
  std::frexp(a, &exponent);
  exponent = std::max(exponent, -13);
  const auto mantissa = static_cast<int>(std::nearbyint(std::ldexp(a, 11 - exponent)));  // 0..2048
  if (exponent == -13 && mantissa < 1024) return static_cast<uint16_t>(sign | mantissa);
  return static_cast<uint16_t>(sign | (((exponent + 13) << 10) + mantissa));
}

Value unpack_one(Runtime& runtime, const Item& item, std::string_view raw, bool big) {
  const uint64_t bits = item.code == 'c' ? 0 : get_integer(raw, big);
  switch (item.code) {
    case 'c':
      return make_bytes(runtime, raw);
    case '?':
      return Value::boolean(bits != 0);
    case 'f':
      return Value::real(std::bit_cast<float>(static_cast<uint32_t>(bits)));
    case 'd':
      return Value::real(std::bit_cast<double>(bits));
    case 'e':
      return Value::real(half_to_double(static_cast<uint16_t>(bits)));
    default:
      break;
  }
  if (is_signed(item.code)) {
    const unsigned shift = static_cast<unsigned>(64 - 8 * item.size);
    return Value::integer(static_cast<int64_t>(bits << shift) >> shift);
  }
  if (bits <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
    return Value::integer(static_cast<int64_t>(bits));
  mpz_class large;
  mpz_import(large.get_mpz_t(), 1, 1, sizeof bits, 0, 0, &bits);
  return runtime.heap().integer(large);
}

// `raw` has exactly layout.size bytes.
Value unpack_all(Runtime& runtime, const Layout& layout, std::string_view raw) {
  if (!runtime.spend(1 + layout.values) || !runtime.heap().charge(layout.values * sizeof(Value))) return {};
  std::vector<Value> values;
  size_t at = 0;
  for (const Item& item : layout.items) {
    at += item.padding;
    if (item.code == 's') {
      values.push_back(make_bytes(runtime, raw.substr(at, item.count)));
    } else if (item.code == 'p') {
      const size_t n = item.count ? std::min<size_t>(static_cast<uint8_t>(raw[at]), item.count - 1) : 0;
      values.push_back(make_bytes(runtime, item.count ? raw.substr(at + 1, n) : std::string_view()));
    } else if (item.code != 'x') {
      for (size_t k = 0; k < item.count; ++k) {
        values.push_back(unpack_one(runtime, item, raw.substr(at + k * item.size, item.size), layout.big));
      }
    }
    at += item.count * item.size;
  }
  return runtime.heap().tuple(std::move(values));
}

// Appends one value; false: not known, or raised.
bool pack_one(Runtime& runtime, const Item& item, Value v, bool big, std::string& out) {
  if (item.code == 'c') {
    const auto raw = known_bytes(v);
    if (!raw || raw->size() != 1) return false;
    out += *raw;
    return true;
  }
  if (item.code == '?') {
    const auto truth = runtime.truth(v);
    if (truth) out += *truth ? '\1' : '\0';
    return truth.has_value();
  }
  if (item.code == 'f' || item.code == 'd' || item.code == 'e') {
    const auto number = runtime.to_double(v);
    if (!number) return false;
    const auto half = item.code == 'e' ? double_to_half(*number) : std::optional<uint16_t>(uint16_t{0});
    const auto single = static_cast<float>(*number);
    if (!half || (item.code == 'f' && std::isinf(single) && !std::isinf(*number))) {
      runtime.raise("OverflowError", "float too large to pack");
      return false;
    }
    put_integer(out,
                item.code == 'd'   ? std::bit_cast<uint64_t>(*number)
                : item.code == 'f' ? std::bit_cast<uint32_t>(single)
                                   : *half,
                item.size, big);
    return true;
  }
  const auto number = runtime.to_bigint(v);
  if (!number) {
    if (v.is(Kind::kStr) || v.is(Kind::kFloat) || v.is(Kind::kBytes))
      runtime.raise("struct.error", "required argument is not an integer");
    return false;
  }
  const size_t bits = item.size * 8;
  const mpz_class limit = mpz_class(1) << static_cast<unsigned long>(is_signed(item.code) ? bits - 1 : bits);
  const mpz_class low = is_signed(item.code) ? mpz_class(-limit) : mpz_class(0);
  if (*number >= limit || *number < low) {
    runtime.raise("struct.error", fmt::format("'{}' format requires a number in range", item.code));
    return false;
  }
  mpz_class modulo = *number < 0 ? mpz_class(*number + (mpz_class(1) << static_cast<unsigned long>(bits))) : *number;
  put_integer(out, modulo.get_ui(), item.size, big);
  return true;
}

std::string format_text(Reader& in, size_t i) { return in.data(i, "format"); }

Computed<Layout> layout_of(const std::string& format) { return read_format(format); }

Value give_up(Runtime& runtime, const Raised& why) { return bytes_result(runtime, tl::unexpected<Raised>(why)); }

Value pack_values(Runtime& runtime, const std::string& format, const std::vector<Value>& values, size_t first) {
  const auto layout = layout_of(format);
  if (!layout) return give_up(runtime, layout.error());
  if (values.size() - first != layout->values) {
    return raise(runtime, "struct.error",
                 fmt::format("pack expected {} items for packing (got {})", layout->values, values.size() - first));
  }
  if (!runtime.heap().fits(layout->size) || !spend_bytes(runtime, layout->size + layout->values * 64)) return {};
  std::string out;
  size_t next = first;
  for (const Item& item : layout->items) {
    out.append(item.padding, '\0');
    if (item.code == 'x') {
      out.append(item.count, '\0');
    } else if (item.code == 's' || item.code == 'p') {
      const auto raw = known_bytes(values[next++]);
      if (!raw) return {};
      std::string text(*raw);
      if (item.code == 'p' && item.count)
        text.insert(0, 1, static_cast<char>(std::min<size_t>({text.size(), item.count - 1, 255})));
      text.resize(item.count);
      out += text;
    } else {
      for (size_t k = 0; k < item.count; ++k) {
        if (!pack_one(runtime, item, values[next++], layout->big, out)) return {};
      }
    }
  }
  return make_bytes(runtime, out);
}

Value unpack_values(Runtime& runtime, const std::string& format, const std::string& raw, int64_t offset, bool exact) {
  const auto layout = layout_of(format);
  if (!layout) return give_up(runtime, layout.error());
  if (offset < 0) offset += static_cast<int64_t>(raw.size());
  const bool fits = offset >= 0 && static_cast<size_t>(offset) + layout->size <= raw.size();
  if (exact ? raw.size() != layout->size : !fits) {
    return raise(runtime, "struct.error", fmt::format("unpack requires a buffer of {} bytes", layout->size));
  }
  return unpack_all(runtime, *layout, std::string_view(raw).substr(static_cast<size_t>(offset), layout->size));
}

Value iterate(Runtime& runtime, const std::string& format, const std::string& raw) {
  const auto layout = layout_of(format);
  if (!layout) return give_up(runtime, layout.error());
  if (layout->size == 0 || raw.size() % layout->size)
    return raise(runtime, "struct.error", "iterative unpacking requires a buffer of a multiple of the size");
  auto* iterator = runtime.heap().make<Iterator>();
  for (size_t at = 0; at < raw.size(); at += layout->size) {
    const Value row = unpack_all(runtime, *layout, std::string_view(raw).substr(at, layout->size));
    if (!row.valid()) return {};
    iterator->items.push_back(row);
  }
  return Value(iterator);
}

Value pack(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string format = format_text(in, 0);
  return in.ok() ? pack_values(runtime, format, args.positional, 1) : Value();
}
Value unpack(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string format = format_text(in, 0), raw = in.bytes(1, "buffer");
  return in.ok() ? unpack_values(runtime, format, raw, 0, true) : Value();
}
Value unpack_from(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string format = format_text(in, 0), raw = in.bytes(1, "buffer");
  const int64_t offset = in.integer_or(2, "offset", 0);
  return in.ok() ? unpack_values(runtime, format, raw, offset, false) : Value();
}
Value iter_unpack(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string format = format_text(in, 0), raw = in.bytes(1, "buffer");
  return in.ok() ? iterate(runtime, format, raw) : Value();
}
Value calcsize(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const auto layout = layout_of(format_text(in, 0));
  if (!in.ok()) return {};
  return layout ? Value::integer(static_cast<int64_t>(layout->size)) : give_up(runtime, layout.error());
}

// struct.Struct(format): the same with the format kept.
Value new_struct(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string format = format_text(in, 0);
  const auto layout = layout_of(format);
  if (!in.ok()) return {};
  if (!layout) return give_up(runtime, layout.error());
  Instance* object = new_builtin_instance(runtime, "struct.Struct");
  set_field(runtime, object, "format", make_str(runtime, format));
  set_field(runtime, object, "size", Value::integer(static_cast<int64_t>(layout->size)));
  return Value(object);
}

template <NativeFn Function>
Value with_kept_format(Runtime& runtime, Value self, CallArgs& args) {
  if (!self.is(Kind::kInstance)) return {};
  args.positional.insert(args.positional.begin(), field(runtime, self.as<Instance>(), "format"));
  return Function(runtime, {}, args);
}

constexpr NativeDef kStructNatives[] = {
    {"struct.pack", pack, "bytes", "struct"},
    {"struct.unpack", unpack, "tuple"},
    {"struct.unpack_from", unpack_from, "tuple"},
    {"struct.iter_unpack", iter_unpack, ""},
    {"struct.calcsize", calcsize, "int"},
    {"struct.Struct", new_struct, "struct.Struct"},
    {"struct.Struct.pack", with_kept_format<pack>, "bytes", "struct"},
    {"struct.Struct.unpack", with_kept_format<unpack>, "tuple"},
    {"struct.Struct.unpack_from", with_kept_format<unpack_from>, "tuple"},
    {"struct.Struct.iter_unpack", with_kept_format<iter_unpack>, ""},
};

}  // namespace

std::span<const NativeDef> struct_natives() { return kStructNatives; }

}  // namespace antivenom::interpret
