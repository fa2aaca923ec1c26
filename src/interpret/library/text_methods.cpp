// Searching, replacing, joining and padding; text_split.cpp has what takes text apart.

#include "interpret/library/text_methods.h"

#include <algorithm>

#include "interpret/library/codecs.h"
#include "interpret/library/method.h"
#include "interpret/library/objects.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

std::string type_of(Runtime& runtime, Value v) { return std::string(runtime.type_name(v)); }
bool is_plain(Value v) { return v.valid() && v.kind() < Kind::kIterator; }

struct Span {
  size_t begin, end;  // bytes
};

// The part of self between optional [start, end) arguments; nullopt: not known. An empty Span with begin > end when
// start lies behind the text, where even "" is not found.
std::optional<Span> searched(Runtime& runtime, const TextSelf& self, const CallArgs& args) {
  const auto length = static_cast<int64_t>(self.length());
  int64_t bounds[2] = {0, length};
  for (size_t i = 0; i < 2; ++i) {
    if (i + 1 >= args.size() || args.positional[i + 1].is_none()) continue;
    const auto given = runtime.to_index(args.positional[i + 1]);
    if (!given) return std::nullopt;
    bounds[i] = *given < 0 ? std::max<int64_t>(*given + length, 0) : *given;
  }
  if (bounds[0] > length) return Span{1, 0};
  const size_t begin = self.offset(static_cast<size_t>(bounds[0]));
  const size_t end = self.offset(static_cast<size_t>(std::min(bounds[1], length)));
  return Span{begin, end};
}

// A thing to look for: text, or for bytes also a number below 256.
std::optional<std::string> needle_of(Runtime& runtime, const TextSelf& self, Value v) {
  if (!self.is_str()) {
    if (const auto byte = runtime.to_index(v)) {
      if (*byte < 0 || *byte > 255) {
        runtime.raise("ValueError", "byte must be in range(0, 256)");
        return std::nullopt;
      }
      return std::string(1, static_cast<char>(*byte));
    }
  }
  if (!self.is_str() && is_plain(v) && !runtime.to_bytes(v)) {
    runtime.raise("TypeError", "argument should be integer or bytes-like object, not '" + type_of(runtime, v) + "'");
    return std::nullopt;
  }
  const auto text = self.operand(v);
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

// Character position of the first or last occurrence, -1 if there is none; nullopt: not known, or raised.
std::optional<int64_t> locate(Runtime& runtime, Value self_value, const CallArgs& args, bool last) {
  if (!plain_arguments(args, 1, 3)) return std::nullopt;
  const TextSelf self(runtime, self_value);
  const auto needle = needle_of(runtime, self, args.positional[0]);
  const auto span = needle ? searched(runtime, self, args) : std::nullopt;
  if (!span || !runtime.spend(self.text().size() / 64 + 1)) return std::nullopt;
  if (span->begin > span->end) return -1;
  const std::string_view part = self.text().substr(span->begin, span->end - span->begin);
  const size_t at = last ? part.rfind(*needle) : part.find(*needle);
  if (at == std::string_view::npos) return -1;
  return static_cast<int64_t>(self.character(span->begin + at));
}

Value index_or_raise(Runtime& runtime, Value self, const CallArgs& args, bool last) {
  const auto at = locate(runtime, self, args, last);
  if (!at) return {};
  if (*at < 0)
    return raise(runtime, "ValueError", self.is(Kind::kStr) ? "substring not found" : "subsection not found");
  return Value::integer(*at);
}

size_t count_occurrences(std::string_view text, std::string_view needle, size_t limit) {
  size_t count = 0;
  for (size_t at = text.find(needle); at != std::string_view::npos && count < limit;
       at = text.find(needle, at + needle.size()))
    ++count;
  return count;
}

Value starts_or_ends(Runtime& runtime, Value self_value, const CallArgs& args, bool at_end) {
  if (!plain_arguments(args, 1, 3)) return {};
  const TextSelf self(runtime, self_value);
  const auto span = searched(runtime, self, args);
  if (!span) return {};
  const Value given = unwrapped(args.positional[0]);
  std::vector<Value> candidates{given};
  if (given.is(Kind::kTuple)) candidates = given.as<Sequence>()->items;
  bool unknown = false;
  for (const Value candidate : candidates) {
    if (candidate.is_unknown()) {
      unknown = true;
      continue;
    }
    const bool fitting = self.is_str() ? candidate.is(Kind::kStr) : runtime.to_bytes(candidate).has_value();
    if (!fitting && is_plain(candidate)) {
      const std::string name = at_end ? "endswith" : "startswith", kind = self.is_str() ? "str" : "bytes";
      if (!given.is(Kind::kTuple)) {
        return raise(
            runtime, "TypeError",
            name + " first arg must be " + kind + " or a tuple of " + kind + ", not " + type_of(runtime, candidate));
      }
      if (!self.is_str())
        return raise(runtime, "TypeError",
                     "a bytes-like object is required, not '" + type_of(runtime, candidate) + "'");
      return raise(runtime, "TypeError",
                   "tuple for " + name + " must only contain str, not " + type_of(runtime, candidate));
    }
    const auto text = self.operand(candidate);
    if (!text) return {};
    if (span->begin > span->end) continue;
    const std::string_view part = self.text().substr(span->begin, span->end - span->begin);
    if (at_end ? part.ends_with(*text) : part.starts_with(*text)) return Value::boolean(true);
  }
  return unknown ? Value() : Value::boolean(false);
}

// "" replaced: `with` before every character and at the end.
std::string interleave(const TextSelf& self, std::string_view with, size_t limit) {
  std::string out;
  const std::string_view text = self.text();
  size_t done = 0;
  for (size_t at = 0; at < text.size();) {
    if (done++ >= limit) return out.append(text.substr(at));
    const size_t size = self.is_str() ? decode_character(text, at).size : 1;
    out.append(with).append(text, at, size);
    at += size;
  }
  return done < limit ? out.append(with) : out;
}

enum class Side { kLeft, kRight, kBoth };

Value justify(Runtime& runtime, Value self_value, const CallArgs& args, Side side) {
  if (!plain_arguments(args, 1, 2)) return {};
  const TextSelf self(runtime, self_value);
  const auto width = runtime.to_index(args.positional[0]);
  std::string fill = " ";
  if (args.size() == 2) {
    const auto given = self.operand(args.positional[1], "The fill character must be a unicode character, not ");
    if (!given) return {};
    if ((self.is_str() ? count_characters(*given) : given->size()) != 1) {
      return raise(runtime, "TypeError",
                   self.is_str() ? "The fill character must be exactly one character long"
                                 : "fill must be a byte string of length 1");
    }
    fill = *given;
  }
  if (!width) return {};
  const auto length = static_cast<int64_t>(self.length());
  if (*width <= length) return self.piece(0, self.text().size());
  const auto missing = static_cast<uint64_t>(*width - length);
  if (!runtime.heap().fits(missing) || !runtime.heap().fits(missing * fill.size()) || !runtime.spend(missing / 64))
    return {};
  // CPython's centre leans left when both are odd.
  const uint64_t left = side == Side::kRight  ? missing
                        : side == Side::kLeft ? 0
                                              : missing / 2 + (missing & static_cast<uint64_t>(*width) & 1);
  std::string out;
  for (uint64_t i = 0; i < left; ++i) out += fill;
  out += self.text();
  for (uint64_t i = left; i < missing; ++i) out += fill;
  return self.make(out);
}

// The encoding and errors arguments; false when not known.
bool codec_names(Runtime& runtime, const CallArgs& args, std::string& codec, std::string& errors) {
  if (args.open_ended) return false;
  const Value names[] = {args.get(runtime.heap(), 0, "encoding"), args.get(runtime.heap(), 1, "errors")};
  std::string* const out[] = {&codec, &errors};
  for (size_t i = 0; i < 2; ++i) {
    if (!names[i].valid()) continue;
    if (!names[i].is(Kind::kStr)) return false;
    *out[i] = names[i].as<Text>()->text();
  }
  return true;
}

}  // namespace

TextSelf::TextSelf(Runtime& runtime, Value self)
    : runtime_(runtime),
      self_(self),
      text_(*runtime.to_bytes(self, true)),
      length_(self.is(Kind::kStr) ? self.as<Text>()->chars : text_.size()) {}

size_t TextSelf::offset(size_t character) const {
  if (!is_str()) return std::min(character, text_.size());
  const auto* text = self_.as<Text>();
  return runtime_.heap().byte_offset(text, static_cast<uint32_t>(std::min<size_t>(character, text->chars)));
}

size_t TextSelf::character(size_t offset) const {
  if (!is_str() || self_.as<Text>()->ascii) return offset;
  return count_characters(text_.substr(0, offset));
}

Value TextSelf::make(std::string_view text) const {
  Heap& heap = runtime_.heap();
  if (self_.is(Kind::kByteArray)) {
    if (!heap.charge(text.size())) return {};
    auto* array = heap.make<ByteArray>();
    array->data = text;
    array->origins = self_.as<ByteArray>()->origins;
    array->trail = self_.as<ByteArray>()->trail;
    return Value(array);
  }
  const auto* from = self_.as<Text>();
  return is_str() ? heap.str(text, from->origins, from->trail) : heap.bytes(text, from->origins, from->trail);
}

Value TextSelf::piece(size_t begin, size_t end) const {
  if (self_.is(Kind::kByteArray)) return make(text_.substr(begin, end - begin));
  const auto* text = self_.as<Text>();
  if (begin == 0 && end == text->size) return self_;
  if (text->ascii) return runtime_.heap().substring(text, static_cast<uint32_t>(begin), static_cast<uint32_t>(end));
  return make(text_.substr(begin, end - begin));
}

std::optional<std::string_view> TextSelf::operand(Value v, std::string_view message) const {
  v = unwrapped(v);
  if (is_str() ? v.is(Kind::kStr) : v.is(Kind::kBytes) || v.is(Kind::kByteArray)) return runtime_.to_bytes(v, true);
  if (is_plain(v)) {
    const std::string type = type_of(runtime_, v);
    const std::string own = std::string(message) + (message.ends_with(' ') ? type : "");
    runtime_.raise("TypeError", is_str() ? own : "a bytes-like object is required, not '" + type + "'");
  }
  return std::nullopt;
}

Value text_find(Runtime& runtime, Value self, CallArgs& args) {
  const auto at = locate(runtime, self, args, false);
  return at ? Value::integer(*at) : Value();
}

Value text_rfind(Runtime& runtime, Value self, CallArgs& args) {
  const auto at = locate(runtime, self, args, true);
  return at ? Value::integer(*at) : Value();
}

Value text_index(Runtime& runtime, Value self, CallArgs& args) { return index_or_raise(runtime, self, args, false); }
Value text_rindex(Runtime& runtime, Value self, CallArgs& args) { return index_or_raise(runtime, self, args, true); }

Value text_count(Runtime& runtime, Value self_value, CallArgs& args) {
  if (!plain_arguments(args, 1, 3)) return {};
  const TextSelf self(runtime, self_value);
  const auto needle = needle_of(runtime, self, args.positional[0]);
  const auto span = needle ? searched(runtime, self, args) : std::nullopt;
  if (!span || !runtime.spend(self.text().size() / 64 + 1)) return {};
  if (span->begin > span->end) return Value::integer(0);
  const std::string_view part = self.text().substr(span->begin, span->end - span->begin);
  if (needle->empty())
    return Value::integer(static_cast<int64_t>(self.is_str() ? count_characters(part) : part.size()) + 1);
  return Value::integer(static_cast<int64_t>(count_occurrences(part, *needle, SIZE_MAX)));
}

Value text_startswith(Runtime& runtime, Value self, CallArgs& args) {
  return starts_or_ends(runtime, self, args, false);
}
Value text_endswith(Runtime& runtime, Value self, CallArgs& args) { return starts_or_ends(runtime, self, args, true); }

Value text_replace(Runtime& runtime, Value self_value, CallArgs& args) {
  if (args.open_ended || args.size() < 2 || args.size() > 3) return {};
  const TextSelf self(runtime, self_value);
  const auto from = self.operand(args.positional[0], "replace() argument 1 must be str, not ");
  const auto to = from ? self.operand(args.positional[1], "replace() argument 2 must be str, not ") : std::nullopt;
  const Value count = args.get(runtime.heap(), 2, "count");
  const auto limit = count.valid() ? runtime.to_index(count) : std::optional<int64_t>(-1);
  if (!to || !limit) return {};
  const size_t most = *limit < 0 ? SIZE_MAX : static_cast<size_t>(*limit);
  const std::string_view text = self.text();
  const size_t occurrences = from->empty() ? std::min(self.length() + 1, most) : count_occurrences(text, *from, most);
  if (occurrences == 0) return self.piece(0, text.size());
  const uint64_t added = to->empty() ? 0 : uint64_t{occurrences} * to->size();
  if (!runtime.heap().fits(text.size() + added) || !runtime.spend((text.size() + added) / 64 + 1)) return {};
  if (from->empty()) return self.make(interleave(self, *to, most));
  std::string out;
  out.reserve(text.size() + added - occurrences * from->size());
  size_t at = 0;
  for (size_t i = 0; i < occurrences; ++i) {
    const size_t found = text.find(*from, at);
    out.append(text, at, found - at).append(*to);
    at = found + from->size();
  }
  return self.make(out.append(text.substr(at)));
}

Value text_join(Runtime& runtime, Value self_value, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  const Value source = unwrapped(args.positional[0]);
  if (source.is_none() || source.is(Kind::kInt) || source.is(Kind::kFloat) || source.is(Kind::kBool)) {
    return raise(runtime, "TypeError", "can only join an iterable");
  }
  const auto items = runtime.items_of(source);
  if (!items) return {};
  const TextSelf self(runtime, self_value);
  Heap& heap = runtime.heap();
  uint64_t size = items->empty() ? 0 : self.text().size() * (items->size() - 1);
  Origins origins = runtime.origins_of(self_value);
  Trail trail = runtime.trail_of(self_value);
  for (size_t i = 0; i < items->size(); ++i) {
    const Value item = unwrapped((*items)[i]);
    const bool fitting = self.is_str() ? item.is(Kind::kStr) : item.is(Kind::kBytes) || item.is(Kind::kByteArray);
    if (!fitting) {
      if (!is_plain(item)) return {};
      return raise(runtime, "TypeError",
                   "sequence item " + std::to_string(i) + ": expected " +
                       (self.is_str() ? "str instance" : "a bytes-like object") + ", " + type_of(runtime, item) +
                       " found");
    }
    size += runtime.to_bytes(item, true)->size();
    const bool is_array = item.is(Kind::kByteArray);
    origins = heap.join(origins, is_array ? item.as<ByteArray>()->origins : item.as<Text>()->origins);
    trail = heap.join(trail, is_array ? item.as<ByteArray>()->trail : item.as<Text>()->trail);
  }
  if (!heap.fits(size) || !runtime.spend(size / 64 + items->size() / 4)) return {};
  std::string out;
  out.reserve(size);
  for (size_t i = 0; i < items->size(); ++i) {
    if (i > 0) out += self.text();
    out += *runtime.to_bytes((*items)[i], true);
  }
  if (self.is_str()) return heap.str(out, origins, trail);
  if (self_value.is(Kind::kBytes)) return heap.bytes(out, origins, trail);
  const Value result = self.make(out);
  if (result.valid()) {
    result.as<ByteArray>()->origins = origins;
    result.as<ByteArray>()->trail = trail;
  }
  return result;
}

Value text_removeprefix(Runtime& runtime, Value self_value, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  const TextSelf self(runtime, self_value);
  const auto prefix = self.operand(args.positional[0]);
  if (!prefix) return {};
  return self.piece(self.text().starts_with(*prefix) ? prefix->size() : 0, self.text().size());
}

Value text_removesuffix(Runtime& runtime, Value self_value, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  const TextSelf self(runtime, self_value);
  const auto suffix = self.operand(args.positional[0]);
  if (!suffix) return {};
  return self.piece(0, self.text().size() - (self.text().ends_with(*suffix) ? suffix->size() : 0));
}

Value text_center(Runtime& runtime, Value self, CallArgs& args) { return justify(runtime, self, args, Side::kBoth); }
Value text_ljust(Runtime& runtime, Value self, CallArgs& args) { return justify(runtime, self, args, Side::kLeft); }
Value text_rjust(Runtime& runtime, Value self, CallArgs& args) { return justify(runtime, self, args, Side::kRight); }

Value text_zfill(Runtime& runtime, Value self_value, CallArgs& args) {
  if (!plain_arguments(args, 1, 1)) return {};
  const TextSelf self(runtime, self_value);
  const auto width = runtime.to_index(args.positional[0]);
  if (!width) return {};
  const auto length = static_cast<int64_t>(self.length());
  if (*width <= length) return self.piece(0, self.text().size());
  const auto missing = static_cast<uint64_t>(*width - length);
  if (!runtime.heap().fits(missing) || !runtime.spend(missing / 64)) return {};
  std::string out(self.text());
  out.insert(out.starts_with('+') || out.starts_with('-') ? 1 : 0, missing, '0');
  return self.make(out);
}

Value text_expandtabs(Runtime& runtime, Value self_value, CallArgs& args) {
  const Value given = args.get(runtime.heap(), 0, "tabsize");
  const auto size = given.valid() ? runtime.to_index(given) : std::optional<int64_t>(8);
  if (!size || args.open_ended) return {};
  const TextSelf self(runtime, self_value);
  std::string out;
  int64_t column = 0;
  for (char c : self.text()) {
    if (c == '\t') {
      const int64_t blanks = *size > 0 ? *size - column % *size : 0;
      if (!runtime.heap().fits(out.size() + static_cast<uint64_t>(blanks)) ||
          !runtime.spend(static_cast<uint64_t>(blanks) / 64))
        return {};
      out.append(static_cast<size_t>(blanks), ' ');
      column += blanks;
      continue;
    }
    out += c;
    const bool continued = self.is_str() && (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    column = c == '\n' || c == '\r' ? 0 : column + (continued ? 0 : 1);
  }
  return self.make(out);
}

Value text_encode(Runtime& runtime, Value self, CallArgs& args) {
  std::string codec = "utf-8", errors = "strict";
  return codec_names(runtime, args, codec, errors) ? codec_encode(runtime, self, codec, errors) : Value();
}

Value text_decode(Runtime& runtime, Value self, CallArgs& args) {
  std::string codec = "utf-8", errors = "strict";
  return codec_names(runtime, args, codec, errors) ? codec_decode(runtime, self, codec, errors) : Value();
}

}  // namespace antivenom::interpret
