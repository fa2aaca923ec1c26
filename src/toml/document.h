// What a document is made of. Only src/toml sees this.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "toml/toml.h"

namespace antivenom::toml {

// What made a table or an array; the standard makes that decide who may add to it.
enum class Origin : uint8_t {
  value,     // written as a value: complete, nobody may add to it
  implicit,  // named on the way by a header: may still get its own header
  header,    // [a], an element of [[a]], the root
  dotted,    // named on the way by a dotted key: only keys of the same section may add to it
};

struct Node {
  Kind kind = Kind::none;
  Origin origin = Origin::value;
  std::string key;                                                           // in the table it lies in
  std::variant<std::monostate, std::string, int64_t, double, bool> content;  // text and dates are strings
  Node* first = nullptr;                                                     // children of tables and arrays
  Node* last = nullptr;
  Node* next = nullptr;           // the sibling behind it
  const Node* section = nullptr;  // of a dotted table: the table whose keys made it
};

// Puts a document together by the rules of the standard about who may define what. Where the standard leaves it open (a
// dotted key through a table that so far was only named on the way) it allows what Python's tomllib allows.
class Builder {
 public:
  using Key = std::vector<std::string>;

  explicit Builder(Document& document);

  Node& root() const { return *root_; }
  Node& make(Kind kind);
  void append(Node& array, Node& value);

  // [key] and [[key]]: the table that the following pairs belong to; null if it must not be defined here.
  Node* open_table(const Key& key);
  Node* open_element(const Key& key);
  // `key = value` in `section`. False if something of this name is there already.
  bool define(Node& section, const Key& key, Node& value);

  // Keeps the first failure by line, and of a line the first told.
  void fail(uint32_t line, std::string reason);

 private:
  Node* find(const Node& table, std::string_view key) const;
  void attach(Node& parent, Node& child);
  Node& add_table(Node& parent, const std::string& key, Origin origin);
  // The table in which a header's last part is defined; null if the way there is barred.
  Node* parent_of(const Key& key);

  Document& document_;
  Node* root_;
  std::map<std::pair<const Node*, std::string_view>, Node*>
      by_place_;  // table and key; no hash, since keys are hostile
};

// A key as it may stand in a message.
std::string shown(const Builder::Key& key);

struct Document::Nodes {
  std::deque<Node> all;  // the first is the root; a deque, since nodes point to each other
};

}  // namespace antivenom::toml
