// str() and repr() of values, without recursion.

#include <algorithm>

#include "interpret/library.h"
#include "interpret/library/characters.h"
#include "interpret/library/method.h"
#include "interpret/library/numbers.h"
#include "interpret/library/text_forms.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

void append_hex_escape(std::string& out, char letter, uint32_t value, unsigned digits) {
  out += '\\';
  out += letter;
  for (unsigned i = digits; i-- > 0;) out += "0123456789abcdef"[value >> (4 * i) & 15];
}

// The quote Python chooses: double only if that avoids escaping.
char quote_for(std::string_view text) {
  return text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
}

// One unit of work: text to write, or a value whose repr to write, or the end of a container.
struct Work {
  enum { kText, kValue, kLeave } what;
  std::string_view text;
  Value value;
};

class Writer {
 public:
  explicit Writer(Runtime& runtime) : runtime_(runtime) {}

  std::optional<std::string> repr(Value v) {
    work_.push_back({Work::kValue, {}, v});
    while (!work_.empty()) {
      const Work next = work_.back();
      work_.pop_back();
      if (next.what == Work::kText) {
        out_ += next.text;
      } else if (next.what == Work::kLeave) {
        open_.pop_back();
      } else if (!write(next.value)) {
        return std::nullopt;
      }
      if (!runtime_.heap().fits(out_.size())) return std::nullopt;
      if (++steps_ % 32 == 0 && !runtime_.spend(32)) return std::nullopt;
    }
    return std::move(out_);
  }

 private:
  bool write(Value v);
  bool write_container(Value v);
  bool write_instance(Value v);
  void push(std::string_view text) { work_.push_back({Work::kText, text, {}}); }
  void push(Value v) { work_.push_back({Work::kValue, {}, v}); }

  Runtime& runtime_;
  std::string out_;
  std::vector<Work> work_;
  std::vector<const Object*> open_;  // containers being written, for [...]
  size_t steps_ = 0;
};

bool Writer::write(Value v) {
  switch (v.kind()) {
    case Kind::kNone:
      out_ += "None";
      return true;
    case Kind::kBool:
      out_ += v.as_bool() ? "True" : "False";
      return true;
    case Kind::kInt:
      out_ += std::to_string(v.as_int());
      return true;
    case Kind::kFloat:
      out_ += float_repr(v.as_float());
      return true;
    case Kind::kEllipsis:
      out_ += "Ellipsis";
      return true;
    case Kind::kNotImplemented:
      out_ += "NotImplemented";
      return true;
    case Kind::kBigInt: {
      const auto digits = int_to_decimal(runtime_, v.as<BigInt>()->value);
      if (digits) out_ += *digits;
      return digits.has_value();
    }
    case Kind::kStr:
    case Kind::kBytes:
    case Kind::kByteArray: {
      const std::string_view text = *runtime_.to_bytes(v, true);
      // Up to ten bytes an escape.
      if (!runtime_.spend(text.size() / 64) || !runtime_.heap().fits(out_.size() + text.size() * 2)) return false;
      if (v.is(Kind::kStr)) {
        out_ += str_repr(text);
      } else {
        out_ += v.is(Kind::kByteArray) ? "bytearray(" + bytes_repr(text, true) + ")" : bytes_repr(text);
      }
      return true;
    }
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFrozenSet:
      return write_container(v);
    case Kind::kRange: {
      const auto* range = v.as<Range>();
      out_ += "range(" + std::to_string(range->start) + ", " + std::to_string(range->stop);
      if (range->step != 1) out_ += ", " + std::to_string(range->step);
      out_ += ")";
      return true;
    }
    case Kind::kSlice: {
      const auto* slice = v.as<Slice>();
      const auto part = [](Value p) { return p.valid() ? p : Value::none(); };
      push(")");
      push(part(slice->step));
      push(", ");
      push(part(slice->upper));
      push(", ");
      push(part(slice->lower));
      push("slice(");
      return true;
    }
    case Kind::kNative: {
      const auto* native = v.as<Native>();
      if (native->self.valid()) return false;  // shows an address
      const std::string_view name = native->def->name;
      if (is_type_name(name)) {
        out_.append("<class '").append(name).append("'>");
        return true;
      }
      if (name.find('.') != std::string_view::npos) return false;
      out_.append("<built-in function ").append(name).append(">");
      return true;
    }
    case Kind::kClass:
      if (!v.as<Class>()->builtin) return false;
      out_.append("<class '").append(runtime_.heap().text(v.as<Class>()->qualified)).append("'>");
      return true;
    case Kind::kInstance:
      return write_instance(v);
    default:
      return false;
  }
}

bool Writer::write_instance(Value v) {
  const auto* instance = v.as<Instance>();
  const Value payload = instance->payload;
  if (!instance->cls->builtin) {
    if (const auto own = runtime_.instance_text(v, true)) return out_ += *own, true;
    if (runtime_.raised()) return false;
  }
  if (!payload.valid()) return false;
  if (!instance->cls->builtin) {
    // An exception shows its name.
    if (!payload.is(Kind::kTuple)) return push(payload), true;
  }
  if (!payload.is(Kind::kTuple)) return false;
  const auto& items = payload.as<Sequence>()->items;
  push(")");
  for (size_t i = items.size(); i-- > 0;) {
    push(items[i]);
    if (i > 0) push(", ");
  }
  push("(");
  out_ += runtime_.heap().text(instance->cls->name);
  return true;
}

bool Writer::write_container(Value v) {
  if (std::find(open_.begin(), open_.end(), v.object()) != open_.end()) {
    out_ += v.is(Kind::kList) ? "[...]" : v.is(Kind::kTuple) ? "(...)" : v.is(Kind::kDict) ? "{...}" : "set(...)";
    return true;
  }
  // The same bound as Python's own recursion would roughly have; keeps `open_` short.
  constexpr size_t kMaxDepth = 900;
  if (open_.size() >= kMaxDepth) return false;
  std::vector<Work> parts;
  std::string_view begin, end;
  if (v.is(Kind::kList) || v.is(Kind::kTuple)) {
    const auto* sequence = v.as<Sequence>();
    if (sequence->open_ended) return false;
    begin = v.is(Kind::kList) ? "[" : "(";
    end = v.is(Kind::kList) ? "]" : sequence->items.size() == 1 ? ",)" : ")";
    for (const Value item : sequence->items) {
      if (!parts.empty()) parts.push_back({Work::kText, ", ", {}});
      parts.push_back({Work::kValue, {}, item});
    }
  } else {
    const auto* dict = v.as<Dict>();
    if (dict->open_ended || !dict->unknown_keys.empty()) return false;
    begin = v.is(Kind::kFrozenSet) ? "frozenset({" : "{";
    end = v.is(Kind::kFrozenSet) ? "})" : "}";
    if (dict->live == 0 && !v.is(Kind::kDict)) {
      out_ += v.is(Kind::kSet) ? "set()" : "frozenset()";
      return true;
    }
    for (const auto& entry : dict->entries) {
      if (!entry.key.valid()) continue;
      if (!parts.empty()) parts.push_back({Work::kText, ", ", {}});
      parts.push_back({Work::kValue, {}, entry.key});
      if (!v.is(Kind::kDict)) continue;
      parts.push_back({Work::kText, ": ", {}});
      parts.push_back({Work::kValue, {}, entry.value});
    }
  }
  open_.push_back(v.object());
  work_.push_back({Work::kLeave, {}, {}});
  push(end);
  work_.insert(work_.end(), parts.rbegin(), parts.rend());
  out_ += begin;
  return runtime_.spend(parts.size() / 16) && runtime_.heap().fits(out_.size() + work_.size());
}

}  // namespace

std::string str_repr(std::string_view text) {
  const char quote = quote_for(text);
  std::string out(1, quote);
  for (size_t at = 0; at < text.size();) {
    const auto [c, size] = decode_character(text, at);
    if (c == static_cast<uint32_t>(quote) || c == '\\') {
      (out += '\\') += static_cast<char>(c);
    } else if (c == '\n' || c == '\r' || c == '\t') {
      (out += '\\') += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
    } else if (c >= 0x20 && c < 0x7F) {
      out += static_cast<char>(c);
    } else if (is_printable(c)) {
      out.append(text, at, size);
    } else if (c < 0x100) {
      append_hex_escape(out, 'x', c, 2);
    } else if (c < 0x10000) {
      append_hex_escape(out, 'u', c, 4);
    } else {
      append_hex_escape(out, 'U', c, 8);
    }
    at += size;
  }
  return out += quote;
}

std::string bytes_repr(std::string_view raw, bool escape_single_quotes) {
  const char quote = quote_for(raw);
  std::string out = "b";
  out += quote;
  for (char byte : raw) {
    const auto c = static_cast<unsigned char>(byte);
    if (byte == quote || c == '\\' || (escape_single_quotes && c == '\'')) {
      (out += '\\') += byte;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      (out += '\\') += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
    } else if (c >= 0x20 && c < 0x7F) {
      out += byte;
    } else {
      append_hex_escape(out, 'x', c, 2);
    }
  }
  return out += quote;
}

std::string escape_non_ascii(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const auto [c, size] = decode_character(text, at);
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x100) {
      append_hex_escape(out, 'x', c, 2);
    } else if (c < 0x10000) {
      append_hex_escape(out, 'u', c, 4);
    } else {
      append_hex_escape(out, 'U', c, 8);
    }
    at += size;
  }
  return out;
}

std::optional<std::string> Runtime::to_repr(Value v) { return Writer(*this).repr(v); }

std::optional<std::string> Runtime::to_str(Value v) {
  if (v.is(Kind::kStr)) return std::string(v.as<Text>()->text());
  if (v.is(Kind::kInstance)) {
    if (auto own = instance_text(v, false)) return own;
    if (raised()) return std::nullopt;
    const Value payload = v.as<Instance>()->payload;
    if (payload.is(Kind::kStr)) return std::string(payload.as<Text>()->text());
    if (payload.is(Kind::kTuple)) {
      // An exception: its only argument, or all of them as a tuple.
      const auto& items = payload.as<Sequence>()->items;
      if (items.empty()) return std::string();
      if (items.size() > 1) return to_repr(payload);
      const bool quoted = heap_.text(v.as<Instance>()->cls->name) == "KeyError";
      if (quoted || !items[0].is(Kind::kStr)) return to_repr(items[0]);
      return std::string(items[0].as<Text>()->text());
    }
  }
  return to_repr(v);
}

}  // namespace antivenom::interpret
