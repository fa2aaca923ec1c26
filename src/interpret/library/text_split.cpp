// split, splitlines, partition and strip of str, bytes and bytearray.

#include <algorithm>

#include "interpret/library/characters.h"
#include "interpret/library/method.h"
#include "interpret/library/objects.h"
#include "interpret/library/text_methods.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {

namespace {

bool is_byte_space(char c) { return c == ' ' || (c >= 9 && c <= 13); }

// One character of self at a byte offset: its size and whether it is a blank.
struct Letter {
  size_t size;
  bool blank;
};

Letter letter_at(const TextSelf& self, size_t at) {
  if (!self.is_str()) return {1, is_byte_space(self.text()[at])};
  const Character c = decode_character(self.text(), at);
  return {c.size, is_space(c.code_point)};
}

size_t unit_before(const TextSelf& self, size_t end) {
  if (!self.is_str()) return end - 1;
  size_t at = end - 1;
  while (at > 0 && (static_cast<unsigned char>(self.text()[at]) & 0xC0) == 0x80) --at;
  return at;
}

// Separator and maxsplit arguments. The separator is absent for "blanks".
struct Splitting {
  std::optional<std::string_view> separator;
  size_t most = SIZE_MAX;
};

std::optional<Splitting> splitting(Runtime& runtime, const TextSelf& self, const CallArgs& args) {
  if (args.open_ended || args.size() > 2) return std::nullopt;
  Splitting how;
  const Value separator = args.get(runtime.heap(), 0, "sep");
  const Value most = args.get(runtime.heap(), 1, "maxsplit");
  if (separator.valid() && !separator.is_none()) {
    how.separator = self.operand(separator, "must be str or None, not ");
    if (!how.separator) return std::nullopt;
    if (how.separator->empty()) {
      runtime.raise("ValueError", "empty separator");
      return std::nullopt;
    }
  }
  if (most.valid()) {
    const auto limit = runtime.to_index(most);
    if (!limit) return std::nullopt;
    if (*limit >= 0) how.most = static_cast<size_t>(*limit);
  }
  if (!runtime.spend(self.text().size() / 64 + 1)) return std::nullopt;
  return how;
}

// Collects pieces, paying for each; false when the budget is out.
class Pieces {
 public:
  Pieces(Runtime& runtime, const TextSelf& self) : runtime_(runtime), self_(self) {}
  bool add(size_t begin, size_t end) {
    if (items_.size() % 16 == 15 && !runtime_.spend(16)) return false;
    items_.push_back(self_.piece(begin, end));
    return items_.back().valid() && runtime_.heap().fits(items_.size() * sizeof(Value));
  }
  size_t count() const { return items_.size(); }
  Value list(bool reversed) {
    if (reversed) std::reverse(items_.begin(), items_.end());
    return runtime_.heap().list(std::move(items_));
  }

 private:
  Runtime& runtime_;
  const TextSelf& self_;
  std::vector<Value> items_;
};

Value split_blanks(Runtime& runtime, const TextSelf& self, size_t most) {
  Pieces pieces(runtime, self);
  const size_t size = self.text().size();
  for (size_t at = 0; at < size;) {
    const Letter first = letter_at(self, at);
    if (first.blank) {
      at += first.size;
      continue;
    }
    size_t end = at;
    if (pieces.count() >= most) {
      return pieces.add(at, size) ? pieces.list(false) : Value();
    }
    while (end < size && !letter_at(self, end).blank) end += letter_at(self, end).size;
    if (!pieces.add(at, end)) return {};
    at = end;
  }
  return pieces.list(false);
}

Value rsplit_blanks(Runtime& runtime, const TextSelf& self, size_t most) {
  Pieces pieces(runtime, self);
  for (size_t end = self.text().size(); end > 0;) {
    const size_t last = unit_before(self, end);
    if (letter_at(self, last).blank) {
      end = last;
      continue;
    }
    size_t begin = end;
    if (pieces.count() >= most) {
      return pieces.add(0, end) ? pieces.list(true) : Value();
    }
    while (begin > 0 && !letter_at(self, unit_before(self, begin)).blank) begin = unit_before(self, begin);
    if (!pieces.add(begin, end)) return {};
    end = begin;
  }
  return pieces.list(true);
}

Value stripped(Runtime& runtime, Value self_value, const CallArgs& args, bool left, bool right) {
  if (!plain_arguments(args, 0, 1)) return {};
  const TextSelf self(runtime, self_value);
  std::optional<std::u32string> set;
  if (args.size() == 1 && !args.positional[0].is_none()) {
    const auto given = self.operand(args.positional[0], "strip arg must be None or str");
    if (!given) return {};
    set.emplace();
    if (self.is_str()) {
      set = to_code_points(*given);
    } else {
      for (char c : *given) *set += static_cast<char32_t>(static_cast<unsigned char>(c));
    }
  }
  const std::string_view text = self.text();
  if (!runtime.spend(text.size() / 64 + 1)) return {};
  const auto removed = [&](size_t at) {
    if (!set) return letter_at(self, at).blank;
    const uint32_t c = self.is_str() ? decode_character(text, at).code_point : static_cast<unsigned char>(text[at]);
    return set->find(static_cast<char32_t>(c)) != std::u32string::npos;
  };
  size_t begin = 0, end = text.size();
  while (left && begin < end && removed(begin)) begin += letter_at(self, begin).size;
  while (right && end > begin && removed(unit_before(self, end))) end = unit_before(self, end);
  return self.piece(begin, end);
}

Value partitioned(Runtime& runtime, Value self_value, const CallArgs& args, bool last) {
  if (!plain_arguments(args, 1, 1)) return {};
  const TextSelf self(runtime, self_value);
  const auto separator = self.operand(args.positional[0]);
  if (!separator) return {};
  if (separator->empty()) return raise(runtime, "ValueError", "empty separator");
  const std::string_view text = self.text();
  if (!runtime.spend(text.size() / 64 + 1)) return {};
  const size_t at = last ? text.rfind(*separator) : text.find(*separator);
  const Value whole = self.piece(0, text.size());
  if (at == std::string_view::npos) {
    const Value empty = self.make("");
    return last ? runtime.heap().tuple({empty, self.make(""), whole})
                : runtime.heap().tuple({whole, empty, self.make("")});
  }
  const size_t behind = at + separator->size();
  return runtime.heap().tuple({self.piece(0, at), self.piece(at, behind), self.piece(behind, text.size())});
}

}  // namespace

Value text_split(Runtime& runtime, Value self_value, CallArgs& args) {
  const TextSelf self(runtime, self_value);
  const auto how = splitting(runtime, self, args);
  if (!how) return {};
  if (!how->separator) return split_blanks(runtime, self, how->most);
  Pieces pieces(runtime, self);
  const std::string_view text = self.text();
  size_t at = 0;
  for (size_t found;
       pieces.count() < how->most && (found = text.find(*how->separator, at)) != std::string_view::npos;) {
    if (!pieces.add(at, found)) return {};
    at = found + how->separator->size();
  }
  return pieces.add(at, text.size()) ? pieces.list(false) : Value();
}

Value text_rsplit(Runtime& runtime, Value self_value, CallArgs& args) {
  const TextSelf self(runtime, self_value);
  const auto how = splitting(runtime, self, args);
  if (!how) return {};
  if (!how->separator) return rsplit_blanks(runtime, self, how->most);
  Pieces pieces(runtime, self);
  const std::string_view text = self.text();
  size_t end = text.size();
  while (pieces.count() < how->most && end >= how->separator->size()) {
    const size_t found = text.rfind(*how->separator, end - how->separator->size());
    if (found == std::string_view::npos) break;
    if (!pieces.add(found + how->separator->size(), end)) return {};
    end = found;
  }
  return pieces.add(0, end) ? pieces.list(true) : Value();
}

Value text_splitlines(Runtime& runtime, Value self_value, CallArgs& args) {
  const Value given = args.get(runtime.heap(), 0, "keepends");
  const auto keep = given.valid() ? runtime.truth(given) : std::optional(false);
  if (!keep || args.open_ended) return {};
  const TextSelf self(runtime, self_value);
  const std::string_view text = self.text();
  if (!runtime.spend(text.size() / 64 + 1)) return {};
  Pieces pieces(runtime, self);
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const Character c = self.is_str() ? decode_character(text, at) : Character{static_cast<unsigned char>(text[at]), 1};
    const bool breaks = self.is_str() ? is_line_break(c.code_point) : c.code_point == '\n' || c.code_point == '\r';
    if (!breaks) {
      at += c.size;
      continue;
    }
    const size_t line_end = at;
    at += c.size;
    if (c.code_point == '\r' && at < text.size() && text[at] == '\n') ++at;
    if (!pieces.add(begin, *keep ? at : line_end)) return {};
    begin = at;
  }
  if (begin < text.size() && !pieces.add(begin, text.size())) return {};
  return pieces.list(false);
}

Value text_partition(Runtime& runtime, Value self, CallArgs& args) { return partitioned(runtime, self, args, false); }
Value text_rpartition(Runtime& runtime, Value self, CallArgs& args) { return partitioned(runtime, self, args, true); }
Value text_strip(Runtime& runtime, Value self, CallArgs& args) { return stripped(runtime, self, args, true, true); }
Value text_lstrip(Runtime& runtime, Value self, CallArgs& args) { return stripped(runtime, self, args, true, false); }
Value text_rstrip(Runtime& runtime, Value self, CallArgs& args) { return stripped(runtime, self, args, false, true); }

}  // namespace antivenom::interpret
