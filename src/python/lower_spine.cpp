// Chains that nest to the left: operators, calls, attributes and subscripts, walked in loops.
#include "python/lower.h"

namespace antivenom::python {
namespace {

bool is_spine(Sym sym) {
  return sym == Sym::binary_operator || sym == Sym::boolean_operator || sym == Sym::call || sym == Sym::attribute ||
         sym == Sym::subscript || sym == Sym::comparison_operator;
}

Op binary_op(Sym sym) {
  switch (sym) {
    case Sym::t_plus:
      return Op::kAdd;
    case Sym::t_minus:
      return Op::kSub;
    case Sym::t_star:
      return Op::kMul;
    case Sym::t_slash:
      return Op::kDiv;
    case Sym::t_slash_slash:
      return Op::kFloorDiv;
    case Sym::t_percent:
      return Op::kMod;
    case Sym::t_star_star:
      return Op::kPow;
    case Sym::t_at:
      return Op::kMatMul;
    case Sym::t_shift_left:
      return Op::kLShift;
    case Sym::t_shift_right:
      return Op::kRShift;
    case Sym::t_and:
      return Op::kBitAnd;
    case Sym::t_or:
      return Op::kBitOr;
    case Sym::t_xor:
      return Op::kBitXor;
    case Sym::k_and:
      return Op::kAnd;
    case Sym::k_or:
      return Op::kOr;
    default:
      return Op::kNone;
  }
}

Op compare_op(Sym sym) {
  switch (sym) {
    case Sym::t_less:
      return Op::kLt;
    case Sym::t_less_equal:
      return Op::kLtE;
    case Sym::t_equal_equal:
      return Op::kEq;
    case Sym::t_not_equal:
    case Sym::t_not_equal2:
      return Op::kNotEq;
    case Sym::t_greater_equal:
      return Op::kGtE;
    case Sym::t_greater:
      return Op::kGt;
    case Sym::k_in:
      return Op::kIn;
    case Sym::k_not_in:
      return Op::kNotIn;
    case Sym::k_is:
      return Op::kIs;
    case Sym::k_is_not:
      return Op::kIsNot;
    default:
      return Op::kNone;
  }
}

}  // namespace

// Walks down first children while they are operators, calls, attributes or subscripts, then back up, combining.
NodeId Lowering::spine() {
  const size_t bottom = spine_.size();
  while (is_spine(sym_)) {
    const Sym kind = sym_;
    spine_.push_back(kind);
    go_first();
    while (sym_ == Sym::error) {
      error_region();
      if (!go_next()) break;
    }
  }
  // The grammar takes `*a.b()` for `(*a).b()`: the star is put around the whole, and what it holds begins behind it.
  const Span star = span();
  const bool starred = sym_ == Sym::list_splat || sym_ == Sym::list_splat_pattern;
  NodeId left = starred ? first_expr() : expr();
  const uint32_t begin = at(left).begin;
  const size_t run_mark = scratch_.size();
  Op run = Op::kNone;
  while (spine_.size() > bottom) {
    const Sym kind = spine_.back();
    spine_.pop_back();
    if (kind == Sym::boolean_operator) {
      boolean_level(left, run, run_mark);
    } else {
      close_run(left, run, run_mark);
      left = finish_level(kind, left);
      if (starred) at(left).begin = begin;
    }
  }
  close_run(left, run, run_mark);
  return starred ? make(NodeKind::kStarred, {star.begin, at(left).end}, {left}) : left;
}

// `a and b and c` is one BoolOp: operands of the run wait on the scratch.
void Lowering::boolean_level(NodeId& left, Op& run, size_t run_mark) {
  Op op = Op::kNone;
  NodeId right = NodeId::none;
  while (go_next_good()) {
    if (const Op found = binary_op(sym_); found != Op::kNone)
      op = found;
    else if (is_expression(sym_))
      right = expr();
  }
  go_up();
  const Span where = span();
  right = none_or(right, NodeKind::kError, where);
  if (run != op) {
    close_run(left, run, run_mark);
    scratch_.push_back(left);
    run = op;
  }
  scratch_.push_back(right);
  left = NodeId::none;
}

void Lowering::close_run(NodeId& left, Op& run, size_t run_mark) {
  if (run == Op::kNone) return;
  const Span where{at(scratch_[run_mark]).begin, at(scratch_.back()).end};
  left = make_from(NodeKind::kBoolOp, where, run_mark, number(run));
  run = Op::kNone;
}

// To the next sibling that is no broken region.
bool Lowering::go_next_good() {
  while (go_next()) {
    if (sym_ != Sym::error) return true;
    error_region();
  }
  return false;
}

NodeId Lowering::finish_level(Sym kind, NodeId left) {
  switch (kind) {
    case Sym::call:
      return finish_call(left);
    case Sym::attribute:
      return finish_attribute(left);
    case Sym::subscript:
      return finish_subscript(left);
    case Sym::comparison_operator:
      return finish_comparison(left);
    default:
      return finish_binary(left);
  }
}

NodeId Lowering::finish_binary(NodeId left) {
  Op op = Op::kNone;
  NodeId right = NodeId::none;
  while (go_next_good()) {
    if (const Op found = binary_op(sym_); found != Op::kNone)
      op = found;
    else if (is_expression(sym_))
      right = expr();
  }
  go_up();
  right = none_or(right, NodeKind::kError, span());
  if (op == Op::kBitAnd && (is_bare(left, Op::kBitXor) || is_bare(right, Op::kBitXor))) return and_of_xors(left, right);
  return make(NodeKind::kBinOp, span(), {left, right}, number(op));
}

// A binary operation without brackets around it.
bool Lowering::is_bare(NodeId id, Op op) {
  const Node& node = at(id);
  return node.kind == NodeKind::kBinOp && node.op == number(op) && (node.flags & kFlagParenthesised) == 0;
}

NodeId Lowering::join(NodeId left, Op op, NodeId right) {
  return make(NodeKind::kBinOp, {at(left).begin, at(right).end}, {left, right}, number(op));
}

// The first operand of a chain `a op b op c`; the others wait on the scratch for rechain().
NodeId Lowering::unchain(NodeId chain, Op op) {
  for (; is_bare(chain, op); chain = tree_.kid(chain, 0)) scratch_.push_back(tree_.kid(chain, 1));
  return chain;
}

NodeId Lowering::rechain(NodeId first, Op op, size_t mark) {
  for (size_t i = scratch_.size(); i > mark; --i) first = join(first, op, scratch_[i - 1]);
  scratch_.resize(mark);
  return first;
}

// The grammar lets ^ bind tighter than &; in Python it is the other way: a ^ b & c ^ d is (a ^ (b & c)) ^ d.
NodeId Lowering::and_of_xors(NodeId left, NodeId right) {
  const size_t mark = scratch_.size();
  right = unchain(right, Op::kBitXor);
  const NodeId whole = is_bare(left, Op::kBitXor)
                           ? join(tree_.kid(left, 0), Op::kBitXor, join(tree_.kid(left, 1), Op::kBitAnd, right))
                           : join(left, Op::kBitAnd, right);
  return rechain(whole, Op::kBitXor, mark);
}

NodeId Lowering::finish_call(NodeId left) {
  const size_t mark = scratch_.size();
  scratch_.push_back(left);
  while (go_next_good()) {
    if (sym_ == Sym::argument_list)
      arguments();
    else if (is_expression(sym_))
      scratch_.push_back(expr());
  }
  go_up();
  return make_from(NodeKind::kCall, span(), mark);
}

NodeId Lowering::finish_attribute(NodeId left) {
  Symbol name = Symbol::empty;
  while (go_next_good()) {
    if (sym_ == Sym::identifier) name = intern(text(span()));
  }
  go_up();
  return make(NodeKind::kAttribute, span(), {left}, 0, static_cast<uint32_t>(name));
}

NodeId Lowering::finish_subscript(NodeId left) {
  const size_t mark = scratch_.size();
  bool commas = false;
  while (go_next_good()) {
    commas |= sym_ == Sym::t_comma;
    if (is_expression(sym_)) scratch_.push_back(expr());
  }
  commas |= scratch_.size() > mark && at(scratch_.back()).kind == NodeKind::kStarred;  // x[*a] is x[(*a,)]
  go_up();
  const Span where = span();
  const NodeId index = tuple_or_one({where.begin, where.end - (where.end > where.begin)}, mark, commas);
  return make(NodeKind::kSubscript, where, {left, index});
}

NodeId Lowering::finish_comparison(NodeId left) {
  const size_t mark = scratch_.size();
  scratch_.push_back(left);
  while (go_next_good()) {
    if (const Op op = compare_op(sym_); op != Op::kNone) {
      scratch_.push_back(make(NodeKind::kCompareOp, span(), {}, number(op)));
    } else if (is_expression(sym_)) {
      scratch_.push_back(expr());
    }
  }
  go_up();
  return make_from(NodeKind::kCompare, span(), mark);
}

}  // namespace antivenom::python
