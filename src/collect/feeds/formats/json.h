// JSON of strangers: bounded in depth, and read record by record, so that one bad record costs nothing but itself and a
// file of any length costs the memory of its longest record.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace antivenom::collect {

using Json = nlohmann::json;

// Deeper values are refused: nothing we read needs it, and writing them out again recurses.
inline constexpr size_t kMaxJsonDepth = 64;

// All of `text` as one value.
Result<Json> parse_json(std::string_view text);

// One record of a longer text, not parsed yet.
struct JsonPiece {
  std::string key;        // of a member of an object
  std::string_view text;  // within the whole text
  size_t index = 0;       // first is 0
  size_t line = 0;        // where it starts; first is 1
};

// Cuts a text into its records without parsing them.
class JsonPieces {
 public:
  // The elements of an array; else the values that follow each other (JSON Lines, or one value alone). Of JSON Lines
  // each line is a record, so that a broken one ends with its line.
  static JsonPieces elements(std::string_view text);
  // The members of an object.
  static JsonPieces members(std::string_view text);

  // Nothing at the end, and where the text cannot be followed any further: see error(). A member of an object that is
  // cut off is given as far as it goes, for it may be a list of which most can be read.
  std::optional<JsonPiece> next();
  const std::optional<Error>& error() const { return error_; }

 private:
  enum class Form { array, object, sequence, lines };
  JsonPieces(std::string_view text, Form form) : text_(text), form_(form) {}
  void skip_blanks();
  bool take(char c);
  bool skip_value();
  bool skip_text();
  std::optional<JsonPiece> stop(std::string what);

  std::string_view text_;
  Form form_;
  bool opened_ = false, closed_ = false;
  size_t at_ = 0, line_ = 1, index_ = 0;
  std::optional<Error> error_;
};

// What is said under a key; null if nothing is, or if `object` is none.
const Json& member(const Json& object, std::string_view key);
// The text under a key, numbers as text; empty if there is none.
std::string text_of(const Json& object, std::string_view key);
// The texts of the list under a key; a single text is a list of one.
std::vector<std::string> texts_of(const Json& object, std::string_view key);

}  // namespace antivenom::collect
