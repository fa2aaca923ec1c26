// Statements with blocks.
#include "python/lower.h"

namespace antivenom::python {

NodeId Lowering::compound_statement() {
  const Span where = span();
  switch (sym_) {
    case Sym::if_statement:
      return if_statement();
    case Sym::for_statement:
      return for_statement();
    case Sym::while_statement:
      return while_statement();
    case Sym::try_statement:
      return try_statement();
    case Sym::with_statement:
      return with_statement();
    case Sym::function_definition:
      return function({}, where.begin);
    case Sym::class_definition:
      return class_definition({}, where.begin);
    case Sym::decorated_definition:
      return decorated();
    case Sym::match_statement:
      return match_statement();
    default:
      return make(NodeKind::kError, where, {});
  }
}

NodeId Lowering::empty_block(Span where) { return make(NodeKind::kBlock, {where.end, where.end}, {}); }

// The block of an else, finally or similar clause.
NodeId Lowering::clause_block() {
  NodeId body = NodeId::none;
  each([&](Sym s) {
    if (s == Sym::block) body = block();
  });
  return body == NodeId::none ? empty_block(span()) : body;
}

NodeId Lowering::if_statement() {
  const Span where = span();
  std::vector<Branch> branches{{where, NodeId::none, NodeId::none}};
  NodeId otherwise = NodeId::none;
  auto read = [&](Sym s) {
    Branch& branch = branches.back();
    if (s == Sym::block)
      branch.body = block();
    else if (is_expression(s) && branch.test == NodeId::none)
      branch.test = expr();
  };
  each([&](Sym s) {
    if (s == Sym::elif_clause) {
      branches.push_back({span(), NodeId::none, NodeId::none});
      each(read);
    } else if (s == Sym::else_clause) {
      otherwise = clause_block();
    } else {
      read(s);
    }
  });
  for (Branch& branch : branches) {
    branch.test = none_or(branch.test, NodeKind::kError, branch.span);
    if (branch.body == NodeId::none) branch.body = empty_block(branch.span);
  }
  return make_if(branches, otherwise, where.end);
}

NodeId Lowering::for_statement() {
  const Span where = span();
  NodeId target = NodeId::none, iterable = NodeId::none, body = NodeId::none, otherwise = NodeId::none;
  bool async = false;
  each([&](Sym s) {
    async |= s == Sym::t_async;
    if (s == Sym::block)
      body = block();
    else if (s == Sym::else_clause)
      otherwise = clause_block();
    else if (!is_expression(s))
      return;
    else
      (target == NodeId::none ? target : iterable) = expr();
  });
  target = none_or(target, NodeKind::kError, where);
  iterable = none_or(iterable, NodeKind::kError, where);
  if (body == NodeId::none) body = empty_block(where);
  const uint16_t flags = async ? kFlagAsync : 0;
  if (otherwise == NodeId::none) return make(NodeKind::kFor, where, {target, iterable, body}, 0, 0, flags);
  return make(NodeKind::kFor, where, {target, iterable, body, otherwise}, 0, 0, flags);
}

NodeId Lowering::while_statement() {
  const Span where = span();
  NodeId test = NodeId::none, body = NodeId::none, otherwise = NodeId::none;
  each([&](Sym s) {
    if (s == Sym::block)
      body = block();
    else if (s == Sym::else_clause)
      otherwise = clause_block();
    else if (is_expression(s))
      test = expr();
  });
  test = none_or(test, NodeKind::kError, where);
  if (body == NodeId::none) body = empty_block(where);
  if (otherwise == NodeId::none) return make(NodeKind::kWhile, where, {test, body});
  return make(NodeKind::kWhile, where, {test, body, otherwise});
}

NodeId Lowering::try_statement() {
  const Span where = span();
  NodeId body = NodeId::none, otherwise = NodeId::none, finally = NodeId::none;
  std::vector<NodeId> handlers;
  each([&](Sym s) {
    if (s == Sym::block)
      body = block();
    else if (s == Sym::else_clause)
      otherwise = clause_block();
    else if (s == Sym::finally_clause)
      finally = clause_block();
    else if (s == Sym::except_clause || s == Sym::except_group_clause)
      handlers.push_back(except_clause());
  });
  if (body == NodeId::none) body = empty_block(where);
  std::vector<NodeId> kids{body, otherwise, finally};
  kids.insert(kids.end(), handlers.begin(), handlers.end());
  return make(NodeKind::kTry, where, std::span<const NodeId>(kids));
}

// `except type as name:` and Python 2's `except type, name:`.
NodeId Lowering::except_clause() {
  const Span where = span();
  NodeId type = NodeId::none, body = NodeId::none, name = NodeId::none;
  each([&](Sym s) {
    if (s == Sym::block) {
      body = block();
    } else if (s == Sym::as_pattern) {
      read_as_pattern(type, name);
    } else if (is_expression(s)) {
      (type == NodeId::none ? type : name) = expr();
    }
  });
  if (body == NodeId::none) body = empty_block(where);
  if (type != NodeId::none && at(type).kind == NodeKind::kStarred) type = tree_.kid(type, 0);  // `except *type`
  const bool named = name != NodeId::none && at(name).kind == NodeKind::kName;
  return make(NodeKind::kExceptHandler, where, {type, body}, 0, named ? at(name).value : 0);
}

// `value as target` at the cursor.
void Lowering::read_as_pattern(NodeId& value, NodeId& target) {
  each([&](Sym s) {
    if (s == Sym::as_pattern_target)
      target = first_expr();
    else if (is_expression(s))
      (value == NodeId::none ? value : target) = expr();
  });
}

NodeId Lowering::with_statement() {
  const Span where = span();
  NodeId body = NodeId::none;
  bool async = false;
  const size_t mark = scratch_.size();
  scratch_.push_back(NodeId::none);  // the block comes first
  each([&](Sym s) {
    async |= s == Sym::t_async;
    if (s == Sym::block) {
      body = block();
    } else if (s == Sym::with_clause) {
      each([&](Sym item) {
        if (item == Sym::with_item) with_item();
      });
    }
  });
  scratch_[mark] = body == NodeId::none ? empty_block(where) : body;
  return make_from(NodeKind::kWith, where, mark, 0, 0, async ? kFlagAsync : 0);
}

void Lowering::with_item() {
  each([&](Sym s) {
    if (is_expression(s)) with_value();
  });
}

// `with (a as b, c as d):` may arrive as one item that holds a tuple or a bracket of `as`.
void Lowering::with_value() {
  const Span where = span();
  if (sym_ == Sym::as_pattern) {
    NodeId value = NodeId::none, target = NodeId::none;
    read_as_pattern(value, target);
    value = none_or(value, NodeKind::kError, where);
    target = none_or(target, NodeKind::kError, where);
    scratch_.push_back(make(NodeKind::kWithItem, where, {value, target}));
    return;
  }
  bool holds_as = false;
  if (sym_ == Sym::tuple || sym_ == Sym::parenthesized_expression) {
    each([&](Sym s) { holds_as |= s == Sym::as_pattern; });
  }
  if (holds_as) {
    each([&](Sym s) {
      if (is_expression(s)) with_value();
    });
    return;
  }
  const NodeId value = expr();
  scratch_.push_back(make(NodeKind::kWithItem, where, {value}));
}

NodeId Lowering::function(std::span<const NodeId> decorators, uint32_t begin) {
  const Span where{begin, span().end};
  Symbol name = Symbol::empty;
  NodeId params = NodeId::none, body = NodeId::none, returns = NodeId::none;
  bool async = false;
  each([&](Sym s) {
    async |= s == Sym::t_async;
    if (s == Sym::identifier)
      name = intern(text(span()));
    else if (s == Sym::parameters)
      params = parameters();
    else if (s == Sym::block)
      body = block();
    else if (s == Sym::type)
      returns = expr();
  });
  params = none_or(params, NodeKind::kParameters, where);
  if (body == NodeId::none) body = empty_block(where);
  return make_function(where, name, params, body, returns, decorators, async);
}

NodeId Lowering::class_definition(std::span<const NodeId> decorators, uint32_t begin) {
  const Span where{begin, span().end};
  Symbol name = Symbol::empty;
  NodeId bases = NodeId::none, body = NodeId::none;
  each([&](Sym s) {
    if (s == Sym::identifier) {
      name = intern(text(span()));
    } else if (s == Sym::argument_list) {
      const Span inner = span();
      const size_t mark = scratch_.size();
      arguments();
      bases = make_from(NodeKind::kArguments, inner, mark);
    } else if (s == Sym::block) {
      body = block();
    }
  });
  bases = none_or(bases, NodeKind::kArguments, {where.begin, where.begin});
  if (body == NodeId::none) body = empty_block(where);
  return make_class(where, name, bases, body, decorators);
}

NodeId Lowering::decorated() {
  const Span where = span();
  std::vector<NodeId> decorators;
  NodeId definition = NodeId::none;
  each([&](Sym s) {
    if (s == Sym::decorator)
      decorators.push_back(first_expr());
    else if (s == Sym::function_definition)
      definition = function(decorators, where.begin);
    else if (s == Sym::class_definition)
      definition = class_definition(decorators, where.begin);
  });
  if (definition != NodeId::none) return definition;
  return make(NodeKind::kError, where, std::span<const NodeId>(decorators));
}

NodeId Lowering::match_statement() {
  const Span where = span();
  const size_t mark = scratch_.size();
  std::vector<NodeId> cases;
  bool commas = false;
  each([&](Sym s) {
    commas |= s == Sym::t_comma;
    if (s == Sym::block) {
      each([&](Sym inner) {
        if (inner == Sym::case_clause) cases.push_back(case_clause());
      });
    } else if (is_expression(s)) {
      scratch_.push_back(expr());
    }
  });
  const NodeId subject = tuple_or_one(where, mark, commas);
  cases.insert(cases.begin(), subject);
  return make(NodeKind::kMatch, where, std::span<const NodeId>(cases));
}

NodeId Lowering::case_clause() {
  const Span where = span();
  const size_t mark = scratch_.size();
  NodeId guard = NodeId::none, body = NodeId::none;
  bool commas = false;
  each([&](Sym s) {
    commas |= s == Sym::t_comma;
    if (s == Sym::case_pattern)
      scratch_.push_back(case_pattern());
    else if (s == Sym::if_clause)
      guard = first_expr();
    else if (s == Sym::block)
      body = block();
  });
  NodeId pattern = NodeId::none;
  if (scratch_.size() == mark)
    pattern = make(NodeKind::kError, where, {});
  else if (commas)
    pattern = make_from(NodeKind::kPatternSequence, where, mark);
  else
    pattern = scratch_[mark];
  scratch_.resize(mark);
  if (body == NodeId::none) body = empty_block(where);
  return make(NodeKind::kMatchCase, where, {pattern, guard, body});
}

}  // namespace antivenom::python
