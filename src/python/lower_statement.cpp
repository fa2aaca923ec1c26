// Simple statements and parameters.
#include <array>
#include <utility>

#include "python/lower.h"

namespace antivenom::python {

bool Lowering::is_statement() const {
  return (sym_ >= Sym::expression_statement && sym_ <= Sym::type_alias_statement &&
          !(sym_ >= Sym::aliased_import && sym_ <= Sym::wildcard_import) && sym_ != Sym::chevron) ||
         sym_ == Sym::if_statement || (sym_ >= Sym::for_statement && sym_ <= Sym::try_statement) ||
         sym_ == Sym::with_statement || sym_ == Sym::function_definition || sym_ == Sym::class_definition ||
         sym_ == Sym::decorated_definition || sym_ == Sym::match_statement;
}

void Lowering::statement() {
  Nesting nesting(*this);
  scratch_.push_back(nesting.too_deep() ? too_deep(span()) : one_statement());
}

NodeId Lowering::one_statement() {
  const Span where = span();
  switch (sym_) {
    case Sym::expression_statement:
      return expression_statement();
    case Sym::assignment:
      return assignment();
    case Sym::augmented_assignment:
      return aug_assignment();
    case Sym::import_statement:
      return import_statement();
    case Sym::import_from_statement:
    case Sym::future_import_statement:
      return import_from();
    case Sym::print_statement:
      return print_statement();
    case Sym::exec_statement:
      return exec_statement(where.begin);
    case Sym::delete_statement:
      return delete_statement();
    case Sym::assert_statement:
      return expressions_statement(NodeKind::kAssert, 2);
    case Sym::return_statement:
      return return_statement();
    case Sym::raise_statement:
      return raise_statement();
    case Sym::pass_statement:
      return make(NodeKind::kPass, where, {});
    case Sym::break_statement:
      return make(NodeKind::kBreak, where, {});
    case Sym::continue_statement:
      return make(NodeKind::kContinue, where, {});
    case Sym::global_statement:
      return expressions_statement(NodeKind::kGlobal, SIZE_MAX);
    case Sym::nonlocal_statement:
      return expressions_statement(NodeKind::kNonlocal, SIZE_MAX);
    case Sym::type_alias_statement:
      return type_alias();
    default:
      return compound_statement();
  }
}

// The statements below, with what was recovered of broken regions between them.
NodeId Lowering::block() {
  const Span where = span();
  const size_t mark = scratch_.size();
  auto flush = [this] {
    scratch_.insert(scratch_.end(), pending_.begin(), pending_.end());
    pending_.clear();
  };
  flush();
  each([&](Sym) {
    flush();
    gather_recovered();
    flush();
  });
  flush();
  return make_from(NodeKind::kBlock, where, mark);
}

NodeId Lowering::expression_statement() {
  const Span where = span();
  const size_t mark = scratch_.size();
  NodeId whole = NodeId::none;
  bool commas = false;
  each([&](Sym s) {
    commas |= s == Sym::t_comma;
    if (s == Sym::assignment)
      whole = assignment();
    else if (s == Sym::augmented_assignment)
      whole = aug_assignment();
    else if (is_expression(s))
      scratch_.push_back(expr());
  });
  if (whole != NodeId::none) {
    scratch_.resize(mark);
    return whole;
  }
  const NodeId value = tuple_or_one(where, mark, commas);
  if (at(value).kind == NodeKind::kError) return value;
  return make(NodeKind::kExprStmt, where, {value});
}

// `a = b = v` nests to the right in the grammar; it is walked in a loop.
NodeId Lowering::assignment() {
  const Span where = span();
  const size_t mark = scratch_.size();
  NodeId annotation = NodeId::none, value = NodeId::none;
  size_t levels = 0;
  for (bool deeper = true; deeper;) {
    deeper = false;
    if (!go_first()) break;
    ++levels;
    bool right = false;
    do {
      if (sym_ == Sym::error)
        error_region();
      else if (sym_ == Sym::assignment)
        deeper = true;
      else if (sym_ == Sym::augmented_assignment)
        value = aug_assignment();
      else if (sym_ == Sym::type)
        annotation = expr();
      else if (sym_ == Sym::t_equal)
        right = true;
      else if (is_expression(sym_) && right)
        value = expr();
      else if (is_expression(sym_))
        scratch_.push_back(expr());
    } while (!deeper && go_next());
  }
  for (size_t i = 0; i < levels; ++i) {
    while (go_next_good()) {
    }
    go_up();
  }
  if (scratch_.size() == mark) scratch_.push_back(make(NodeKind::kError, where, {}));
  if (annotation != NodeId::none) {
    scratch_.resize(mark + 1);
    scratch_.push_back(annotation);
    if (value != NodeId::none) scratch_.push_back(value);
    return make_from(NodeKind::kAnnAssign, where, mark);
  }
  scratch_.insert(scratch_.begin() + static_cast<std::ptrdiff_t>(mark), none_or(value, NodeKind::kError, where));
  return make_from(NodeKind::kAssign, where, mark);
}

NodeId Lowering::aug_assignment() {
  static constexpr std::array<std::pair<Sym, Op>, 13> kOps{{{Sym::a_add, Op::kAdd},
                                                            {Sym::a_sub, Op::kSub},
                                                            {Sym::a_mul, Op::kMul},
                                                            {Sym::a_div, Op::kDiv},
                                                            {Sym::a_matmul, Op::kMatMul},
                                                            {Sym::a_floor_div, Op::kFloorDiv},
                                                            {Sym::a_mod, Op::kMod},
                                                            {Sym::a_pow, Op::kPow},
                                                            {Sym::a_shift_right, Op::kRShift},
                                                            {Sym::a_shift_left, Op::kLShift},
                                                            {Sym::a_and, Op::kBitAnd},
                                                            {Sym::a_xor, Op::kBitXor},
                                                            {Sym::a_or, Op::kBitOr}}};
  Nesting nesting(*this);
  const Span where = span();
  if (nesting.too_deep()) return too_deep(where);
  Op op = Op::kNone;
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    for (const auto& [token, meaning] : kOps) {
      if (s == token) op = meaning;
    }
    if (s == Sym::assignment)
      scratch_.push_back(assignment());
    else if (s == Sym::augmented_assignment)
      scratch_.push_back(aug_assignment());
    else if (is_expression(s))
      scratch_.push_back(expr());
  });
  while (scratch_.size() < mark + 2) scratch_.push_back(make(NodeKind::kError, where, {}));
  return make_from(NodeKind::kAugAssign, where, mark, static_cast<uint8_t>(op));
}

// All expressions below, at most `most`.
NodeId Lowering::expressions_statement(NodeKind kind, size_t most) {
  const Span where = span();
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (is_expression(s) && scratch_.size() - mark < most) scratch_.push_back(expr());
  });
  if (kind == NodeKind::kAssert && scratch_.size() == mark) scratch_.push_back(make(NodeKind::kError, where, {}));
  return make_from(kind, where, mark);
}

NodeId Lowering::return_statement() { return expressions_statement(NodeKind::kReturn, 1); }

NodeId Lowering::import_statement() {
  const Span where = span();
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (s == Sym::dotted_name || s == Sym::aliased_import) scratch_.push_back(alias());
  });
  return make_from(NodeKind::kImport, where, mark);
}

NodeId Lowering::import_from() {
  const Span where = span();
  const size_t mark = scratch_.size();
  Symbol module = sym_ == Sym::future_import_statement ? names_.intern("__future__") : Symbol::empty;
  bool have_module = sym_ == Sym::future_import_statement;
  size_t dots = 0;
  each([&](Sym s) {
    if (s == Sym::relative_import) {
      have_module = true;
      each([&](Sym part) {
        if (part == Sym::import_prefix) {
          for (char c : text(span())) dots += c == '.';
        } else if (part == Sym::dotted_name) {
          module = dotted_symbol();
        }
      });
    } else if (s == Sym::dotted_name && !have_module) {
      have_module = true;
      module = dotted_symbol();
    } else if (s == Sym::dotted_name || s == Sym::aliased_import || s == Sym::wildcard_import) {
      scratch_.push_back(alias());
    }
  });
  return make_from(NodeKind::kImportFrom, where, mark, static_cast<uint8_t>(std::min<size_t>(dots, 255)),
                   static_cast<uint32_t>(module));
}

// `a . b` as "a.b".
Symbol Lowering::dotted_symbol() {
  std::string name;
  each([&](Sym s) {
    if (s != Sym::identifier) return;
    if (!name.empty()) name += '.';
    name += text(span());
  });
  return intern(name);
}

NodeId Lowering::alias() {
  const Span where = span();
  if (sym_ == Sym::wildcard_import) {
    return make(NodeKind::kAlias, where, {}, 0, static_cast<uint32_t>(names_.intern("*")));
  }
  if (sym_ == Sym::dotted_name) return make(NodeKind::kAlias, where, {}, 0, static_cast<uint32_t>(dotted_symbol()));
  Symbol name = Symbol::empty;
  NodeId as = NodeId::none;
  each([&](Sym s) {
    if (s == Sym::dotted_name)
      name = dotted_symbol();
    else if (s == Sym::identifier)
      as = expr();
  });
  as = none_or(as, NodeKind::kError, where);
  return make(NodeKind::kAlias, where, {as}, 0, static_cast<uint32_t>(name));
}

// Python 2's `print >>file, a, b` as print(a, b, file=file).
NodeId Lowering::print_statement() {
  const Span where = span();
  const size_t mark = scratch_.size();
  scratch_.push_back(
      make(NodeKind::kName, {where.begin, where.begin + 5}, {}, 0, static_cast<uint32_t>(names_.intern("print"))));
  NodeId file = NodeId::none;
  Span file_span{};
  each([&](Sym s) {
    if (s == Sym::chevron) {
      file_span = span();
      file = first_expr();
    } else if (is_expression(s)) {
      scratch_.push_back(expr());
    }
  });
  if (file != NodeId::none) {
    scratch_.push_back(make(NodeKind::kKeyword, file_span, {file}, 0, static_cast<uint32_t>(names_.intern("file"))));
  }
  const NodeId call = make_from(NodeKind::kCall, where, mark, 0, 0, kFlagPrint2);
  return make(NodeKind::kExprStmt, where, {call});
}

// Python 2's `exec code in globals, locals` as exec(code, globals, locals). The layout turned `exec` to `del` where
// the code is more than a name or a string; then `code in globals` is a comparison.
NodeId Lowering::exec_statement(uint32_t begin) {
  const Span where = span();
  const size_t mark = scratch_.size();
  scratch_.push_back(make(NodeKind::kName, {begin, begin + 4}, {}, 0, static_cast<uint32_t>(names_.intern("exec"))));
  each([&](Sym s) {
    if (!is_expression(s)) return;
    const NodeId id = expr();
    if (at(id).kind == NodeKind::kTuple && (at(id).flags & kFlagParenthesised) == 0) {
      for (uint32_t i = 0; i < at(id).child_count; ++i) push_exec_argument(tree_.kid(id, i), mark);
    } else {
      push_exec_argument(id, mark);
    }
  });
  const NodeId call = make_from(NodeKind::kCall, where, mark, 0, 0, kFlagExec2);
  return make(NodeKind::kExprStmt, where, {call});
}

void Lowering::push_exec_argument(NodeId id, size_t mark) {
  const bool first = scratch_.size() == mark + 1;
  if (first && at(id).kind == NodeKind::kCompare && at(id).child_count == 3 &&
      at(tree_.kid(id, 1)).op == static_cast<uint8_t>(Op::kIn)) {
    scratch_.push_back(tree_.kid(id, 0));
    scratch_.push_back(tree_.kid(id, 2));
  } else {
    scratch_.push_back(id);
  }
}

NodeId Lowering::delete_statement() {
  const Span where = span();
  if (text(where).starts_with("exec")) return exec_statement(where.begin);
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (s == Sym::expression_list) {
      each([&](Sym inner) {
        if (is_expression(inner)) scratch_.push_back(expr());
      });
    } else if (is_expression(s)) {
      scratch_.push_back(expr());
    }
  });
  return make_from(NodeKind::kDelete, where, mark);
}

// Python 2's `raise E, "message", traceback` as raise E("message").
NodeId Lowering::raise_statement() {
  const Span where = span();
  NodeId exception = NodeId::none, cause = NodeId::none;
  bool from = false;
  each([&](Sym s) {
    if (s == Sym::k_from) {
      from = true;
    } else if (s == Sym::expression_list) {
      const Span list = span();
      const size_t mark = scratch_.size();
      each([&](Sym inner) {
        if (is_expression(inner)) scratch_.push_back(expr());
      });
      scratch_.resize(std::min(scratch_.size(), mark + 2));
      exception = make_from(NodeKind::kCall, list, mark);
    } else if (is_expression(s)) {
      (from ? cause : exception) = expr();
    }
  });
  if (exception == NodeId::none) return make(NodeKind::kRaise, where, {});
  if (cause == NodeId::none) return make(NodeKind::kRaise, where, {exception});
  return make(NodeKind::kRaise, where, {exception, cause});
}

// `type X[T] = value` as an assignment.
NodeId Lowering::type_alias() {
  const Span where = span();
  const size_t mark = scratch_.size();
  each([&](Sym s) {
    if (is_expression(s)) scratch_.push_back(expr());
  });
  while (scratch_.size() < mark + 2) scratch_.push_back(make(NodeKind::kError, where, {}));
  NodeId target = scratch_[mark];
  if (at(target).kind == NodeKind::kSubscript) target = tree_.kid(target, 0);
  const NodeId value = scratch_[mark + 1];
  scratch_.resize(mark);
  return make(NodeKind::kAssign, where, {value, target});
}

NodeId Lowering::parameters() {
  const Span where = span();
  const size_t mark = scratch_.size();
  ParameterKind kind = ParameterKind::kNormal;
  each([&](Sym s) {
    if (s == Sym::positional_separator) {
      make_positional_only(mark);
    } else if (s == Sym::keyword_separator) {
      kind = ParameterKind::kKeywordOnly;
    } else if (const NodeId id = parameter(kind); id != NodeId::none) {
      scratch_.push_back(id);
    }
  });
  return make_from(NodeKind::kParameters, where, mark);
}

// One parameter of any form; `kind` turns to keyword-only behind `*args`.
NodeId Lowering::parameter(ParameterKind& kind) {
  const Span where = span();
  Symbol name = Symbol::empty;
  NodeId annotation = NodeId::none, initial = NodeId::none;
  ParameterKind own = kind;
  auto read_name = [&](Sym s) {
    if (s == Sym::identifier) {
      name = intern(text(span()));
    } else if (s == Sym::list_splat_pattern || s == Sym::dictionary_splat_pattern) {
      own = s == Sym::list_splat_pattern ? ParameterKind::kVarArgs : ParameterKind::kVarKeywords;
      each([&](Sym inner) {
        if (inner == Sym::identifier) name = intern(text(span()));
      });
    }
  };
  switch (sym_) {
    case Sym::identifier:
    case Sym::list_splat_pattern:
    case Sym::dictionary_splat_pattern:
      read_name(sym_);
      break;
    case Sym::typed_parameter:
    case Sym::default_parameter:
    case Sym::typed_default_parameter: {
      bool named = false;
      each([&](Sym s) {
        if (s == Sym::type)
          annotation = expr();
        else if (!is_expression(s))
          return;
        else if (named)
          initial = expr();
        else
          read_name(s);
        named = true;
      });
      break;
    }
    case Sym::tuple_pattern:  // Python 2's def f((a, b))
      break;
    default:
      return NodeId::none;
  }
  if (own == ParameterKind::kVarArgs) kind = ParameterKind::kKeywordOnly;
  return make_parameter(where, name, own, initial, annotation);
}

}  // namespace antivenom::python
