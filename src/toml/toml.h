// TOML 1.0: text -> document.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace antivenom::toml {

// Longer texts are not read: pyproject.toml and settings are pages of text.
inline constexpr size_t kMaxBytes = 1u << 20;

enum class Kind : uint8_t { none, text, integer, floating, boolean, date, array, table };

struct Node;
struct Item;

// One value of a document, or none: a question about what is not there gives none, never an error. Points into the
// document and must not outlive it.
class Value {
 public:
  Value() = default;
  explicit Value(const Node* node) : node_(node) {}

  Kind kind() const;
  std::optional<std::string> text() const;
  std::optional<int64_t> integer() const;
  std::optional<double> floating() const;
  std::optional<bool> boolean() const;
  std::optional<std::string> date() const;  // dates and times, as they are written

  // A table's value by its key, an array's by its position. O(size).
  Value operator[](std::string_view key) const;
  Value operator[](size_t index) const;
  // What a table or an array holds, in the order of the text.
  std::vector<Item> items() const;

 private:
  const Node* node_ = nullptr;
};

struct Item {
  std::string_view key;  // empty in arrays
  Value value;
};

// The first thing that is wrong with a text.
struct Failure {
  uint32_t line = 0;   // from 1
  std::string reason;  // plain words, UTF-8
};

class Document {
 public:
  Document();
  ~Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;

  Value root() const;  // always a table
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  friend class Builder;
  friend Document parse(std::string_view text);
  struct Nodes;
  std::unique_ptr<Nodes> nodes_;
  std::optional<Failure> failure_;
};

// Reads `text`, UTF-8 with or without a byte order mark, of at most kMaxBytes. Never throws. A text that is wrong has a
// `failure()`, and the document holds what can be told: of broken syntax, the statements before it; of a key or table
// that is defined again, the first definition.
Document parse(std::string_view text);

}  // namespace antivenom::toml
