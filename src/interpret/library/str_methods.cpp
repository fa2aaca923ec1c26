// Methods of str: case, translation and tests; text_methods.cpp has what bytes do as well.

#include <algorithm>

#include "interpret/library/characters.h"
#include "interpret/library/method.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/text_methods.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

constexpr uint32_t kCapitalSigma = 0x3A3, kFinalSigma = 0x3C2;

bool is_cased(uint32_t c) { return is_upper(c) || is_lower(c) || is_title(c); }

// Small sigma at the end of a word is another letter.
bool is_final_sigma(std::u32string_view text, size_t at) {
  const bool after_letter = at > 0 && is_cased(text[at - 1]);
  const bool before_letter = at + 1 < text.size() && is_cased(text[at + 1]);
  return after_letter && !before_letter;
}

void append_lower_at(std::string& out, std::u32string_view text, size_t at) {
  if (text[at] == kCapitalSigma && is_final_sigma(text, at)) {
    append_utf8(out, kFinalSigma);
  } else {
    append_lower(out, text[at]);
  }
}

// Applies one(out, text, index) to every character.
template <class One>
Value mapped(Runtime& runtime, Value self_value, const CallArgs& args, One&& one) {
  if (!plain_arguments(args, 0, 0)) return {};
  const TextSelf self(runtime, self_value);
  // A character becomes up to three.
  if (!runtime.heap().fits(self.text().size() * 4) || !runtime.spend(self.text().size() / 16 + 1)) return {};
  const std::u32string text = to_code_points(self.text());
  std::string out;
  out.reserve(self.text().size());
  for (size_t i = 0; i < text.size(); ++i) one(out, text, i);
  return self.make(out);
}

using Points = std::u32string;

Value upper(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args,
                [](std::string& out, const Points& text, size_t i) { append_upper(out, text[i]); });
}

Value lower(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args,
                [](std::string& out, const Points& text, size_t i) { append_lower_at(out, text, i); });
}

Value casefold(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args,
                [](std::string& out, const Points& text, size_t i) { append_folded(out, text[i]); });
}

Value swapcase(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args, [](std::string& out, const Points& text, size_t i) {
    if (is_upper(text[i])) {
      append_lower_at(out, text, i);
    } else if (is_lower(text[i])) {
      append_upper(out, text[i]);
    } else {
      append_utf8(out, text[i]);
    }
  });
}

Value capitalize(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args, [](std::string& out, const Points& text, size_t i) {
    if (i == 0) {
      append_title(out, text[i]);
    } else {
      append_lower_at(out, text, i);
    }
  });
}

Value title(Runtime& runtime, Value self, CallArgs& args) {
  return mapped(runtime, self, args, [](std::string& out, const Points& text, size_t i) {
    if (i > 0 && is_cased(text[i - 1])) {
      append_lower_at(out, text, i);
    } else {
      append_title(out, text[i]);
    }
  });
}

// The mapping of one character in a table for translate(): a dict by code point, or a sequence.
// nullopt: not known, or raised.
bool append_translated(Runtime& runtime, Value table, uint32_t c, std::string& out) {
  Value to;
  if (table.is(Kind::kDict)) {
    const Value* found = runtime.dict_find(table.as<Dict>(), Value::integer(c));
    if (found == nullptr && (table.as<Dict>()->open_ended || !table.as<Dict>()->unknown_keys.empty())) return false;
    if (found != nullptr) to = *found;
  } else if (table.is(Kind::kStr) || table.is(Kind::kList) || table.is(Kind::kTuple)) {
    const size_t length = table.is(Kind::kStr) ? table.as<Text>()->chars : table.as<Sequence>()->items.size();
    if (c < length) to = runtime.subscript(table, Value::integer(c));
  } else {
    return false;
  }
  if (!to.valid()) {
    append_utf8(out, c);
  } else if (to.is(Kind::kStr)) {
    out += to.as<Text>()->text();
  } else if (const auto code = runtime.to_index(to)) {
    if (*code < 0 || *code > 0x10FFFF)
      return raise(runtime, "ValueError", "character mapping must be in range(0x110000)"), false;
    append_utf8(out, static_cast<uint32_t>(*code));
  } else if (!to.is_none()) {
    return false;
  }
  return runtime.heap().fits(out.size());
}

Value translate(Runtime& runtime, Value self_value, CallArgs& args) {
  if (!plain_arguments(args, 1, 2)) return {};
  const TextSelf self(runtime, self_value);
  const Value table = unwrapped(args.positional[0]);
  // Python 2: the characters of a second argument are deleted, and the table may be None.
  std::u32string deleted;
  if (args.size() == 2) {
    const auto given = self.operand(args.positional[1]);
    if (!given) return {};
    deleted = to_code_points(*given);
  }
  const bool keeps = args.size() == 2 && table.is_none();
  if (!runtime.spend(self.text().size() + 1)) return {};
  std::string out;
  for (size_t at = 0; at < self.text().size();) {
    const Character c = decode_character(self.text(), at);
    if (deleted.find(static_cast<char32_t>(c.code_point)) != std::u32string::npos) {
      at += c.size;
      continue;
    }
    if (keeps) {
      append_utf8(out, c.code_point);
    } else if (!append_translated(runtime, table, c.code_point, out))
      return {};
    at += c.size;
  }
  return self.make(out);
}

// The keys of a one-argument maketrans(): characters become their code points.
Value translation_of_dict(Runtime& runtime, Value given) {
  if (!given.is(Kind::kDict)) {
    if (given.kind() >= Kind::kIterator) return {};
    return raise(runtime, "TypeError", "if you give only one argument to maketrans it must be a dict");
  }
  const auto* from = given.as<Dict>();
  auto* table = runtime.heap().make<Dict>(Kind::kDict);
  if (from->open_ended || !from->unknown_keys.empty()) return {};
  for (const auto& [key, value, hash] : from->entries) {
    if (!key.valid()) continue;
    Value code = key;
    if (key.is(Kind::kStr)) {
      if (key.as<Text>()->chars != 1)
        return raise(runtime, "ValueError", "string keys in translate table must be of length 1");
      code = Value::integer(decode_character(key.as<Text>()->text(), 0).code_point);
    }
    runtime.dict_set(table, code, value);
  }
  return Value(table);
}

Value maketrans(Runtime& runtime, Value, CallArgs& args) {
  if (!plain_arguments(args, 1, 3)) return {};
  if (args.size() == 1) return translation_of_dict(runtime, unwrapped(args.positional[0]));
  std::u32string parts[3];
  for (size_t i = 0; i < args.size(); ++i) {
    const Value v = unwrapped(args.positional[i]);
    if (!v.is(Kind::kStr)) return {};
    parts[i] = to_code_points(v.as<Text>()->text());
  }
  if (parts[0].size() != parts[1].size()) {
    return raise(runtime, "ValueError", "the first two maketrans arguments must have equal length");
  }
  if (!runtime.spend(parts[0].size() + parts[2].size())) return {};
  auto* table = runtime.heap().make<Dict>(Kind::kDict);
  for (size_t i = 0; i < parts[0].size(); ++i)
    runtime.dict_set(table, Value::integer(parts[0][i]), Value::integer(parts[1][i]));
  for (const char32_t c : parts[2]) runtime.dict_set(table, Value::integer(c), Value::none());
  return Value(table);
}

template <bool (*Test)(uint32_t)>
Value all_are(Runtime& runtime, Value self_value, CallArgs& args) {
  if (!plain_arguments(args, 0, 0)) return {};
  const std::string_view text = self_value.as<Text>()->text();
  if (!runtime.spend(text.size() / 64 + 1)) return {};
  for (size_t at = 0; at < text.size();) {
    const Character c = decode_character(text, at);
    if (!Test(c.code_point)) return Value::boolean(false);
    at += c.size;
  }
  return Value::boolean(!text.empty());
}

bool is_decimal(uint32_t c) { return decimal_value(c) >= 0; }
bool is_alphanumeric(uint32_t c) { return is_alpha(c) || is_decimal(c) || is_digit(c) || is_numeric(c); }

// isupper and islower: some cased character, and none of the other case.
Value cased_as(Runtime& runtime, Value self_value, const CallArgs& args, bool want_upper) {
  if (!plain_arguments(args, 0, 0)) return {};
  const std::string_view text = self_value.as<Text>()->text();
  if (!runtime.spend(text.size() / 64 + 1)) return {};
  bool any = false;
  for (size_t at = 0; at < text.size();) {
    const Character c = decode_character(text, at);
    if (is_title(c.code_point) || (want_upper ? is_lower(c.code_point) : is_upper(c.code_point)))
      return Value::boolean(false);
    any = any || (want_upper ? is_upper(c.code_point) : is_lower(c.code_point));
    at += c.size;
  }
  return Value::boolean(any);
}

Value isupper(Runtime& runtime, Value self, CallArgs& args) { return cased_as(runtime, self, args, true); }
Value islower(Runtime& runtime, Value self, CallArgs& args) { return cased_as(runtime, self, args, false); }

Value istitle(Runtime&, Value self, CallArgs& args) {
  if (!plain_arguments(args, 0, 0)) return {};
  bool any = false, after_cased = false;
  for (const char32_t c : to_code_points(self.as<Text>()->text())) {
    const bool begins = is_upper(c) || is_title(c);
    if (begins ? after_cased : is_lower(c) && !after_cased) return Value::boolean(false);
    after_cased = begins || is_lower(c);
    any = any || after_cased;
  }
  return Value::boolean(any);
}

Value isascii(Runtime&, Value self, CallArgs& args) {
  return plain_arguments(args, 0, 0) ? Value::boolean(self.as<Text>()->ascii) : Value();
}

Value isprintable(Runtime& runtime, Value self, CallArgs& args) {
  return self.as<Text>()->size == 0 ? Value::boolean(true) : all_are<is_printable>(runtime, self, args);
}

Value isidentifier(Runtime& runtime, Value self, CallArgs& args) {
  const std::string_view text = self.as<Text>()->text();
  if (text.empty()) return Value::boolean(false);
  if (!is_identifier_start(decode_character(text, 0).code_point)) return Value::boolean(false);
  return all_are<is_identifier_part>(runtime, self, args);
}

constexpr Kind kStr = Kind::kStr;

constexpr NativeDef kStrNatives[] = {
    {"str.find", method<text_find, kStr>, "int"},
    {"str.rfind", method<text_rfind, kStr>, "int"},
    {"str.index", method<text_index, kStr>, "int"},
    {"str.rindex", method<text_rindex, kStr>, "int"},
    {"str.count", method<text_count, kStr>, "int"},
    {"str.startswith", method<text_startswith, kStr>, "bool"},
    {"str.endswith", method<text_endswith, kStr>, "bool"},
    {"str.replace", method<text_replace, kStr>, "str", "replace"},
    {"str.split", method<text_split, kStr>, "list"},
    {"str.rsplit", method<text_rsplit, kStr>, "list"},
    {"str.splitlines", method<text_splitlines, kStr>, "list"},
    {"str.partition", method<text_partition, kStr>, "tuple"},
    {"str.rpartition", method<text_rpartition, kStr>, "tuple"},
    {"str.strip", method<text_strip, kStr>, "str"},
    {"str.lstrip", method<text_lstrip, kStr>, "str"},
    {"str.rstrip", method<text_rstrip, kStr>, "str"},
    {"str.join", method<text_join, kStr>, "str"},
    {"str.removeprefix", method<text_removeprefix, kStr>, "str"},
    {"str.removesuffix", method<text_removesuffix, kStr>, "str"},
    {"str.center", method<text_center, kStr>, "str"},
    {"str.ljust", method<text_ljust, kStr>, "str"},
    {"str.rjust", method<text_rjust, kStr>, "str"},
    {"str.zfill", method<text_zfill, kStr>, "str"},
    {"str.expandtabs", method<text_expandtabs, kStr>, "str"},
    {"str.encode", method<text_encode, kStr>, "bytes"},
    {"str.decode", method<text_decode, kStr>, "str"},
    {"str.upper", method<upper, kStr>, "str"},
    {"str.lower", method<lower, kStr>, "str"},
    {"str.casefold", method<casefold, kStr>, "str"},
    {"str.swapcase", method<swapcase, kStr>, "str"},
    {"str.capitalize", method<capitalize, kStr>, "str"},
    {"str.title", method<title, kStr>, "str"},
    {"str.translate", method<translate, kStr>, "str", "translate"},
    {"str.maketrans", maketrans, "dict"},
};

constexpr NativeDef kTests[] = {
    {"str.isalpha", method<all_are<is_alpha>, kStr>, "bool"},
    {"str.isdigit", method<all_are<is_digit>, kStr>, "bool"},
    {"str.isdecimal", method<all_are<is_decimal>, kStr>, "bool"},
    {"str.isnumeric", method<all_are<is_numeric>, kStr>, "bool"},
    {"str.isalnum", method<all_are<is_alphanumeric>, kStr>, "bool"},
    {"str.isspace", method<all_are<is_space>, kStr>, "bool"},
    {"str.isprintable", method<isprintable, kStr>, "bool"},
    {"str.isidentifier", method<isidentifier, kStr>, "bool"},
    {"str.isupper", method<isupper, kStr>, "bool"},
    {"str.islower", method<islower, kStr>, "bool"},
    {"str.istitle", method<istitle, kStr>, "bool"},
    {"str.isascii", method<isascii, kStr>, "bool"},
};

}  // namespace

std::span<const NativeDef> str_natives() { return kStrNatives; }
std::span<const NativeDef> str_test_natives() { return kTests; }

}  // namespace antivenom::interpret
