// json.loads and json.dumps.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/hex.h"
#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/text_codecs.h"
#include "interpret/library/unicode.h"

namespace antivenom::interpret {
namespace {

// CPython raises RecursionError not far beyond; nobody nests data that deep to be read.
constexpr int kMaxJsonDepth = 200;

class JsonReader {
 public:
  JsonReader(Runtime& runtime, std::string_view text) : runtime_(runtime), text_(text) {}

  Value document() {
    skip_blanks();
    const Value v = value(0);
    if (!v.valid()) return {};
    skip_blanks();
    return at_ == text_.size() ? v : complain("Extra data");
  }

 private:
  Value complain(std::string_view what) {
    if (!runtime_.raised()) runtime_.raise("json.JSONDecodeError", fmt::format("{}: char {}", what, at_));
    return {};
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }

  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  Value value(int depth) {
    if (depth > kMaxJsonDepth || !runtime_.spend(1)) return {};
    if (at_ >= text_.size()) return complain("Expecting value");
    if (take("{")) return object(depth);
    if (take("[")) return array(depth);
    if (take("\"")) {
      std::string out;
      return string(out) ? runtime_.heap().str(out) : Value();
    }
    if (take("null")) return Value::none();
    if (take("true")) return Value::boolean(true);
    if (take("false")) return Value::boolean(false);
    if (take("NaN")) return Value::real(std::nan(""));
    if (take("Infinity")) return Value::real(HUGE_VAL);
    if (take("-Infinity")) return Value::real(-HUGE_VAL);
    return number();
  }

  void digits() {
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
  }

  Value number() {
    const size_t begin = at_;
    take("-");
    const size_t first = at_;
    if (!take("0")) digits();
    if (at_ == first) {
      at_ = begin;
      return complain("Expecting value");
    }
    bool real = false;
    const size_t whole = at_;
    if (take(".")) {
      digits();
      real = at_ > whole + 1;
      if (!real) at_ = whole;
    }
    const size_t mantissa = at_;
    if (take("e") || take("E")) {
      if (!take("+")) take("-");
      const size_t exponent = at_;
      digits();
      if (at_ == exponent)
        at_ = mantissa;
      else
        real = true;
    }
    const std::string_view text = text_.substr(begin, at_ - begin);
    if (real) {
      const auto parsed = parse_float(text);
      return parsed ? Value::real(*parsed) : Value();
    }
    const auto parsed = text.size() <= kMaxIntDigits ? parse_int(text, 10) : std::nullopt;
    return parsed ? runtime_.heap().integer(*parsed) : Value();
  }

  bool hex4(uint32_t& unit) {
    unit = 0;
    for (int k = 0; k < 4; ++k, ++at_) {
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      const int digit = hex_digit(c);
      if (digit < 0) return complain("Invalid \\uXXXX escape"), false;
      unit = unit << 4 | static_cast<uint32_t>(digit);
    }
    return true;
  }

  bool escape(std::string& out) {
    const char c = at_ < text_.size() ? text_[at_++] : '\0';
    constexpr std::string_view kLetters = "\"\\/bfnrt", kMeaning = "\"\\/\b\f\n\r\t";
    if (const size_t i = kLetters.find(c); i != std::string_view::npos && c) {
      out += kMeaning[i];
      return true;
    }
    if (c != 'u') return complain("Invalid \\escape"), false;
    uint32_t unit = 0, low = 0;
    if (!hex4(unit)) return false;
    if (unit >= 0xD800 && unit < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
      const size_t before = at_;
      at_ += 2;
      if (!hex4(low)) return false;
      if (low >= 0xDC00 && low < 0xE000)
        unit = 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF));
      else
        at_ = before;
    }
    append_utf8(out, unit);
    return true;
  }

  // Behind the opening quote.
  bool string(std::string& out) {
    while (at_ < text_.size()) {
      const size_t plain = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' && static_cast<uint8_t>(text_[at_]) >= 0x20)
        ++at_;
      out.append(text_, plain, at_ - plain);
      if (take("\"")) return spend_bytes(runtime_, out.size());
      if (at_ < text_.size() && text_[at_] != '\\') return complain("Invalid control character at"), false;
      if (take("\\") && !escape(out)) return false;
    }
    return complain("Unterminated string starting at"), false;
  }

  Value array(int depth) {
    std::vector<Value> items;
    skip_blanks();
    if (take("]")) return runtime_.heap().list({});
    for (;;) {
      skip_blanks();
      items.push_back(value(depth + 1));
      if (!items.back().valid()) return {};
      skip_blanks();
      if (take("]")) return runtime_.heap().list(std::move(items));
      if (!take(",")) return complain("Expecting ',' delimiter");
    }
  }

  Value object(int depth) {
    auto* dict = runtime_.heap().make<Dict>(Kind::kDict);
    skip_blanks();
    if (take("}")) return Value(dict);
    for (;;) {
      skip_blanks();
      std::string name;
      if (!take("\"")) return complain("Expecting property name enclosed in double quotes");
      if (!string(name)) return {};
      skip_blanks();
      if (!take(":")) return complain("Expecting ':' delimiter");
      skip_blanks();
      const Value key = runtime_.heap().str(name), item = value(depth + 1);
      if (!key.valid() || !item.valid()) return {};
      runtime_.dict_set(dict, key, item);
      skip_blanks();
      if (take("}")) return Value(dict);
      if (!take(",")) return complain("Expecting ',' delimiter");
    }
  }

  Runtime& runtime_;
  std::string_view text_;
  size_t at_ = 0;
};

struct JsonStyle {
  std::string item = ", ", colon = ": ", indent;
  bool lines = false, ascii = true, sorted = false;
};

class JsonWriter {
 public:
  JsonWriter(Runtime& runtime, const JsonStyle& style) : runtime_(runtime), style_(style) {}

  std::string out;

  bool value(Value v, int depth) {
    if (depth > kMaxJsonDepth || !runtime_.spend(1) || !runtime_.heap().fits(out.size())) return false;
    switch (v.kind()) {
      case Kind::kNone:
        out += "null";
        return true;
      case Kind::kBool:
        out += v.as_bool() ? "true" : "false";
        return true;
      case Kind::kStr:
        return string(v.as<Text>()->text());
      case Kind::kInt:
      case Kind::kBigInt:
      case Kind::kFloat:
        return scalar(v);
      case Kind::kList:
      case Kind::kTuple:
        return array(v.as<Sequence>(), depth);
      case Kind::kDict:
        return object(v.as<Dict>(), depth);
      case Kind::kInstance:
      case Kind::kUnknown:
      case Kind::kInvalid:
        return false;
      default:
        break;
    }
    runtime_.raise("TypeError", fmt::format("Object of type {} is not JSON serializable", runtime_.type_name(v)));
    return false;
  }

 private:
  bool scalar(Value v) {
    if (v.is(Kind::kFloat)) {
      const double d = v.as_float();
      out += std::isnan(d) ? "NaN" : std::isinf(d) ? (d > 0 ? "Infinity" : "-Infinity") : float_repr(d);
      return true;
    }
    const auto text = runtime_.to_str(v);
    if (text) out += *text;
    return text.has_value();
  }

  bool string(std::string_view s) {
    if (!spend_bytes(runtime_, s.size())) return false;
    out += '"';
    for (size_t i = 0; i < s.size();) {
      const uint32_t c = next_code_point(s, i);
      constexpr std::string_view kMeaning = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
      const size_t special = c < 0x80 ? kMeaning.find(static_cast<char>(c)) : std::string_view::npos;
      if (special != std::string_view::npos) {
        out += '\\';
        out += kLetters[special];
      } else if (c < 0x20 || (c > 0x7E && style_.ascii)) {
        if (c > 0xFFFF) out += fmt::format("\\u{:04x}", 0xD800 + ((c - 0x10000) >> 10));
        out += fmt::format("\\u{:04x}", c > 0xFFFF ? 0xDC00 + ((c - 0x10000) & 0x3FF) : c);
      } else {
        append_utf8(out, c);
      }
    }
    out += '"';
    return true;
  }

  void newline(int depth) {
    if (!style_.lines) return;
    out += '\n';
    for (int k = 0; k < depth; ++k) out += style_.indent;
  }

  bool array(const Sequence* list, int depth) {
    if (list->open_ended) return false;
    out += '[';
    for (size_t i = 0; i < list->items.size(); ++i) {
      if (i) out += style_.item;
      newline(depth + 1);
      if (!value(list->items[i], depth + 1)) return false;
    }
    if (!list->items.empty()) newline(depth);
    out += ']';
    return true;
  }

  bool key(Value k) {
    if (k.is(Kind::kStr)) return string(k.as<Text>()->text());
    if (!k.is(Kind::kNone) && !k.is(Kind::kBool) && !k.is(Kind::kInt) && !k.is(Kind::kBigInt) && !k.is(Kind::kFloat))
      return false;
    out += '"';
    if (!value(k, 0)) return false;
    out += '"';
    return true;
  }

  bool object(const Dict* dict, int depth) {
    if (dict->open_ended || !dict->unknown_keys.empty()) return false;
    std::vector<const Dict::Entry*> entries;
    for (const Dict::Entry& entry : dict->entries) {
      if (!entry.key.valid()) continue;
      if (style_.sorted && !entry.key.is(Kind::kStr)) return false;
      entries.push_back(&entry);
    }
    if (style_.sorted) {  // UTF-8 sorts as its code points do
      std::stable_sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) {
        return a->key.template as<Text>()->text() < b->key.template as<Text>()->text();
      });
    }
    out += '{';
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i) out += style_.item;
      newline(depth + 1);
      if (!key(entries[i]->key)) return false;
      out += style_.colon;
      if (!value(entries[i]->value, depth + 1)) return false;
    }
    if (!entries.empty()) newline(depth);
    out += '}';
    return true;
  }

  Runtime& runtime_;
  const JsonStyle& style_;
};

// What object_hook makes of each object, innermost first.
Value hooked(Runtime& runtime, Value value, Value hook, unsigned depth) {
  constexpr unsigned kMaxHooked = 64;
  if (depth > kMaxHooked || !runtime.spend(1)) return {};
  if (value.is(Kind::kList)) {
    for (size_t i = 0; i < value.as<Sequence>()->items.size(); ++i) {
      const Value item = hooked(runtime, value.as<Sequence>()->items[i], hook, depth + 1);
      if (!item.valid()) return {};
      value.as<Sequence>()->items[i] = item;
    }
  }
  if (!value.is(Kind::kDict)) return value;
  for (size_t i = 0; i < value.as<Dict>()->entries.size(); ++i) {
    const Value item = hooked(runtime, value.as<Dict>()->entries[i].value, hook, depth + 1);
    if (!item.valid()) return {};
    value.as<Dict>()->entries[i].value = item;
  }
  CallArgs args;
  args.positional.push_back(value);
  return runtime.call(hook, std::move(args));
}

Value loads(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  std::string text = in.data(0, "s");
  const Value hook = args.get(runtime.heap(), SIZE_MAX, "object_hook");
  const size_t given = args.size() + args.keywords.size() - (hook.valid() ? 1 : 0);
  if (!in.ok() || given != 1) return {};  // other hooks change what comes out
  const bool raw = known_bytes(args.get(runtime.heap(), 0, "s")).has_value();
  if (raw) {
    const auto decoded = decode_text(text, "utf_8_sig", "strict");
    if (!decoded) return str_result(runtime, decoded);
    text = *decoded;
  }
  const Value document = JsonReader(runtime, text).document();
  return document.valid() && hook.valid() && !hook.is_none() ? hooked(runtime, document, hook, 0) : document;
}

Value dumps(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value object = in.value(0, "obj"), indent = in.optional(9, "indent"), separators = in.optional(9, "separators");
  JsonStyle style;
  style.ascii = in.flag(9, "ensure_ascii", true);
  style.sorted = in.flag(9, "sort_keys", false);
  if (!indent.is_none()) {
    style.lines = true;
    style.item = ",";
    if (const auto text = known_str(indent))
      style.indent = *text;
    else
      style.indent.assign(static_cast<size_t>(std::clamp<int64_t>(in.integer(9, "indent"), 0, 64)), ' ');
  }
  if (!separators.is_none()) {
    const auto pair = runtime.items_of(separators, 2);
    const auto item = pair && pair->size() == 2 ? known_str((*pair)[0]) : std::nullopt;
    const auto colon = item ? known_str((*pair)[1]) : std::nullopt;
    if (!colon) return {};
    style.item = *item;
    style.colon = *colon;
  }
  if (!in.ok() || in.has(9, "cls") || in.has(9, "default") || in.has(9, "skipkeys")) return {};
  JsonWriter writer(runtime, style);
  return writer.value(object, 0) ? make_str(runtime, writer.out) : Value();
}

constexpr NativeDef kJsonNatives[] = {
    {"json.loads", loads, "", "json"},
    {"json.dumps", dumps, "str"},
};

}  // namespace

std::span<const NativeDef> json_natives() { return kJsonNatives; }

}  // namespace antivenom::interpret
