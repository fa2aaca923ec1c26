// Methods that str, bytes and bytearray share: one implementation over bytes of text, with characters as positions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interpret/library.h"

namespace antivenom::interpret {

// The object a text method works on.
class TextSelf {
 public:
  TextSelf(Runtime& runtime, Value self);

  std::string_view text() const { return text_; }
  bool is_str() const { return self_.is(Kind::kStr); }
  size_t length() const { return length_; }  // characters
  Value self() const { return self_; }

  // Byte offset of a character, and the character at a byte offset.
  size_t offset(size_t character) const;
  size_t character(size_t offset) const;

  // A value of self's type with its origins and trail; Invalid when too large.
  Value make(std::string_view text) const;
  // The part between two byte offsets; shares the buffer where it can.
  Value piece(size_t begin, size_t end) const;
  // An argument of self's kind (str, or bytes-like) as text; nullopt: not known, or TypeError raised. A str method
  // may have a message of its own, to which the wrong type is added if it ends in a blank.
  std::optional<std::string_view> operand(Value v, std::string_view message = "must be str, not ") const;

 private:
  Runtime& runtime_;
  Value self_;
  std::string_view text_;
  size_t length_;
};

Value text_find(Runtime& runtime, Value self, CallArgs& args);
Value text_rfind(Runtime& runtime, Value self, CallArgs& args);
Value text_index(Runtime& runtime, Value self, CallArgs& args);
Value text_rindex(Runtime& runtime, Value self, CallArgs& args);
Value text_count(Runtime& runtime, Value self, CallArgs& args);
Value text_startswith(Runtime& runtime, Value self, CallArgs& args);
Value text_endswith(Runtime& runtime, Value self, CallArgs& args);
Value text_replace(Runtime& runtime, Value self, CallArgs& args);
Value text_split(Runtime& runtime, Value self, CallArgs& args);
Value text_rsplit(Runtime& runtime, Value self, CallArgs& args);
Value text_splitlines(Runtime& runtime, Value self, CallArgs& args);
Value text_partition(Runtime& runtime, Value self, CallArgs& args);
Value text_rpartition(Runtime& runtime, Value self, CallArgs& args);
Value text_strip(Runtime& runtime, Value self, CallArgs& args);
Value text_lstrip(Runtime& runtime, Value self, CallArgs& args);
Value text_rstrip(Runtime& runtime, Value self, CallArgs& args);
Value text_join(Runtime& runtime, Value self, CallArgs& args);
Value text_removeprefix(Runtime& runtime, Value self, CallArgs& args);
Value text_removesuffix(Runtime& runtime, Value self, CallArgs& args);
Value text_center(Runtime& runtime, Value self, CallArgs& args);
Value text_ljust(Runtime& runtime, Value self, CallArgs& args);
Value text_rjust(Runtime& runtime, Value self, CallArgs& args);
Value text_zfill(Runtime& runtime, Value self, CallArgs& args);
Value text_expandtabs(Runtime& runtime, Value self, CallArgs& args);
Value text_encode(Runtime& runtime, Value self, CallArgs& args);
Value text_decode(Runtime& runtime, Value self, CallArgs& args);

}  // namespace antivenom::interpret
