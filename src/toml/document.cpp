#include "toml/document.h"

#include <algorithm>

namespace antivenom::toml {
namespace {

template <class T>
std::optional<T> content_of(const Node* node, Kind kind) {
  if (node == nullptr || node->kind != kind) return std::nullopt;
  return std::get<T>(node->content);
}

}  // namespace

Kind Value::kind() const { return node_ == nullptr ? Kind::none : node_->kind; }
std::optional<std::string> Value::text() const { return content_of<std::string>(node_, Kind::text); }
std::optional<int64_t> Value::integer() const { return content_of<int64_t>(node_, Kind::integer); }
std::optional<double> Value::floating() const { return content_of<double>(node_, Kind::floating); }
std::optional<bool> Value::boolean() const { return content_of<bool>(node_, Kind::boolean); }
std::optional<std::string> Value::date() const { return content_of<std::string>(node_, Kind::date); }

Value Value::operator[](std::string_view key) const {
  if (kind() != Kind::table) return {};
  const Node* child = node_->first;
  while (child != nullptr && child->key != key) child = child->next;
  return Value(child);
}

Value Value::operator[](size_t index) const {
  if (kind() != Kind::array) return {};
  const Node* child = node_->first;
  while (child != nullptr && index-- > 0) child = child->next;
  return Value(child);
}

std::vector<Item> Value::items() const {
  std::vector<Item> out;
  if (node_ == nullptr) return out;
  for (const Node* child = node_->first; child != nullptr; child = child->next) {
    out.push_back({child->key, Value(child)});
  }
  return out;
}

Document::Document() : nodes_(std::make_unique<Nodes>()) {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Value Document::root() const { return Value(&nodes_->all.front()); }

Builder::Builder(Document& document) : document_(document), root_(&make(Kind::table)) {
  root_->origin = Origin::header;
}

Node& Builder::make(Kind kind) {
  Node& node = document_.nodes_->all.emplace_back();
  node.kind = kind;
  return node;
}

void Builder::append(Node& array, Node& value) { attach(array, value); }

void Builder::attach(Node& parent, Node& child) {
  (parent.last == nullptr ? parent.first : parent.last->next) = &child;
  parent.last = &child;
  if (parent.kind == Kind::table) by_place_.emplace(std::pair(&parent, std::string_view(child.key)), &child);
}

Node* Builder::find(const Node& table, std::string_view key) const {
  const auto found = by_place_.find({&table, key});
  return found == by_place_.end() ? nullptr : found->second;
}

Node& Builder::add_table(Node& parent, const std::string& key, Origin origin) {
  Node& table = make(Kind::table);
  table.key = key;
  table.origin = origin;
  attach(parent, table);
  return table;
}

Node* Builder::parent_of(const Key& key) {
  Node* table = root_;
  for (size_t i = 0; i + 1 < key.size(); ++i) {
    Node* next = find(*table, key[i]);
    if (next == nullptr) {
      table = &add_table(*table, key[i], Origin::implicit);
      continue;
    }
    if (next->origin == Origin::value) return nullptr;
    // A header goes on in the element that [[...]] opened last.
    table = next->kind == Kind::array ? next->last : next;
  }
  return table;
}

Node* Builder::open_table(const Key& key) {
  Node* parent = parent_of(key);
  if (parent == nullptr) return nullptr;
  Node* table = find(*parent, key.back());
  if (table == nullptr) return &add_table(*parent, key.back(), Origin::header);
  if (table->kind != Kind::table || table->origin != Origin::implicit) return nullptr;
  table->origin = Origin::header;
  return table;
}

Node* Builder::open_element(const Key& key) {
  Node* parent = parent_of(key);
  if (parent == nullptr) return nullptr;
  Node* array = find(*parent, key.back());
  if (array == nullptr) {
    array = &make(Kind::array);
    array->key = key.back();
    array->origin = Origin::header;
    attach(*parent, *array);
  } else if (array->kind != Kind::array || array->origin == Origin::value) {
    return nullptr;
  }
  Node& element = make(Kind::table);
  element.origin = Origin::header;
  attach(*array, element);
  return &element;
}

bool Builder::define(Node& section, const Key& key, Node& value) {
  Node* table = &section;
  for (size_t i = 0; i + 1 < key.size(); ++i) {
    Node* next = find(*table, key[i]);
    if (next == nullptr) {
      next = &add_table(*table, key[i], Origin::dotted);
    } else if (next->kind != Kind::table || next->origin == Origin::value || next->origin == Origin::header ||
               (next->origin == Origin::dotted && next->section != &section)) {
      return false;
    }
    next->origin = Origin::dotted;
    next->section = &section;
    table = next;
  }
  if (find(*table, key.back()) != nullptr) return false;
  value.key = key.back();
  attach(*table, value);
  return true;
}

void Builder::fail(uint32_t line, std::string reason) {
  auto& failure = document_.failure_;
  if (!failure || line < failure->line) failure = Failure{line, std::move(reason)};
}

std::string shown(const Builder::Key& key) {
  constexpr size_t kMaxShown = 80;
  std::string out;
  for (const std::string& part : key) {
    if (out.size() + part.size() > kMaxShown) return "a long key";
    if (&part != &key.front()) out += '.';
    out += part;
  }
  const bool plain = std::all_of(out.begin(), out.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return plain ? "'" + out + "'" : "a key";
}

}  // namespace antivenom::toml
