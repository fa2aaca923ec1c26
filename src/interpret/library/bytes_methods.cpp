// Methods of bytes and bytearray; text_methods.cpp has what str does as well.

#include <algorithm>

#include "base/hex.h"
#include "interpret/library/method.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/text_methods.h"

namespace antivenom::interpret {

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alpha(char c) { return is_upper(c) || is_lower(c); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || (c >= 9 && c <= 13); }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 32) : c; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

template <class One>
Value mapped(Runtime& runtime, Value self_value, const CallArgs& args, One&& one) {
  if (!plain_arguments(args, 0, 0)) return {};
  const TextSelf self(runtime, self_value);
  if (!spend_bytes(runtime, self.text().size())) return {};
  std::string out(self.text());
  for (size_t i = 0; i < out.size(); ++i) out[i] = one(self.text(), i);
  return self.make(out);
}

Value upper(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args, [](std::string_view text, size_t i) { return to_upper(text[i]); });
}

Value lower(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args, [](std::string_view text, size_t i) { return to_lower(text[i]); });
}

Value swapcase(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args, [](std::string_view text, size_t i) {
    return is_upper(text[i]) ? to_lower(text[i]) : to_upper(text[i]);
  });
}

Value capitalize(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args,
                [](std::string_view text, size_t i) { return i == 0 ? to_upper(text[i]) : to_lower(text[i]); });
}

Value title(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args, [](std::string_view text, size_t i) {
    return i > 0 && is_alpha(text[i - 1]) ? to_lower(text[i]) : to_upper(text[i]);
  });
}

template <bool (*Test)(char)>
Value all_are(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 0, 0)) return {};
  const std::string_view text = *runtime.to_bytes(self);
  return Value::boolean(!text.empty() && std::all_of(text.begin(), text.end(), Test));
}

Value isascii(Runtime& runtime, Value self, CallArgs&) {
  const std::string_view text = *runtime.to_bytes(self);
  return Value::boolean(
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

Value isupper(Runtime& runtime, Value self, CallArgs&) {
  const std::string_view text = *runtime.to_bytes(self);
  return Value::boolean(std::any_of(text.begin(), text.end(), is_upper) &&
                        std::none_of(text.begin(), text.end(), is_lower));
}

Value islower(Runtime& runtime, Value self, CallArgs&) {
  const std::string_view text = *runtime.to_bytes(self);
  return Value::boolean(std::any_of(text.begin(), text.end(), is_lower) &&
                        std::none_of(text.begin(), text.end(), is_upper));
}

Value istitle(Runtime& runtime, Value self, CallArgs&) {
  const std::string_view text = *runtime.to_bytes(self);
  bool any = false, after_letter = false;
  for (char c : text) {
    if (is_upper(c) ? after_letter : is_lower(c) && !after_letter) return Value::boolean(false);
    after_letter = is_alpha(c);
    any = any || after_letter;
  }
  return Value::boolean(any);
}

// hex(sep, bytes_per_sep): groups are counted from the right, or from the left when the number is negative.
Value hex_of_bytes(Runtime& runtime, Value self, CallArgs& args) {
  if (args.open_ended) return {};
  const std::string_view raw = *runtime.to_bytes(self);
  const Value separator = args.get(runtime.heap(), 0, "sep");
  const Value group = args.get(runtime.heap(), 1, "bytes_per_sep");
  std::string sep;
  if (separator.valid()) {
    const auto given = runtime.to_bytes(separator, true);
    if (!given) return {};
    if (given->size() != 1) return raise(runtime, "ValueError", "sep must be length 1.");
    sep = *given;
  }
  const auto size = group.valid() ? runtime.to_index(group) : std::optional<int64_t>(1);
  if (!size || !runtime.heap().fits(raw.size() * 3) || !spend_bytes(runtime, raw.size())) return {};
  std::string out;
  const uint64_t step = *size < 0 ? 0 - static_cast<uint64_t>(*size) : static_cast<uint64_t>(*size);
  for (size_t i = 0; i < raw.size(); ++i) {
    const size_t counted = *size < 0 ? i : raw.size() - i;
    if (i > 0 && step != 0 && counted % step == 0) out += sep;
    const auto byte = static_cast<unsigned char>(raw[i]);
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return runtime.heap().str(out);
}

std::optional<std::string> unhex(Runtime& runtime, const CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return std::nullopt;
  const Value v = unwrapped(args.positional[0]);
  if (!v.is(Kind::kStr)) {
    if (v.kind() < Kind::kIterator) {
      runtime.raise("TypeError", "fromhex() argument must be str, not " + std::string(runtime.type_name(v)));
    }
    return std::nullopt;
  }
  const std::string_view text = v.as<Text>()->text();
  if (!spend_bytes(runtime, text.size())) return std::nullopt;
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (is_space(text[i])) {
      ++i;
      continue;
    }
    const int high = hex_digit(text[i]);
    const int low = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
    if (high < 0 || low < 0) {
      runtime.raise("ValueError", "non-hexadecimal number found in fromhex() arg at position " +
                                      std::to_string(high < 0 ? i : i + 1));
      return std::nullopt;
    }
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return out;
}

Value fromhex(Runtime& runtime, Value, CallArgs& args) {
  const auto raw = unhex(runtime, args);
  return raw ? runtime.heap().bytes(*raw) : Value();
}

Value bytearray_fromhex(Runtime& runtime, Value, CallArgs& args) {
  auto raw = unhex(runtime, args);
  if (!raw) return {};
  auto* array = runtime.heap().make<ByteArray>();
  array->data = std::move(*raw);
  array->origins = runtime.origins_of(args.positional[0]);
  array->trail = runtime.heap().step(runtime.trail_of(args.positional[0]), "hex");
  return Value(array);
}

Value maketrans(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 2, 2)) return {};
  const auto from = runtime.to_bytes(args.positional[0]);
  const auto to = runtime.to_bytes(args.positional[1]);
  if (!from || !to) return {};
  if (from->size() != to->size()) return raise(runtime, "ValueError", "maketrans arguments must have same length");
  std::string table(256, '\0');
  for (size_t i = 0; i < 256; ++i) table[i] = static_cast<char>(i);
  for (size_t i = 0; i < from->size(); ++i) table[static_cast<unsigned char>((*from)[i])] = (*to)[i];
  return runtime.heap().bytes(table);
}

Value translate(Runtime& runtime, Value self_value, CallArgs& args) {
  if (args.open_ended || args.positional.empty()) return {};
  const TextSelf self(runtime, self_value);
  std::string_view table;
  if (!args.positional[0].is_none()) {
    const auto given = self.operand(args.positional[0]);
    if (!given) return {};
    if (given->size() != 256) return raise(runtime, "ValueError", "translation table must be 256 characters long");
    table = *given;
  }
  std::string_view deleted;
  if (const Value given = args.get(runtime.heap(), 1, "delete"); given.valid()) {
    const auto raw = self.operand(given);
    if (!raw) return {};
    deleted = *raw;
  }
  if (!spend_bytes(runtime, self.text().size() * (deleted.size() / 16 + 1))) return {};
  std::string out;
  for (char c : self.text()) {
    if (deleted.find(c) != std::string_view::npos) continue;
    out += table.empty() ? c : table[static_cast<unsigned char>(c)];
  }
  return self.make(out);
}

Value same_bytes(Runtime& runtime, Value self, CallArgs&) {
  return self.is(Kind::kBytes) ? self
                               : runtime.heap().bytes(self.as<ByteArray>()->data, self.as<ByteArray>()->origins,
                                                      self.as<ByteArray>()->trail);
}

// --- bytearray only

std::optional<char> byte_of(Runtime& runtime, Value v) {
  const auto byte = runtime.to_index(v);
  if (byte && *byte >= 0 && *byte <= 255) return static_cast<char>(*byte);
  if (byte) {
    runtime.raise("ValueError", "byte must be in range(0, 256)");
  } else if (v.kind() < Kind::kIterator) {
    runtime.raise("TypeError",
                  "'" + std::string(runtime.type_name(v)) + "' object cannot be interpreted as an integer");
  }
  return std::nullopt;
}

Value append(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  const auto byte = byte_of(runtime, args.positional[0]);
  if (!byte || !runtime.heap().charge(1)) return {};
  self.as<ByteArray>()->data += *byte;
  return Value::none();
}

Value extend(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  auto* array = self.as<ByteArray>();
  std::string added;
  if (const auto raw = runtime.to_bytes(args.positional[0])) {
    added = *raw;
  } else {
    const auto items = runtime.items_of(args.positional[0]);
    if (!items) return {};
    for (const Value item : *items) {
      const auto byte = byte_of(runtime, item);
      if (!byte) return {};
      added += *byte;
    }
  }
  if (!runtime.heap().fits(array->data.size() + added.size()) || !runtime.heap().charge(added.size())) return {};
  array->data += added;
  array->origins = runtime.heap().join(array->origins, runtime.origins_of(args.positional[0]));
  array->trail = runtime.heap().join(array->trail, runtime.trail_of(args.positional[0]));
  return Value::none();
}

Value insert(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 2, 2)) return {};
  auto& data = self.as<ByteArray>()->data;
  const auto given = runtime.to_index(args.positional[0]);
  const auto byte = given ? byte_of(runtime, args.positional[1]) : std::nullopt;
  if (!byte || !spend_bytes(runtime, data.size()) || !runtime.heap().charge(1)) return {};
  const auto length = static_cast<int64_t>(data.size());
  const int64_t at = std::clamp<int64_t>(*given < 0 ? *given + length : *given, 0, length);
  data.insert(static_cast<size_t>(at), 1, *byte);
  return Value::none();
}

Value pop(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 0, 1)) return {};
  auto& data = self.as<ByteArray>()->data;
  auto at = args.size() == 1 ? runtime.to_index(args.positional[0]) : std::optional<int64_t>(-1);
  if (!at || !spend_bytes(runtime, data.size())) return {};
  if (data.empty()) return raise(runtime, "IndexError", "pop from empty bytearray");
  if (*at < 0) *at += static_cast<int64_t>(data.size());
  if (*at < 0 || *at >= static_cast<int64_t>(data.size()))
    return raise(runtime, "IndexError", "pop index out of range");
  const auto byte = static_cast<unsigned char>(data[static_cast<size_t>(*at)]);
  data.erase(static_cast<size_t>(*at), 1);
  return Value::integer(byte);
}

Value remove(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  auto& data = self.as<ByteArray>()->data;
  const auto byte = byte_of(runtime, args.positional[0]);
  if (!byte || !spend_bytes(runtime, data.size())) return {};
  const size_t at = data.find(*byte);
  if (at == std::string::npos) return raise(runtime, "ValueError", "value not found in bytearray");
  data.erase(at, 1);
  return Value::none();
}

Value reverse(Runtime& runtime, Value self, CallArgs& args) {
  auto* array = self.as<ByteArray>();
  if (!plain_arguments(args, 0, 0) || !spend_bytes(runtime, array->data.size())) return {};
  std::reverse(array->data.begin(), array->data.end());
  array->trail = runtime.heap().step(array->trail, "reverse");
  return Value::none();
}

Value clear(Runtime&, Value self, CallArgs&) {
  self.as<ByteArray>()->data.clear();
  return Value::none();
}

Value copy(Runtime& runtime, Value self, CallArgs&) {
  const TextSelf array(runtime, self);
  return array.make(array.text());
}

template <Value (*F)(Runtime&, Value, CallArgs&)>
constexpr NativeFn either = method<F, Kind::kBytes, Kind::kByteArray>;
template <Value (*F)(Runtime&, Value, CallArgs&)>
constexpr NativeFn mutable_only = method<F, Kind::kByteArray>;

constexpr NativeDef kBytesNatives[] = {
    {"bytes.find", either<text_find>, "int"},
    {"bytes.rfind", either<text_rfind>, "int"},
    {"bytes.index", either<text_index>, "int"},
    {"bytes.rindex", either<text_rindex>, "int"},
    {"bytes.count", either<text_count>, "int"},
    {"bytes.startswith", either<text_startswith>, "bool"},
    {"bytes.endswith", either<text_endswith>, "bool"},
    {"bytes.replace", either<text_replace>, "bytes", "replace"},
    {"bytes.split", either<text_split>, "list"},
    {"bytes.rsplit", either<text_rsplit>, "list"},
    {"bytes.splitlines", either<text_splitlines>, "list"},
    {"bytes.partition", either<text_partition>, "tuple"},
    {"bytes.rpartition", either<text_rpartition>, "tuple"},
    {"bytes.strip", either<text_strip>, "bytes"},
    {"bytes.lstrip", either<text_lstrip>, "bytes"},
    {"bytes.rstrip", either<text_rstrip>, "bytes"},
    {"bytes.join", either<text_join>, "bytes"},
    {"bytes.removeprefix", either<text_removeprefix>, "bytes"},
    {"bytes.removesuffix", either<text_removesuffix>, "bytes"},
    {"bytes.center", either<text_center>, "bytes"},
    {"bytes.ljust", either<text_ljust>, "bytes"},
    {"bytes.rjust", either<text_rjust>, "bytes"},
    {"bytes.zfill", either<text_zfill>, "bytes"},
    {"bytes.expandtabs", either<text_expandtabs>, "bytes"},
    {"bytes.decode", either<text_decode>, "str"},
    {"bytes.encode", either<text_encode>, "bytes"},
    {"bytes.upper", either<upper>, "bytes"},
    {"bytes.lower", either<lower>, "bytes"},
    {"bytes.swapcase", either<swapcase>, "bytes"},
    {"bytes.capitalize", either<capitalize>, "bytes"},
    {"bytes.title", either<title>, "bytes"},
    {"bytes.isalpha", either<all_are<is_alpha>>, "bool"},
    {"bytes.isdigit", either<all_are<is_digit>>, "bool"},
    {"bytes.isalnum", either<all_are<is_alnum>>, "bool"},
    {"bytes.isspace", either<all_are<is_space>>, "bool"},
    {"bytes.isascii", either<isascii>, "bool"},
    {"bytes.isupper", either<isupper>, "bool"},
    {"bytes.islower", either<islower>, "bool"},
    {"bytes.istitle", either<istitle>, "bool"},
    {"bytes.hex", either<hex_of_bytes>, "str"},
    {"bytes.fromhex", fromhex, "bytes", "hex"},
    {"bytes.maketrans", maketrans, "bytes"},
    {"bytes.translate", either<translate>, "bytes", "translate"},
    {"bytes.tobytes", either<same_bytes>, "bytes"},
    {"bytearray.fromhex", bytearray_fromhex, "bytearray", "hex"},
    {"bytearray.append", mutable_only<append>},
    {"bytearray.extend", mutable_only<extend>},
    {"bytearray.insert", mutable_only<insert>},
    {"bytearray.pop", mutable_only<pop>, "int"},
    {"bytearray.remove", mutable_only<remove>},
    {"bytearray.reverse", mutable_only<reverse>},
    {"bytearray.clear", mutable_only<clear>},
    {"bytearray.copy", mutable_only<copy>, "bytearray"},
};

}  // namespace

std::span<const NativeDef> bytes_natives() { return kBytesNatives; }

}  // namespace antivenom::interpret
