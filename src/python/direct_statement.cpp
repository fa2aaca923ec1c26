// Simple statements of the direct parser.
#include <algorithm>

#include "python/direct.h"

namespace antivenom::python {
namespace {

Op augmented_op(Tok kind) {
  static constexpr Op kOps[] = {Op::kAdd,    Op::kSub,    Op::kMul,    Op::kDiv,    Op::kFloorDiv, Op::kMod,   Op::kPow,
                                Op::kMatMul, Op::kLShift, Op::kRShift, Op::kBitAnd, Op::kBitOr,    Op::kBitXor};
  static_assert(static_cast<size_t>(Tok::kCaretIs) - static_cast<size_t>(Tok::kPlusIs) + 1 == std::size(kOps));
  if (kind < Tok::kPlusIs || kind > Tok::kCaretIs) return Op::kNone;
  return kOps[static_cast<size_t>(kind) - static_cast<size_t>(Tok::kPlusIs)];
}

}  // namespace

void DirectParser::statement() {
  Nesting nesting(*this);
  switch (token_.kind) {
    case Tok::kIf:
    case Tok::kFor:
    case Tok::kWhile:
    case Tok::kTry:
    case Tok::kWith:
    case Tok::kDef:
    case Tok::kClass:
    case Tok::kAsync:
    case Tok::kAt:
      scratch_.push_back(compound());
      return;
    default:
      if (at_match()) {
        scratch_.push_back(match_statement());
        return;
      }
      simple_statements();
      begin_line(line_ + 1);
  }
}

// Up to the end of the line.
void DirectParser::simple_statements() {
  do {
    simple_statement();
  } while (accept(Tok::kSemicolon) && !is(Tok::kEnd));
  if (!is(Tok::kEnd)) give_up();
}

void DirectParser::simple_statement() {
  const uint32_t begin = token_.begin;
  const auto word = [&](NodeKind kind) {
    advance();
    return make(kind, since(begin), {});
  };
  switch (token_.kind) {
    case Tok::kPass:
      return scratch_.push_back(word(NodeKind::kPass));
    case Tok::kBreak:
      return scratch_.push_back(word(NodeKind::kBreak));
    case Tok::kContinue:
      return scratch_.push_back(word(NodeKind::kContinue));
    case Tok::kReturn:
      return scratch_.push_back(keyword_statement(NodeKind::kReturn, 1));
    case Tok::kAssert:
      return scratch_.push_back(keyword_statement(NodeKind::kAssert, 2));
    case Tok::kGlobal:
      return scratch_.push_back(names_statement(NodeKind::kGlobal));
    case Tok::kNonlocal:
      return scratch_.push_back(names_statement(NodeKind::kNonlocal));
    case Tok::kDel:
      return scratch_.push_back(delete_statement());
    case Tok::kRaise:
      return scratch_.push_back(raise_statement());
    case Tok::kImport:
      return scratch_.push_back(import_statement());
    case Tok::kFrom:
      return scratch_.push_back(import_from());
    default:
      return expression_statement();
  }
}

void DirectParser::expression_statement() {
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  const bool print = is(Tok::kName) && text({begin, token_.end}) == "print";
  Part first = is(Tok::kYield) ? yield() : starred();
  if (is(Tok::kComma)) {  // how far the tuple reaches differs for a target and for an expression
    scratch_.push_back(first.id);
    while (accept(Tok::kComma) && !at_list_end()) scratch_.push_back(starred().id);
    const bool target = is(Tok::kAssign);
    first =
        part(target ? make_from(NodeKind::kTuple, since(begin), mark) : tuple_or_one(since(begin), mark, true), begin);
  }
  NodeId whole = NodeId::none;
  if (is(Tok::kAssign))
    whole = assignment(begin, mark, first);
  else if (is(Tok::kColon))
    whole = annotated(begin, first);
  else if (augmented_op(token_.kind) != Op::kNone)
    whole = augmented(begin, first);
  else
    whole = make(NodeKind::kExprStmt, since(begin), {first.id});
  // A print that is more than a call may be Python 2's statement.
  if (print && !gave_up_ &&
      (at(first.id).kind != NodeKind::kCall || at(tree_.kid(first.id, 0)).kind != NodeKind::kName)) {
    give_up();
  }
  scratch_.push_back(whole);
}

DirectParser::Part DirectParser::right_side() { return is(Tok::kYield) ? yield() : expression_list(); }

// `a = b = value`; what was read so far is the first target.
NodeId DirectParser::assignment(uint32_t begin, size_t mark, Part target) {
  scratch_.push_back(NodeId::none);  // the value comes first
  Part last = target;
  while (accept(Tok::kAssign)) {
    if (!is_target(last.id)) return give_up();
    scratch_.push_back(last.id);
    last = right_side();
  }
  scratch_[mark] = last.id;
  return make_from(NodeKind::kAssign, since(begin), mark);
}

NodeId DirectParser::annotated(uint32_t begin, Part target) {
  const Node& node = at(target.id);
  const bool simple =
      node.kind == NodeKind::kName || node.kind == NodeKind::kAttribute || node.kind == NodeKind::kSubscript;
  if (!simple || (node.flags & kFlagParenthesised) != 0) return give_up();
  advance();
  const Part annotation = expression();
  if (!accept(Tok::kAssign)) return make(NodeKind::kAnnAssign, since(begin), {target.id, annotation.id});
  const Part value = right_side();
  return make(NodeKind::kAnnAssign, since(begin), {target.id, annotation.id, value.id});
}

NodeId DirectParser::augmented(uint32_t begin, Part target) {
  const NodeKind kind = at(target.id).kind;
  if (kind != NodeKind::kName && kind != NodeKind::kAttribute && kind != NodeKind::kSubscript) return give_up();
  const Op op = augmented_op(token_.kind);
  advance();
  const Part value = right_side();
  return make(NodeKind::kAugAssign, since(begin), {target.id, value.id}, static_cast<uint8_t>(op));
}

// Whether Python can assign to it. Depth is bounded by how deep the expression could be read.
bool DirectParser::is_target(NodeId id) {
  switch (at(id).kind) {
    case NodeKind::kName:
    case NodeKind::kAttribute:
    case NodeKind::kSubscript:
      return true;
    case NodeKind::kStarred:
      return is_target(tree_.kid(id, 0));
    case NodeKind::kTuple:
    case NodeKind::kList: {
      const std::span<const NodeId> kids = tree_.kids(id);
      return std::all_of(kids.begin(), kids.end(), [this](NodeId kid) { return is_target(kid); });
    }
    default:
      return false;
  }
}

// `return` and `assert`, with at most so many expressions.
NodeId DirectParser::keyword_statement(NodeKind kind, size_t most) {
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  advance();
  if (kind == NodeKind::kReturn) {
    if (!at_list_end()) scratch_.push_back(expression_list().id);
  } else {
    do {
      scratch_.push_back(expression().id);
    } while (scratch_.size() - mark < most && accept(Tok::kComma));
  }
  return make_from(kind, since(begin), mark);
}

NodeId DirectParser::names_statement(NodeKind kind) {
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  do {
    advance();
    const Span name = expect_name();
    scratch_.push_back(make_name(name));
  } while (is(Tok::kComma));
  return make_from(kind, since(begin), mark);
}

NodeId DirectParser::delete_statement() {
  const uint32_t begin = token_.begin;
  if (text({begin, token_.end}) == "exe") return give_up();  // the layout wrote `del` over Python 2's exec
  const size_t mark = scratch_.size();
  advance();
  do {
    scratch_.push_back(primary().id);
    if (!gave_up_ && !is_target(scratch_.back())) give_up();
  } while (accept(Tok::kComma) && !at_list_end());
  return make_from(NodeKind::kDelete, since(begin), mark);
}

NodeId DirectParser::raise_statement() {
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  advance();
  if (!at_list_end()) scratch_.push_back(expression().id);
  if (scratch_.size() > mark && accept(Tok::kFrom)) scratch_.push_back(expression().id);
  return make_from(NodeKind::kRaise, since(begin), mark);
}

NodeId DirectParser::import_statement() {
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  do {
    advance();
    scratch_.push_back(alias());
  } while (is(Tok::kComma));
  return make_from(NodeKind::kImport, since(begin), mark);
}

NodeId DirectParser::import_from() {
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  advance();
  size_t dots = 0;
  for (; is(Tok::kDot) || is(Tok::kEllipsis); advance()) dots += is(Tok::kDot) ? 1 : 3;
  const Symbol module = dots > 0 && is(Tok::kImport) ? Symbol::empty : dotted_name();
  expect(Tok::kImport);
  if (is(Tok::kStar)) {
    const Span star{token_.begin, token_.end};
    advance();
    scratch_.push_back(make(NodeKind::kAlias, star, {}, 0, static_cast<uint32_t>(names_.intern("*"))));
  } else {
    const bool brackets = accept(Tok::kOpen);
    do {
      scratch_.push_back(alias());
    } while (accept(Tok::kComma) && !(brackets && is(Tok::kClose)));
    if (brackets) expect(Tok::kClose);
  }
  return make_from(NodeKind::kImportFrom, since(begin), mark, static_cast<uint8_t>(std::min<size_t>(dots, 255)),
                   static_cast<uint32_t>(module));
}

NodeId DirectParser::alias() {
  const uint32_t begin = token_.begin;
  const auto name = static_cast<uint32_t>(dotted_name());
  if (!accept(Tok::kAs)) return make(NodeKind::kAlias, since(begin), {}, 0, name);
  const Span as = expect_name();
  const NodeId other = make_name(as);
  return make(NodeKind::kAlias, since(begin), {other}, 0, name);
}

// `a . b` as "a.b".
Symbol DirectParser::dotted_name() {
  const uint32_t begin = token_.begin;
  expect(Tok::kName);
  uint32_t names = last_end_ - begin;  // bytes of all names and dots, which is all there is when nothing lies between
  while (accept(Tok::kDot)) {
    names += 1 + token_.end - token_.begin;
    expect(Tok::kName);
  }
  if (gave_up_) return Symbol::empty;
  const std::string_view whole = text(since(begin));
  if (whole.size() == names) return intern(whole);
  std::string joined;
  std::copy_if(whole.begin(), whole.end(), std::back_inserter(joined), [](char c) {
    return c == '.' || c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  });
  return intern(joined);
}

}  // namespace antivenom::python
