// Tree -> document: a walk over the statements up to the first that is broken.
#include <algorithm>

#include "toml/document.h"
#include "toml/scalars.h"
#include "toml/syntax.h"

namespace antivenom::toml {
namespace {

// Deeper than Python's tomllib gets, whose recursion ends below 500, so that nothing it reads is hidden from us.
constexpr uint32_t kMaxDepth = 512;

class Reader {
 public:
  Reader(const Syntax& syntax, Builder& builder)
      : text_(syntax.text), builder_(builder), cursor_(ts_tree_cursor_new(ts_tree_root_node(syntax.tree.get()))) {}
  ~Reader() { ts_tree_cursor_delete(&cursor_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // False if a statement is broken; what stands before it was read.
  bool run() {
    if (!down()) return !is_broken();
    do {
      if (is("table") || is("table_array_element")) {
        if (!read_table()) return false;
      } else if (!read_statement(builder_.root())) {
        return false;
      }
    } while (beside());
    return true;
  }

 private:
  // --- the cursor
  TSNode node() const { return ts_tree_cursor_current_node(&cursor_); }
  bool down() { return ts_tree_cursor_goto_first_child(&cursor_); }
  bool beside() { return ts_tree_cursor_goto_next_sibling(&cursor_); }
  void up() { ts_tree_cursor_goto_parent(&cursor_); }
  bool is(std::string_view type) const { return ts_node_type(node()) == type; }
  bool is_broken() const { return ts_node_has_error(node()) || ts_node_is_missing(node()); }
  uint32_t line() const { return ts_node_start_point(node()).row + 1; }
  std::string_view token() const {
    const uint32_t begin = ts_node_start_byte(node()), end = ts_node_end_byte(node());
    return text_.substr(begin, end - begin);
  }

  // --- statements
  bool read_table() {
    const bool element = is("table_array_element");
    const uint32_t where = line();
    Node* section = nullptr;
    if (!down()) return false;
    do {
      if (is_broken()) return false;
      if (is_key()) {
        const Builder::Key key = read_key();
        section = element ? builder_.open_element(key) : builder_.open_table(key);
        if (section == nullptr) {
          builder_.fail(where, "the table " + shown(key) + " is defined a second time or is no table");
          // Its pairs belong to no part of the document.
          section = &builder_.make(Kind::table);
        }
      } else if (!is("[") && !is("[[") && !is("]") && !is("]]")) {
        if (section == nullptr || !read_statement(*section)) return false;
      }
    } while (beside());
    up();
    return section != nullptr;
  }

  bool read_statement(Node& section) {
    if (is_broken()) return false;
    if (is("pair")) read_pair(section, 0);
    // What else stands between statements are comments and breaks; a single token is what is left of a broken one.
    return !is_key() && !is("[") && !is("[[");
  }

  bool is_key() const { return is("bare_key") || is("quoted_key") || is("dotted_key"); }

  // A dotted key is a tree that is as deep as the key has parts.
  Builder::Key read_key() {
    Builder::Key key;
    uint32_t depth = 0;
    while (true) {
      if (is("dotted_key") && down()) {
        ++depth;
        continue;
      }
      if (is_key()) add_part(key);
      while (depth > 0 && !beside()) {
        up();
        --depth;
      }
      if (depth == 0) return key;
    }
  }

  void add_part(Builder::Key& key) {
    std::string& part = key.emplace_back(token());
    if (is("quoted_key")) complain(read_string(token(), part));
  }

  void read_pair(Node& section, uint32_t depth) {
    const uint32_t where = line();
    if (!down()) return;
    const Builder::Key key = read_key();
    while (beside()) {
      if (is("=") || is("comment")) continue;
      if (Node* value = read_value(depth); value != nullptr && !builder_.define(section, key, *value)) {
        builder_.fail(where, shown(key) + " is defined a second time");
      }
    }
    up();
  }

  // --- values
  void complain(std::string wrong) {
    if (!wrong.empty()) builder_.fail(line(), std::move(wrong));
  }

  // Null for what is no value.
  Node* read_value(uint32_t depth) {
    if (is("array") || is("inline_table")) return &read_container(is("array") ? Kind::array : Kind::table, depth);
    if (is("string")) {
      std::string text;
      complain(read_string(token(), text));
      return &make(Kind::text, std::move(text));
    }
    if (is("integer")) {
      int64_t number = 0;
      complain(read_integer(token(), number));
      return &make(Kind::integer, number);
    }
    if (is("float")) {
      double number = 0;
      complain(read_float(token(), number));
      return &make(Kind::floating, number);
    }
    if (is("boolean")) return &make(Kind::boolean, token() == "true");
    if (is("local_time")) return &make(Kind::date, std::string(token()));
    if (!is("local_date") && !is("local_date_time") && !is("offset_date_time")) return nullptr;
    complain(check_date(token()));
    return &make(Kind::date, std::string(token()));
  }

  template <class T>
  Node& make(Kind kind, T content) {
    Node& node = builder_.make(kind);
    node.content = std::move(content);
    return node;
  }

  Node& read_container(Kind kind, uint32_t depth) {
    Node& container = builder_.make(kind);
    if (depth == kMaxDepth) {
      complain("nested deeper than " + std::to_string(kMaxDepth));
      return container;
    }
    if (!down()) return container;
    do {
      if (kind == Kind::table) {
        if (is("pair")) read_pair(container, depth + 1);
      } else if (Node* value = read_value(depth + 1)) {
        builder_.append(container, *value);
      }
    } while (beside());
    up();
    return container;
  }

  std::string_view text_;
  Builder& builder_;
  TSTreeCursor cursor_;
};

}  // namespace

Document parse(std::string_view text) {
  Document document;
  Builder builder(document);
  if (text.size() > kMaxBytes) {
    builder.fail(1, "longer than " + std::to_string(kMaxBytes) + " bytes");
    return document;
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  const Syntax syntax = parse_syntax(text);
  if (syntax.failure) builder.fail(syntax.failure->line, syntax.failure->reason);
  const bool whole = syntax.tree != nullptr && Reader(syntax, builder).run();
  if (!whole && !document.failure()) builder.fail(1, "could not be parsed");
  return document;
}

}  // namespace antivenom::toml
