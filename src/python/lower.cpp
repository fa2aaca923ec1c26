#include "python/lower.h"

#include <algorithm>

#include "python/literals.h"

namespace antivenom::python {

Lowering::Lowering(Tree& tree, Interner& names, const Layout& layout, uint32_t max_depth)
    : TreeBuilder(tree, names), layout_(layout), max_depth_(max_depth) {}

Lowering::~Lowering() {
  if (cursor_.tree != nullptr) ts_tree_cursor_delete(&cursor_);
}

void Lowering::lower(const TSTree& syntax, uint32_t base, std::span<const Cut> repairs,
                     std::vector<NodeId>& statements) {
  const TSNode root = ts_tree_root_node(&syntax);
  if (cursor_.tree == nullptr) {
    cursor_ = ts_tree_cursor_new(root);
  } else {
    ts_tree_cursor_reset(&cursor_, root);
  }
  base_ = base;
  repairs_ = repairs;
  has_errors_ = ts_node_has_error(root);
  scratch_.clear();
  read_node();
  if (sym_ == Sym::error) {  // nothing at all could be made of it
    error_region();
    flush_pending(statements);
    return;
  }
  if (!go_first()) return;
  do {
    if (sym_ == Sym::error) {
      error_region();
    } else {
      gather_recovered();
    }
    statements.insert(statements.end(), scratch_.begin(), scratch_.end());
    scratch_.clear();
    flush_pending(statements);
  } while (go_next());
}

void Lowering::finish(const std::vector<NodeId>& statements) {
  const Span all{0, static_cast<uint32_t>(tree_.text.size())};
  tree_.root = make(NodeKind::kModule, all, std::span<const NodeId>(statements));
}

void Lowering::read_node() {
  node_ = ts_tree_cursor_current_node(&cursor_);
  sym_ = sym_of(node_);
}

bool Lowering::go_first() {
  if (!ts_tree_cursor_goto_first_child(&cursor_)) return false;
  read_node();
  return true;
}

bool Lowering::go_next() {
  if (!ts_tree_cursor_goto_next_sibling(&cursor_)) return false;
  read_node();
  return true;
}

void Lowering::go_up() {
  ts_tree_cursor_goto_parent(&cursor_);
  read_node();
}

Lowering::Span Lowering::span() const {
  const auto size = static_cast<uint32_t>(tree_.text.size());
  return {std::min(base_ + ts_node_start_byte(node_), size), std::min(base_ + ts_node_end_byte(node_), size)};
}

void Lowering::note(std::string oddity) {
  auto& all = tree_.oddities;
  if (std::find(all.begin(), all.end(), oddity) == all.end()) all.push_back(std::move(oddity));
}

void Lowering::broken(Span where) { tree_.broken.push_back({where.begin, where.end}); }

void Lowering::error_region() {
  const Span where = span();
  broken(where);
  const size_t mark = scratch_.size();
  Nesting nesting(*this);
  if (!nesting.too_deep()) each([this](Sym) { gather_recovered(); });
  const NodeId id = make_from(NodeKind::kError, where, mark);
  pending_.push_back(id);
}

// Whatever of the current node is a statement or an expression goes on the scratch.
void Lowering::gather_recovered() {
  if (is_statement()) {
    statement();
  } else if (is_expression(sym_)) {
    scratch_.push_back(expr());
  } else if (sym_ == Sym::argument_list) {
    arguments();
  } else if (ts_node_child_count(node_) > 0) {
    Nesting nesting(*this);
    if (nesting.too_deep()) {
      scratch_.push_back(too_deep(span()));
    } else {
      each([this](Sym) { gather_recovered(); });
    }
  }
}

void Lowering::flush_pending(std::vector<NodeId>& to) {
  to.insert(to.end(), pending_.begin(), pending_.end());
  pending_.clear();
}

NodeId Lowering::too_deep(Span where) {
  note("nested deeper than " + std::to_string(max_depth_));
  broken(where);
  return make(NodeKind::kError, where, {});
}

const Cut* Lowering::cut_at(uint32_t begin) const {
  for (std::span<const Cut> cuts : {repairs_, std::span<const Cut>(layout_.cuts)}) {
    const auto it = std::lower_bound(cuts.begin(), cuts.end(), begin,
                                     [](const Cut& cut, uint32_t offset) { return cut.begin < offset; });
    if (it != cuts.end() && it->begin == begin) return &*it;
  }
  return nullptr;
}

NodeId Lowering::placeholder(const Cut& cut) {
  switch (cut.reason) {
    case CutReason::kTooDeep:
      return too_deep({cut.begin, cut.end});
    case CutReason::kOpenString:
      return open_string({cut.begin, cut.end});
    case CutReason::kUnread:
      broken({cut.from, cut.end});
      return make(NodeKind::kError, {cut.from, cut.end}, {});
    case CutReason::kBadLine:
      break;
  }
  return bad_line(cut);
}

// A string without its closing quote: its text is kept, as what it most likely was.
NodeId Lowering::open_string(Span where) {
  broken(where);
  note("a string without an end");
  const std::string_view literal = text(where);
  const StringPrefix prefix = read_prefix(literal);
  Constant constant{prefix.bytes ? ConstantKind::kBytes : ConstantKind::kStr, {}};
  append_string(constant.text, literal.substr(std::min<size_t>(prefix.length + prefix.quotes, literal.size())), prefix,
                tree_.oddities);
  const NodeId value = make_constant(where, std::move(constant));
  return make(NodeKind::kError, where, {value});
}

// A line that cannot be parsed stood as a placeholder while its neighbours were parsed; here is what it holds.
NodeId Lowering::bad_line(const Cut& cut) {
  const Span where{cut.from, cut.end};
  std::vector<NodeId> statements;
  const uint32_t depth_left = max_depth_ > depth_ ? max_depth_ - depth_ : 0;
  if (const Syntax syntax = parse_syntax(std::string_view(layout_.code).substr(cut.from, cut.end - cut.from))) {
    Lowering inner(tree_, names_, layout_, depth_left);
    inner.lower(*syntax, cut.from, {}, statements);
  }
  return make(NodeKind::kError, where, std::span<const NodeId>(statements));
}

}  // namespace antivenom::python
