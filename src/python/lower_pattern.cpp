// Patterns of match statements.
#include "python/lower.h"

namespace antivenom::python {
namespace {

bool is_pattern(Sym sym) {
  return (sym >= Sym::case_pattern && sym <= Sym::complex_pattern) || sym == Sym::list_pattern ||
         sym == Sym::tuple_pattern || sym == Sym::as_pattern || sym == Sym::t_underscore || is_expression(sym);
}

}  // namespace

// A case_pattern: one pattern, or a number with its sign.
NodeId Lowering::case_pattern() {
  const Span where = span();
  NodeId found = NodeId::none;
  bool minus = false;
  each([&](Sym s) {
    if (s == Sym::t_minus)
      minus = true;
    else if (is_pattern(s) && found == NodeId::none)
      found = pattern();
  });
  if (found == NodeId::none) return make(NodeKind::kError, where, {});
  if (minus && at(found).kind == NodeKind::kPatternValue) return negative(found, where);
  return found;
}

NodeId Lowering::negative(NodeId value, Span where) {
  const NodeId number = tree_.kid(value, 0);
  const NodeId negated = make(NodeKind::kUnaryOp, where, {number}, static_cast<uint8_t>(Op::kUSub));
  return make(NodeKind::kPatternValue, where, {negated});
}

NodeId Lowering::pattern() {
  Nesting nesting(*this);
  const Span where = span();
  if (nesting.too_deep()) return too_deep(where);
  switch (sym_) {
    case Sym::case_pattern:
      return case_pattern();
    case Sym::as_pattern:
      return as_pattern();
    case Sym::union_pattern:
      return union_pattern();
    case Sym::list_pattern:
      return pattern_sequence(NodeKind::kPatternSequence);
    case Sym::tuple_pattern:
      return tuple_pattern();
    case Sym::class_pattern:
      return class_pattern();
    case Sym::dict_pattern:
      return mapping_pattern();
    case Sym::splat_pattern:
      return make(NodeKind::kPatternStar, where, {}, 0, splat_name());
    case Sym::keyword_pattern:
      return keyword_pattern();
    case Sym::t_underscore:
      return make(NodeKind::kPatternCapture, where, {}, 0, static_cast<uint32_t>(intern("_")));
    case Sym::dotted_name:
      return name_pattern();
    case Sym::complex_pattern:
      return complex_pattern();
    default:
      return make(NodeKind::kPatternValue, where, {expr()});
  }
}

NodeId Lowering::name_pattern() {
  const Span where = span();
  const NodeId id = dotted_expr();
  if (at(id).kind == NodeKind::kName) return make(NodeKind::kPatternCapture, where, {}, 0, at(id).value);
  return make(NodeKind::kPatternValue, where, {id});
}

NodeId Lowering::pattern_sequence(NodeKind kind) {
  const Span where = span();
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (is_pattern(s)) scratch_.push_back(pattern());
  });
  return make_from(kind, where, mark);
}

// `(a)` only groups; `(a,)` and `()` are sequences.
NodeId Lowering::tuple_pattern() {
  const Span where = span();
  const size_t mark = scratch_.size();
  bool commas = false;
  each([&](Sym s) {
    commas |= s == Sym::t_comma;
    if (is_pattern(s)) scratch_.push_back(pattern());
  });
  if (commas || scratch_.size() != mark + 1) return make_from(NodeKind::kPatternSequence, where, mark);
  const NodeId only = scratch_.back();
  scratch_.pop_back();
  return only;
}

// Alternatives; a minus belongs to the number behind it.
NodeId Lowering::union_pattern() {
  const Span where = span();
  const size_t mark = scratch_.size();
  bool minus = false;
  each([&](Sym s) {
    if (s == Sym::t_minus) {
      minus = true;
    } else if (is_pattern(s)) {
      const Span own = span();
      const NodeId id = pattern();
      scratch_.push_back(minus && at(id).kind == NodeKind::kPatternValue ? negative(id, own) : id);
      minus = false;
    }
  });
  return make_from(NodeKind::kPatternOr, where, mark);
}

NodeId Lowering::as_pattern() {
  const Span where = span();
  NodeId inner = NodeId::none;
  Symbol name = Symbol::empty;
  each([&](Sym s) {
    if (s == Sym::identifier && inner != NodeId::none)
      name = intern(text(span()));
    else if (is_pattern(s) && inner == NodeId::none)
      inner = pattern();
  });
  inner = none_or(inner, NodeKind::kError, where);
  return make(NodeKind::kPatternAs, where, {inner}, 0, static_cast<uint32_t>(name));
}

uint32_t Lowering::splat_name() {
  Symbol name = names_.intern("_");
  each([&](Sym s) {
    if (s == Sym::identifier) name = intern(text(span()));
  });
  return static_cast<uint32_t>(name);
}

NodeId Lowering::keyword_pattern() {
  const Span where = span();
  Symbol name = Symbol::empty;
  NodeId value = NodeId::none;
  bool minus = false;
  each([&](Sym s) {
    if (s == Sym::t_minus)
      minus = true;
    else if (s == Sym::identifier && name == Symbol::empty)
      name = intern(text(span()));
    else if (is_pattern(s))
      value = pattern();
  });
  value = none_or(value, NodeKind::kError, where);
  if (minus && at(value).kind == NodeKind::kPatternValue) value = negative(value, where);
  return make(NodeKind::kKeyword, where, {value}, 0, static_cast<uint32_t>(name));
}

NodeId Lowering::class_pattern() {
  const Span where = span();
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (s == Sym::dotted_name && scratch_.size() == mark)
      scratch_.push_back(dotted_expr());
    else if (is_pattern(s))
      scratch_.push_back(pattern());
  });
  if (scratch_.size() == mark) scratch_.push_back(make(NodeKind::kError, where, {}));
  return make_from(NodeKind::kPatternClass, where, mark);
}

NodeId Lowering::mapping_pattern() {
  const Span where = span();
  const size_t mark = scratch_.size();
  bool is_key = true, minus = false;
  each([&](Sym s) {
    if (s == Sym::t_colon)
      is_key = false;
    else if (s == Sym::t_comma)
      is_key = true;
    else if (s == Sym::t_minus)
      minus = true;
    if (!is_pattern(s)) return;
    const Span own = span();
    if (s == Sym::splat_pattern) {
      scratch_.push_back(NodeId::none);
      scratch_.push_back(make(NodeKind::kPatternCapture, own, {}, 0, splat_name()));
    } else {
      NodeId id = pattern();
      if (minus && at(id).kind == NodeKind::kPatternValue) id = negative(id, own);
      if (is_key && at(id).kind == NodeKind::kPatternValue) id = tree_.kid(id, 0);
      scratch_.push_back(id);
      minus = false;
    }
  });
  if ((scratch_.size() - mark) % 2 != 0) scratch_.push_back(make(NodeKind::kError, where, {}));
  return make_from(NodeKind::kPatternMapping, where, mark);
}

// `-1 + 2j`
NodeId Lowering::complex_pattern() {
  const Span where = span();
  NodeId left = NodeId::none, right = NodeId::none;
  bool negative_left = false;
  Op op = Op::kAdd;
  each([&](Sym s) {
    if (s == Sym::t_minus && left == NodeId::none)
      negative_left = true;
    else if (s == Sym::t_minus)
      op = Op::kSub;
    else if (is_expression(s))
      (left == NodeId::none ? left : right) = expr();
  });
  left = none_or(left, NodeKind::kError, where);
  right = none_or(right, NodeKind::kError, where);
  if (negative_left) left = make(NodeKind::kUnaryOp, where, {left}, static_cast<uint8_t>(Op::kUSub));
  const NodeId sum = make(NodeKind::kBinOp, where, {left, right}, static_cast<uint8_t>(op));
  return make(NodeKind::kPatternValue, where, {sum});
}

}  // namespace antivenom::python
