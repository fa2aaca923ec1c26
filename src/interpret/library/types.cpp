// The builtin types as callables: int("7f", 16), bytes([1, 2]), dict(a=1), range(3) ...

#include <cmath>

#include "interpret/library/codecs.h"
#include "interpret/library/hashable.h"
#include "interpret/library/method.h"
#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/text_forms.h"

namespace antivenom::interpret {

namespace {

std::string type_of(Runtime& runtime, Value v) { return std::string(runtime.type_name(v)); }
bool is_plain(Value v) { return v.valid() && v.kind() < Kind::kIterator; }

std::string literal(Value v, std::string_view text) {
  return v.is(Kind::kStr)         ? str_repr(text)
         : v.is(Kind::kByteArray) ? "bytearray(" + bytes_repr(text) + ")"
                                  : bytes_repr(text);
}

Value int_from_text(Runtime& runtime, Value v, unsigned base) {
  const std::string text(*runtime.to_bytes(v, true));
  if (!runtime.spend(text.size() / 64)) return {};
  const bool power_of_two = base == 2 || base == 4 || base == 8 || base == 16 || base == 32;
  if (!power_of_two && text.size() > kMaxIntDigits) {
    size_t digits = 0;
    for (char c : text) digits += c >= '0' && c <= 'z' && c != '_' ? 1 : 0;
    if (digits > kMaxIntDigits) {
      return raise(runtime, "ValueError",
                   "Exceeds the limit (4300 digits) for integer string conversion: value has " +
                       std::to_string(digits) + " digits; use sys.set_int_max_str_digits() to increase the limit");
    }
  }
  // The largest int computed elsewhere has a million bytes; text of more digits is no number anybody meant.
  constexpr size_t kMaxDigits = 2'000'000;
  if (text.size() > kMaxDigits) return {};
  const auto value = parse_int(text, base);
  if (value) return runtime.heap().integer(*value);
  return raise(runtime, "ValueError",
               "invalid literal for int() with base " + std::to_string(base) + ": " + literal(v, text.substr(0, 200)));
}

Value make_int(Runtime& runtime, Value, CallArgs& args) {
  if (args.open_ended) return {};
  const Value base = args.get(runtime.heap(), 1, "base");
  if (args.positional.empty()) return args.keywords.empty() ? Value::integer(0) : Value();
  const Value v = unwrapped(args.positional[0]);
  const bool is_text = v.is(Kind::kStr) || v.is(Kind::kBytes) || v.is(Kind::kByteArray);
  if (base.valid()) {
    const auto radix = runtime.to_index(base);
    if (!radix) {
      if (!is_plain(base)) return {};
      return raise(runtime, "TypeError", "'" + type_of(runtime, base) + "' object cannot be interpreted as an integer");
    }
    if (*radix != 0 && (*radix < 2 || *radix > 36)) {
      return raise(runtime, "ValueError", "int() base must be >= 2 and <= 36, or 0");
    }
    if (!is_text)
      return is_plain(v) ? raise(runtime, "TypeError", "int() can't convert non-string with explicit base") : Value();
    return int_from_text(runtime, v, static_cast<unsigned>(*radix));
  }
  if (is_text) return int_from_text(runtime, v, 10);
  if (v.is(Kind::kFloat)) {
    if (std::isnan(v.as_float())) return raise(runtime, "ValueError", "cannot convert float NaN to integer");
    if (std::isinf(v.as_float())) return raise(runtime, "OverflowError", "cannot convert float infinity to integer");
    return runtime.heap().integer(mpz_class(v.as_float()));
  }
  if (v.is(Kind::kBool)) return Value::integer(v.as_int());
  if (is_int(v)) return v;
  if (!is_plain(v)) return {};
  return raise(
      runtime, "TypeError",
      "int() argument must be a string, a bytes-like object or a real number, not '" + type_of(runtime, v) + "'");
}

Value make_float(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 0, 1)) return {};
  if (args.positional.empty()) return Value::real(0);
  const Value v = unwrapped(args.positional[0]);
  if (const auto text = runtime.to_bytes(v, true)) {
    if (!runtime.spend(text->size() / 64)) return {};
    if (const auto value = parse_float(*text)) return Value::real(*value);
    return raise(runtime, "ValueError", "could not convert string to float: " + literal(v, *text));
  }
  if (const auto value = runtime.to_double(v)) return Value::real(*value);
  if (!is_plain(v) || is_number(v)) return {};
  return raise(runtime, "TypeError",
               "float() argument must be a string or a real number, not '" + type_of(runtime, v) + "'");
}

Value make_bool(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 0, 1)) return {};
  if (args.positional.empty()) return Value::boolean(false);
  const auto truth = runtime.truth(args.positional[0]);
  return truth ? Value::boolean(*truth) : Value();
}

// The codec arguments of str(), bytes() and bytearray(); false when they are not known.
bool codec_arguments(Runtime& runtime, const CallArgs& args, std::string& codec, std::string& errors) {
  for (auto [i, keyword, out] : {std::tuple{size_t{1}, "encoding", &codec}, {size_t{2}, "errors", &errors}}) {
    const Value v = args.get(runtime.heap(), i, keyword);
    if (!v.valid()) continue;
    if (!v.is(Kind::kStr)) return false;
    *out = v.as<Text>()->text();
  }
  return true;
}

bool names_codec(Runtime& runtime, const CallArgs& args) {
  return args.get(runtime.heap(), 1, "encoding").valid() || args.get(runtime.heap(), 2, "errors").valid();
}

Value make_str(Runtime& runtime, Value, CallArgs& args) {
  if (args.open_ended) return {};
  const Value v = args.get(runtime.heap(), 0, "object");
  if (!v.valid()) return runtime.heap().str("");
  if (names_codec(runtime, args)) {
    std::string codec = "utf-8", errors = "strict";
    if (!codec_arguments(runtime, args, codec, errors)) return {};
    const Value raw = unwrapped(v);
    if (raw.is(Kind::kStr)) return raise(runtime, "TypeError", "decoding str is not supported");
    return codec_decode(runtime, raw, codec, errors);
  }
  if (v.is(Kind::kStr)) return v;
  const auto text = runtime.to_str(v);
  return text ? runtime.heap().str(*text) : Value();
}

// The bytes that bytes() and bytearray() make of their arguments; nullopt: not known, or raised.
std::optional<std::string> raw_bytes(Runtime& runtime, const CallArgs& args) {
  if (args.open_ended) return std::nullopt;
  const Value v = unwrapped(args.get(runtime.heap(), 0, "source"));
  if (!v.valid()) return std::string();
  if (v.is(Kind::kStr)) {
    if (!names_codec(runtime, args)) {
      runtime.raise("TypeError", "string argument without an encoding");
      return std::nullopt;
    }
    std::string codec = "utf-8", errors = "strict";
    if (!codec_arguments(runtime, args, codec, errors)) return std::nullopt;
    const auto encoded = runtime.to_bytes(codec_encode(runtime, v, codec, errors));
    return encoded ? std::optional(std::string(*encoded)) : std::nullopt;
  }
  if (const auto raw = runtime.to_bytes(v))
    return runtime.spend(raw->size() / 64) ? std::optional(std::string(*raw)) : std::nullopt;
  if (const auto count = runtime.to_index(v)) {
    if (*count < 0) {
      runtime.raise("ValueError", "negative count");
      return std::nullopt;
    }
    const auto size = static_cast<uint64_t>(*count);
    if (!runtime.heap().fits(size) || !runtime.spend(size / 64)) return std::nullopt;
    return std::string(size, '\0');
  }
  if (v.is_none() || v.is(Kind::kFloat)) {
    runtime.raise("TypeError", "cannot convert '" + type_of(runtime, v) + "' object to bytes");
    return std::nullopt;
  }
  const auto items = runtime.items_of(v);
  if (!items) return std::nullopt;
  std::string out;
  out.reserve(items->size());
  for (const Value item : *items) {
    const auto byte = runtime.to_index(item);
    if (!byte) {
      if (is_plain(item)) {
        runtime.raise("TypeError", "'" + type_of(runtime, item) + "' object cannot be interpreted as an integer");
      }
      return std::nullopt;
    }
    if (*byte < 0 || *byte > 255) {
      runtime.raise("ValueError", "bytes must be in range(0, 256)");
      return std::nullopt;
    }
    out += static_cast<char>(*byte);
  }
  return out;
}

Value make_bytes_object(Runtime& runtime, Value, CallArgs& args) {
  if (args.size() == 1 && args.keywords.empty() && args.positional[0].is(Kind::kBytes)) return args.positional[0];
  const auto raw = raw_bytes(runtime, args);
  return raw ? runtime.heap().bytes(*raw) : Value();
}

Value make_bytearray(Runtime& runtime, Value, CallArgs& args) {
  auto raw = raw_bytes(runtime, args);
  if (!raw || !runtime.heap().charge(raw->size())) return {};
  auto* array = runtime.heap().make<ByteArray>();
  array->data = std::move(*raw);
  if (!args.positional.empty()) {
    array->origins = runtime.origins_of(args.positional[0]);
    array->trail = runtime.trail_of(args.positional[0]);
  }
  return Value(array);
}

Value make_sequence(Runtime& runtime, CallArgs& args, Kind kind) {
  if (!plain_arguments(args, 0, 1)) return {};
  std::vector<Value> items;
  bool open_ended = false;
  Origins origins = Origins::none;
  if (!args.positional.empty()) {
    const Value v = unwrapped(args.positional[0]);
    if (kind == Kind::kTuple && v.is(Kind::kTuple)) return v;
    if (v.is(Kind::kList) || v.is(Kind::kTuple)) {
      const auto* source = v.as<Sequence>();
      if (!runtime.spend(source->items.size() / 16)) return {};
      items = source->items;
      open_ended = source->open_ended;
      origins = source->origins;
    } else if (auto known = runtime.items_of(v)) {
      items = std::move(*known);
    } else {
      if (v.is_none() || is_number(v))
        return raise(runtime, "TypeError", "'" + type_of(runtime, v) + "' object is not iterable");
      return {};
    }
  }
  const Value result =
      kind == Kind::kList ? runtime.heap().list(std::move(items)) : runtime.heap().tuple(std::move(items));
  result.as<Sequence>()->open_ended = open_ended;
  result.as<Sequence>()->origins = origins;
  return result;
}

Value make_list(Runtime& runtime, Value, CallArgs& args) { return make_sequence(runtime, args, Kind::kList); }
Value make_tuple(Runtime& runtime, Value, CallArgs& args) { return make_sequence(runtime, args, Kind::kTuple); }

Value make_set_of(Runtime& runtime, CallArgs& args, Kind kind) {
  if (!plain_arguments(args, 0, 1)) return {};
  auto* set = runtime.heap().make<Dict>(kind);
  if (args.positional.empty()) return Value(set);
  const Value v = unwrapped(args.positional[0]);
  const auto items = runtime.items_of(v);
  if (!items) {
    if (v.is_none() || is_number(v))
      return raise(runtime, "TypeError", "'" + type_of(runtime, v) + "' object is not iterable");
    return {};
  }
  for (const Value item : *items) {
    if (raise_if_unhashable(runtime, item) || !runtime.spend(1)) return {};
    runtime.dict_set(set, item, Value::none());
  }
  return Value(set);
}

Value make_set(Runtime& runtime, Value, CallArgs& args) { return make_set_of(runtime, args, Kind::kSet); }
Value make_frozenset(Runtime& runtime, Value, CallArgs& args) { return make_set_of(runtime, args, Kind::kFrozenSet); }

Value make_dict(Runtime& runtime, Value, CallArgs& args) {
  if (args.size() > 1) return {};
  Value made(runtime.heap().make<Dict>(Kind::kDict));
  const NativeDef* update = find_method("dict", "update");
  // As update() does, but an unknown source leaves nothing worth a dict.
  if (!args.positional.empty() && args.positional[0].is_unknown()) return {};
  update->fn(runtime, made, args);
  return runtime.raised() ? Value() : made;
}

Value make_range(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 3)) return {};
  int64_t parts[3] = {0, 0, 1};
  for (size_t i = 0; i < args.size(); ++i) {
    const Value v = unwrapped(args.positional[i]);
    const auto part = runtime.to_index(v);
    if (!part) {
      if (!is_plain(v) || v.is(Kind::kBigInt)) return {};
      return raise(runtime, "TypeError", "'" + type_of(runtime, v) + "' object cannot be interpreted as an integer");
    }
    parts[args.size() == 1 ? 1 : i] = *part;
  }
  if (parts[2] == 0) return raise(runtime, "ValueError", "range() arg 3 must not be zero");
  return Value(runtime.heap().make<Range>(parts[0], parts[1], parts[2]));
}

Value make_slice(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 3)) return {};
  const Value none = Value::none();
  const auto& given = args.positional;
  if (given.size() == 1) return Value(runtime.heap().make<Slice>(none, given[0], none));
  return Value(runtime.heap().make<Slice>(given[0], given[1], given.size() == 3 ? given[2] : none));
}

// The bytes themselves: nothing of a view is visible but its contents.
Value make_memoryview(Runtime&, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  const Value v = unwrapped(args.positional[0]);
  return v.is(Kind::kBytes) || v.is(Kind::kByteArray) ? v : Value();
}

// basestring cannot be called, only asked for in isinstance().
Value make_nothing(Runtime&, Value, CallArgs&) { return {}; }

constexpr NativeDef kTypeNatives[] = {
    {"int", make_int, "int"},
    {"long", make_int, "int"},
    {"float", make_float, "float"},
    {"bool", make_bool, "bool"},
    {"str", make_str, "str"},
    {"unicode", make_str, "str"},
    {"bytes", make_bytes_object, "bytes"},
    {"bytearray", make_bytearray, "bytearray"},
    {"list", make_list, "list"},
    {"tuple", make_tuple, "tuple"},
    {"set", make_set, "set"},
    {"frozenset", make_frozenset, "frozenset"},
    {"dict", make_dict, "dict"},
    {"range", make_range, "range"},
    {"xrange", make_range, "range"},
    {"slice", make_slice, "slice"},
    {"memoryview", make_memoryview, "bytes"},
    {"basestring", make_nothing},
};

}  // namespace

std::span<const NativeDef> type_natives() { return kTypeNatives; }

}  // namespace antivenom::interpret
