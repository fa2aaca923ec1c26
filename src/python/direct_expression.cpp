// Expressions of the direct parser, from the loosest to the tightest.
#include <array>

#include "python/direct.h"

namespace antivenom::python {
namespace {

struct BinaryOperator {
  Op op = Op::kNone;
  int precedence = 0;  // the higher the tighter; 0: none
};

constexpr int kLoosest = 1;

BinaryOperator binary_operator(Tok kind) {
  switch (kind) {
    case Tok::kPipe:
      return {Op::kBitOr, 1};
    case Tok::kCaret:
      return {Op::kBitXor, 2};
    case Tok::kAmpersand:
      return {Op::kBitAnd, 3};
    case Tok::kShiftLeft:
      return {Op::kLShift, 4};
    case Tok::kShiftRight:
      return {Op::kRShift, 4};
    case Tok::kPlus:
      return {Op::kAdd, 5};
    case Tok::kMinus:
      return {Op::kSub, 5};
    case Tok::kStar:
      return {Op::kMul, 6};
    case Tok::kSlash:
      return {Op::kDiv, 6};
    case Tok::kSlashSlash:
      return {Op::kFloorDiv, 6};
    case Tok::kPercent:
      return {Op::kMod, 6};
    case Tok::kAt:
      return {Op::kMatMul, 6};
    default:
      return {};
  }
}

}  // namespace

// Without `:=`, which only some places allow.
DirectParser::Part DirectParser::expression() {
  Nesting nesting(*this);
  if (is(Tok::kLambda)) return lambda();
  const Part then = disjunction();
  if (!accept(Tok::kIf)) return then;
  const Part test = disjunction();
  expect(Tok::kElse);
  const Part otherwise = expression();
  return part(make(NodeKind::kIfExp, since(then.begin), {test.id, then.id, otherwise.id}), then.begin);
}

DirectParser::Part DirectParser::named_expression() {
  const bool may_be_target = is(Tok::kName);
  const Part target = expression();
  if (!is(Tok::kWalrus)) return target;
  if (!may_be_target || at(target.id).kind != NodeKind::kName) return part(give_up(), target.begin);
  advance();
  const Part value = expression();
  return part(make(NodeKind::kNamedExpr, since(target.begin), {target.id, value.id}), target.begin);
}

DirectParser::Part DirectParser::starred_or_named() { return is(Tok::kStar) ? starred() : named_expression(); }

DirectParser::Part DirectParser::starred() {
  const uint32_t begin = token_.begin;
  if (!accept(Tok::kStar)) return expression();
  const Part value = expression();
  return part(make(NodeKind::kStarred, since(begin), {value.id}), begin);
}

// `a` or `a, *b,`: without brackets, a tuple reaches to its last comma.
DirectParser::Part DirectParser::expression_list() { return rest_of_list(starred(), &DirectParser::starred); }

// What `for` binds.
DirectParser::Part DirectParser::target_list() {
  const Part whole = rest_of_list(target(), &DirectParser::target);
  if (!gave_up_ && !is_target(whole.id)) give_up();
  return whole;
}

DirectParser::Part DirectParser::rest_of_list(Part first, Part (DirectParser::*element)()) {
  if (!is(Tok::kComma)) return first;
  const size_t mark = scratch_.size();
  scratch_.push_back(first.id);
  while (accept(Tok::kComma) && !at_list_end()) scratch_.push_back((this->*element)().id);
  return part(make_from(NodeKind::kTuple, since(first.begin), mark), first.begin);
}

// Whether what follows a comma ends the list, or is for others to judge.
bool DirectParser::at_list_end() const {
  switch (token_.kind) {
    case Tok::kEnd:
    case Tok::kOdd:
    case Tok::kSemicolon:
    case Tok::kAssign:
    case Tok::kColon:
    case Tok::kBang:
    case Tok::kClose:
    case Tok::kCloseSquare:
    case Tok::kCloseCurly:
    case Tok::kIn:
      return true;
    default:
      return token_.kind >= Tok::kPlusIs && token_.kind <= Tok::kCaretIs;
  }
}

DirectParser::Part DirectParser::target() {
  const uint32_t begin = token_.begin;
  if (!accept(Tok::kStar)) return primary();
  const Part value = primary();
  return part(make(NodeKind::kStarred, since(begin), {value.id}), begin);
}

DirectParser::Part DirectParser::lambda() {
  const uint32_t begin = token_.begin;
  advance();
  const uint32_t first = token_.begin;
  const size_t mark = scratch_.size();
  parameters(Tok::kColon, false);
  const Span where = last_end_ > first ? since(first) : Span{begin, begin};
  const NodeId params = make_from(NodeKind::kParameters, where, mark);
  expect(Tok::kColon);
  const Part body = expression();
  return part(make(NodeKind::kLambda, since(begin), {params, body.id}), begin);
}

DirectParser::Part DirectParser::disjunction() { return boolean(Tok::kOr, Op::kOr, &DirectParser::conjunction); }
DirectParser::Part DirectParser::conjunction() { return boolean(Tok::kAnd, Op::kAnd, &DirectParser::negation); }

// `a and b and c` is one node, and lies between its operands' nodes, brackets around them aside.
DirectParser::Part DirectParser::boolean(Tok word, Op op, Part (DirectParser::*operand)()) {
  const Part first = (this->*operand)();
  if (!is(word)) return first;
  const size_t mark = scratch_.size();
  scratch_.push_back(first.id);
  while (accept(word)) scratch_.push_back((this->*operand)().id);
  const Span where{at(first.id).begin, at(scratch_.back()).end};
  return part(make_from(NodeKind::kBoolOp, where, mark, number(op)), first.begin);
}

DirectParser::Part DirectParser::negation() {
  if (!is(Tok::kNot)) return comparison();
  Nesting nesting(*this);
  const uint32_t begin = token_.begin;
  advance();
  const Part operand = negation();
  return part(make(NodeKind::kUnaryOp, since(begin), {operand.id}, number(Op::kNot)), begin);
}

DirectParser::Part DirectParser::comparison() {
  const Part first = binary(kLoosest);
  const size_t mark = scratch_.size();
  scratch_.push_back(first.id);
  while (compare_op()) scratch_.push_back(binary(kLoosest).id);
  if (scratch_.size() == mark + 1) {
    scratch_.pop_back();
    return first;
  }
  return part(make_from(NodeKind::kCompare, since(first.begin), mark), first.begin);
}

// Puts an operator on the scratch, if there is one.
bool DirectParser::compare_op() {
  const uint32_t begin = token_.begin;
  Op op = Op::kNone;
  switch (token_.kind) {
    case Tok::kLess:
      op = Op::kLt;
      break;
    case Tok::kLessEqual:
      op = Op::kLtE;
      break;
    case Tok::kEqual:
      op = Op::kEq;
      break;
    case Tok::kNotEqual:
      op = Op::kNotEq;
      break;
    case Tok::kGreaterEqual:
      op = Op::kGtE;
      break;
    case Tok::kGreater:
      op = Op::kGt;
      break;
    case Tok::kIn:
      op = Op::kIn;
      break;
    case Tok::kIs:
      op = Op::kIs;
      break;
    case Tok::kNot:
      op = Op::kNotIn;
      break;
    default:
      return false;
  }
  advance();
  if (op == Op::kNotIn) expect(Tok::kIn);
  if (op == Op::kIs && accept(Tok::kNot)) op = Op::kIsNot;
  scratch_.push_back(make(NodeKind::kCompareOp, since(begin), {}, number(op)));
  return true;
}

// Operators that bind at least as tight as `least`; all of them to the left.
DirectParser::Part DirectParser::binary(int least) {
  Part left = unary();
  for (BinaryOperator found = binary_operator(token_.kind); found.precedence >= least && found.precedence > 0;
       found = binary_operator(token_.kind)) {
    advance();
    const Part right = binary(found.precedence + 1);
    left = part(make(NodeKind::kBinOp, since(left.begin), {left.id, right.id}, number(found.op)), left.begin);
  }
  return left;
}

DirectParser::Part DirectParser::unary() {
  const Op op = is(Tok::kMinus) ? Op::kUSub : is(Tok::kPlus) ? Op::kUAdd : is(Tok::kTilde) ? Op::kInvert : Op::kNone;
  if (op == Op::kNone) return power();
  Nesting nesting(*this);
  const uint32_t begin = token_.begin;
  advance();
  const Part operand = unary();
  return part(make(NodeKind::kUnaryOp, since(begin), {operand.id}, number(op)), begin);
}

DirectParser::Part DirectParser::power() {
  if (is(Tok::kAwait)) return awaited();
  const Part base = primary();
  if (!is(Tok::kStarStar)) return base;
  Nesting nesting(*this);
  advance();
  const Part exponent = unary();
  return part(make(NodeKind::kBinOp, since(base.begin), {base.id, exponent.id}, number(Op::kPow)), base.begin);
}

// The grammar lets `**` bind tighter than `await`, Python does not: left to tree-sitter.
DirectParser::Part DirectParser::awaited() {
  const uint32_t begin = token_.begin;
  advance();
  const Part operand = primary();
  if (is(Tok::kStarStar)) give_up();
  return part(make(NodeKind::kAwait, since(begin), {operand.id}), begin);
}

DirectParser::Part DirectParser::primary() {
  Part left = atom();
  while (true) {
    switch (token_.kind) {
      case Tok::kOpen:
        left = call(left);
        break;
      case Tok::kOpenSquare:
        left = subscript(left);
        break;
      case Tok::kDot:
        left = attribute(left);
        break;
      default:
        return left;
    }
  }
}

// `.name` behind an object.
DirectParser::Part DirectParser::attribute(Part object) {
  advance();
  const auto name = static_cast<uint32_t>(intern(text(expect_name())));
  return part(make(NodeKind::kAttribute, since(object.begin), {object.id}, 0, name), object.begin);
}

DirectParser::Part DirectParser::call(Part callee) {
  Nesting nesting(*this);
  if (tree_.text[token_.begin] == kBacktick) return part(give_up(), callee.begin);
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  scratch_.push_back(callee.id);
  advance();
  arguments();
  if (at_comprehension() && scratch_.size() == mark + 2) {  // f(x for x in y): the brackets are the generator's
    clauses();
    expect(Tok::kClose);
    scratch_.push_back(make_from(NodeKind::kGeneratorExp, since(begin), mark + 1));
  } else {
    expect(Tok::kClose);
  }
  return part(make_from(NodeKind::kCall, since(callee.begin), mark), callee.begin);
}

// On the scratch, up to the closing bracket or a `for`.
void DirectParser::arguments() {
  while (!is(Tok::kClose)) {
    argument();
    if (!accept(Tok::kComma)) return;
  }
}

void DirectParser::argument() {
  const uint32_t begin = token_.begin;
  if (accept(Tok::kStarStar)) {
    const Part value = expression();
    scratch_.push_back(make(NodeKind::kDoubleStarred, since(begin), {value.id}));
  } else if (is(Tok::kName) && lexer_.at_assign()) {
    const NodeId name = make_name({begin, token_.end});
    advance();
    advance();
    const Part value = expression();
    scratch_.push_back(make(NodeKind::kKeyword, since(begin), {value.id}, 0, at(name).value));
  } else {
    scratch_.push_back(starred_or_named().id);
  }
}

DirectParser::Part DirectParser::subscript(Part object) {
  Nesting nesting(*this);
  advance();
  const size_t mark = scratch_.size();
  index();
  bool commas = false;
  while (accept(Tok::kComma)) {
    commas = true;
    if (!is(Tok::kCloseSquare)) index();
  }
  commas |= at(scratch_.back()).kind == NodeKind::kStarred;  // x[*a] is x[(*a,)]
  expect(Tok::kCloseSquare);
  const NodeId inner = tuple_or_one({object.begin, last_end_ - 1}, mark, commas);
  return part(make(NodeKind::kSubscript, since(object.begin), {object.id, inner}), object.begin);
}

// An index or a slice, on the scratch.
void DirectParser::index() {
  const uint32_t begin = token_.begin;
  std::array<NodeId, 3> bound{NodeId::none, NodeId::none, NodeId::none};
  if (!is(Tok::kColon)) {
    bound[0] = starred_or_named().id;
    if (!is(Tok::kColon)) {
      scratch_.push_back(bound[0]);
      return;
    }
  }
  for (size_t i = 1; i < bound.size() && accept(Tok::kColon); ++i) {
    if (!is(Tok::kColon) && !is(Tok::kComma) && !is(Tok::kCloseSquare)) bound[i] = expression().id;
  }
  scratch_.push_back(make(NodeKind::kSlice, since(begin), std::span<const NodeId>(bound)));
}

DirectParser::Part DirectParser::yield() {
  const uint32_t begin = token_.begin;
  advance();
  if (accept(Tok::kFrom)) {
    const Part value = expression();
    return part(make(NodeKind::kYieldFrom, since(begin), {value.id}), begin);
  }
  if (at_list_end()) return part(make(NodeKind::kYield, since(begin), {}), begin);
  const Part value = expression_list();
  return part(make(NodeKind::kYield, since(begin), {value.id}), begin);
}

}  // namespace antivenom::python
