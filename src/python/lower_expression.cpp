// Expressions.
#include <array>
#include <utility>

#include "python/literals.h"
#include "python/lower.h"

namespace antivenom::python {
namespace {

bool begins_with_bracket(Sym sym) {
  return sym == Sym::parenthesized_expression || sym == Sym::tuple || sym == Sym::generator_expression ||
         sym == Sym::tuple_pattern;
}

}  // namespace

bool is_expression(Sym sym) {
  if (sym >= Sym::identifier && sym <= Sym::ellipsis) return true;
  if (sym >= Sym::binary_operator && sym <= Sym::dictionary) return true;
  if (sym >= Sym::list_comprehension && sym <= Sym::generator_expression) return true;
  if (sym >= Sym::parenthesized_expression && sym <= Sym::slice) return true;
  if (sym >= Sym::type && sym <= Sym::splat_type) return sym != Sym::type_parameter;
  return sym == Sym::keyword_argument || sym == Sym::dotted_name;
}

NodeId Lowering::expr() {
  switch (sym_) {
    case Sym::identifier:
    case Sym::t_underscore: {
      const Span where = span();
      if (where.begin == where.end) return make(NodeKind::kError, where, {});
      if (layout_.code[where.begin] == '_' || !repairs_.empty()) {
        if (const Cut* cut = cut_at(where.begin)) return placeholder(*cut);
      }
      return make_name(where);
    }
    case Sym::integer:
    case Sym::floating:
      return make_constant(span(), read_number(text(span())));
    case Sym::true_:
      return make_constant(span(), {ConstantKind::kTrue, {}});
    case Sym::false_:
      return make_constant(span(), {ConstantKind::kFalse, {}});
    case Sym::none:
      return make_constant(span(), {ConstantKind::kNone, {}});
    case Sym::ellipsis:
      return make_constant(span(), {ConstantKind::kEllipsis, {}});
    default:
      break;
  }
  Nesting nesting(*this);
  if (nesting.too_deep()) return too_deep(span());
  const Span where = span();
  const bool backticks = where.begin < where.end && tree_.text[where.begin] == kBacktick && begins_with_bracket(sym_);
  const NodeId id = nested_expr();
  return backticks ? repr_call(where, id) : id;
}

// Python 2's backticks: `x` is repr(x).
NodeId Lowering::repr_call(Span where, NodeId operand) {
  const NodeId name =
      make(NodeKind::kName, {where.begin, where.begin}, {}, 0, static_cast<uint32_t>(names_.intern("repr")));
  return make(NodeKind::kCall, where, {name, operand});
}

NodeId Lowering::nested_expr() {
  switch (sym_) {
    case Sym::string:
    case Sym::concatenated_string:
      return string();
    case Sym::binary_operator:
    case Sym::boolean_operator:
    case Sym::call:
    case Sym::attribute:
    case Sym::subscript:
    case Sym::comparison_operator:
      return spine();
    case Sym::parenthesized_expression:
      return parenthesised();
    case Sym::not_operator:
    case Sym::unary_operator:
      return unary();
    case Sym::await:
      return only_operand(NodeKind::kAwait);
    case Sym::list_splat:
    case Sym::list_splat_pattern:
    case Sym::splat_type:
      return only_operand(NodeKind::kStarred);
    case Sym::dictionary_splat:
    case Sym::dictionary_splat_pattern:
      return only_operand(NodeKind::kDoubleStarred);
    case Sym::yield:
      return yield();
    case Sym::lambda:
      return lambda();
    case Sym::conditional_expression:
      return conditional();
    case Sym::named_expression:
      return operands(NodeKind::kNamedExpr, Op::kNone);
    case Sym::list:
    case Sym::list_pattern:
      return sequence(NodeKind::kList);
    case Sym::tuple:
    case Sym::tuple_pattern:
    case Sym::expression_list:
    case Sym::pattern_list:
      return sequence(NodeKind::kTuple);
    case Sym::set:
      return sequence(NodeKind::kSet);
    case Sym::dictionary:
      return dictionary();
    case Sym::list_comprehension:
      return comprehension(NodeKind::kListComp);
    case Sym::set_comprehension:
      return comprehension(NodeKind::kSetComp);
    case Sym::dictionary_comprehension:
      return comprehension(NodeKind::kDictComp);
    case Sym::generator_expression:
      return comprehension(NodeKind::kGeneratorExp);
    case Sym::slice:
      return slice();
    case Sym::keyword_argument:
      return keyword();
    case Sym::generic_type:
      return generic_type();
    case Sym::union_type:
      return union_type();
    case Sym::dotted_name:
    case Sym::member_type:
      return dotted_expr();
    default:
      return first_expr();  // wrappers: type, as_pattern, as_pattern_target, constrained_type
  }
}

// The first expression among the children; an empty kError when there is none.
NodeId Lowering::first_expr() {
  const Span where = span();
  NodeId found = NodeId::none;
  each([&](Sym s) {
    if (found == NodeId::none && is_expression(s)) found = expr();
  });
  return none_or(found, NodeKind::kError, where);
}

NodeId Lowering::only_operand(NodeKind kind, uint8_t op) {
  const Span where = span();
  const NodeId operand = first_expr();
  return make(kind, where, {operand}, op);
}

NodeId Lowering::unary() {
  Op op = Op::kNot;
  const Span where = span();
  NodeId operand = NodeId::none;
  each([&](Sym s) {
    if (s == Sym::t_minus)
      op = Op::kUSub;
    else if (s == Sym::t_plus)
      op = Op::kUAdd;
    else if (s == Sym::t_invert)
      op = Op::kInvert;
    else if (is_expression(s))
      operand = expr();
  });
  operand = none_or(operand, NodeKind::kError, where);
  return make(NodeKind::kUnaryOp, where, {operand}, number(op));
}

NodeId Lowering::yield() {
  const Span where = span();
  bool from = false;
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (s == Sym::k_from)
      from = true;
    else if (is_expression(s))
      scratch_.push_back(expr());
  });
  if (from && scratch_.size() == mark) scratch_.push_back(make(NodeKind::kError, where, {}));
  return make_from(from ? NodeKind::kYieldFrom : NodeKind::kYield, where, mark);
}

// All expressions below as children, at least two for kinds that have two.
NodeId Lowering::operands(NodeKind kind, Op op) {
  const Span where = span();
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (is_expression(s)) scratch_.push_back(expr());
  });
  while (scratch_.size() < mark + 2) scratch_.push_back(make(NodeKind::kError, where, {}));
  return make_from(kind, where, mark, number(op));
}

NodeId Lowering::conditional() {
  const Span where = span();
  std::array<NodeId, 3> part{NodeId::none, NodeId::none, NodeId::none};  // then, test, else
  size_t count = 0;
  each([&](Sym s) {
    if (is_expression(s) && count < 3) part[count++] = expr();
  });
  for (NodeId& id : part) id = none_or(id, NodeKind::kError, where);
  if (at(part[0]).kind == NodeKind::kNamedExpr && (at(part[0]).flags & kFlagParenthesised) == 0) {
    // The grammar takes `x := a if b else c` for `(x := a) if b else c`.
    const NodeId target = tree_.kid(part[0], 0), then = tree_.kid(part[0], 1);
    const NodeId value = make(NodeKind::kIfExp, {at(then).begin, where.end}, {part[1], then, part[2]});
    return make(NodeKind::kNamedExpr, where, {target, value});
  }
  if (at(part[0]).kind == NodeKind::kStarred) {
    const NodeId then = tree_.kid(part[0], 0);
    const NodeId value = make(NodeKind::kIfExp, {at(then).begin, where.end}, {part[1], then, part[2]});
    return make(NodeKind::kStarred, where, {value});
  }
  return make(NodeKind::kIfExp, where, {part[1], part[0], part[2]});
}

NodeId Lowering::parenthesised() {
  const NodeId id = first_expr();
  at(id).flags |= kFlagParenthesised;
  return id;
}

NodeId Lowering::sequence(NodeKind kind) {
  const Span where = span();
  const bool bracketed = kind == NodeKind::kTuple && text(where).starts_with('(') && sym_ != Sym::expression_list &&
                         sym_ != Sym::pattern_list;
  const bool may_group = sym_ == Sym::tuple_pattern;  // `for (x) in y`
  bool commas = false;
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    commas |= s == Sym::t_comma;
    if (is_expression(s)) scratch_.push_back(expr());
  });
  if (may_group && !commas && scratch_.size() == mark + 1) {
    const NodeId only = scratch_.back();
    scratch_.pop_back();
    at(only).flags |= kFlagParenthesised;
    return only;
  }
  return make_from(kind, where, mark, 0, 0, bracketed ? kFlagParenthesised : 0);
}

NodeId Lowering::dictionary() {
  const Span where = span();
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (s == Sym::pair) {
      pair();
    } else if (s == Sym::dictionary_splat) {
      scratch_.push_back(NodeId::none);
      scratch_.push_back(first_expr());
    }
  });
  return make_from(NodeKind::kDict, where, mark);
}

// Puts key and value on the scratch.
void Lowering::pair() {
  const Span where = span();
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (is_expression(s) && scratch_.size() < mark + 2) scratch_.push_back(expr());
  });
  while (scratch_.size() < mark + 2) scratch_.push_back(make(NodeKind::kError, where, {}));
}

NodeId Lowering::comprehension(NodeKind kind) {
  const Span where = span();
  const size_t mark = scratch_.size();
  NodeId clause = NodeId::none;
  std::vector<NodeId> parts;  // of the clause that is still open: target, iterable, conditions
  Span clause_span{};
  bool async = false;
  auto close = [&] {
    if (parts.empty()) return;
    clause = make(NodeKind::kComprehension, clause_span, std::span<const NodeId>(parts), 0, 0, async ? kFlagAsync : 0);
    scratch_.push_back(clause);
    parts.clear();
  };
  each([&](Sym s) {
    if (s == Sym::for_in_clause) {
      close();
      clause_span = span();
      async = comprehension_clause(parts);
    } else if (s == Sym::if_clause) {
      clause_span.end = span().end;
      parts.push_back(first_expr());
    } else if (s == Sym::pair) {
      pair();
    } else if (is_expression(s)) {
      scratch_.push_back(expr());
    }
  });
  close();
  return make_from(kind, where, mark);
}

// Sets `parts` to target and iterable; true for `async for`. Python 2's `for x in 1, 2` gives a tuple.
bool Lowering::comprehension_clause(std::vector<NodeId>& parts) {
  const Span where = span();
  const size_t mark = scratch_.size();
  bool async = false, commas = false;
  NodeId target = NodeId::none;
  each([&](Sym s) {
    async |= s == Sym::t_async;
    commas |= s == Sym::t_comma;
    if (!is_expression(s)) return;
    const NodeId id = expr();
    if (target == NodeId::none)
      target = id;
    else
      scratch_.push_back(id);
  });
  const NodeId iterable = tuple_or_one(where, mark, commas);
  parts = {none_or(target, NodeKind::kError, where), iterable};
  return async;
}

NodeId Lowering::slice() {
  const Span where = span();
  std::array<NodeId, 3> part{NodeId::none, NodeId::none, NodeId::none};
  size_t index = 0;
  each([&](Sym s) {
    if (s == Sym::t_colon)
      ++index;
    else if (is_expression(s) && index < 3)
      part[index] = expr();
  });
  return make(NodeKind::kSlice, where, std::span<const NodeId>(part));
}

NodeId Lowering::lambda() {
  const Span where = span();
  NodeId params = NodeId::none, body = NodeId::none;
  each([&](Sym s) {
    if (s == Sym::lambda_parameters)
      params = parameters();
    else if (is_expression(s))
      body = expr();
  });
  params = none_or(params, NodeKind::kParameters, {where.begin, where.begin});
  body = none_or(body, NodeKind::kError, where);
  return make(NodeKind::kLambda, where, {params, body});
}

NodeId Lowering::keyword() {
  const Span where = span();
  NodeId name = NodeId::none, value = NodeId::none;
  each([&](Sym s) {
    if (!is_expression(s)) return;
    const NodeId id = expr();
    if (name == NodeId::none)
      name = id;
    else
      value = id;
  });
  value = none_or(value, NodeKind::kError, where);
  return make(NodeKind::kKeyword, where, {value}, 0, name == NodeId::none ? 0 : at(name).value);
}

// Puts the arguments of an argument_list on the scratch.
void Lowering::arguments() {
  each([&](Sym s) {
    if (is_expression(s)) scratch_.push_back(expr());
  });
}

NodeId Lowering::generic_type() {
  const Span where = span();
  NodeId object = NodeId::none, index = NodeId::none;
  each([&](Sym s) {
    if (s == Sym::type_parameter)
      index = type_arguments();
    else if (is_expression(s))
      object = expr();
  });
  object = none_or(object, NodeKind::kError, where);
  index = none_or(index, NodeKind::kError, where);
  return make(NodeKind::kSubscript, where, {object, index});
}

// The grammar takes `list[a] | b | c` for `list[a] | (b | c)`.
NodeId Lowering::union_type() {
  const NodeId whole = operands(NodeKind::kBinOp, Op::kBitOr);
  if (!is_bare(tree_.kid(whole, 1), Op::kBitOr)) return whole;
  const size_t mark = scratch_.size();
  const NodeId second = unchain(tree_.kid(whole, 1), Op::kBitOr);
  return rechain(join(tree_.kid(whole, 0), Op::kBitOr, second), Op::kBitOr, mark);
}

NodeId Lowering::type_arguments() {
  const Span where = span();
  const size_t mark = scratch_.size();
  bool commas = false;
  each([&](Sym s) {
    commas |= s == Sym::t_comma;
    if (is_expression(s)) scratch_.push_back(expr());
  });
  commas |= scratch_.size() > mark && at(scratch_.back()).kind == NodeKind::kStarred;
  return tuple_or_one({where.begin, where.end - 1}, mark, commas);
}

// `a.b.c` of imports, patterns and types as attributes of a name.
NodeId Lowering::dotted_expr() {
  const Span where = span();
  NodeId left = NodeId::none;
  each([&](Sym s) {
    if (!is_expression(s)) return;
    if (left == NodeId::none) {
      left = expr();
    } else {
      const Span part = span();
      left = make(NodeKind::kAttribute, {where.begin, part.end}, {left}, 0, static_cast<uint32_t>(intern(text(part))));
    }
  });
  return none_or(left, NodeKind::kError, where);
}

}  // namespace antivenom::python
