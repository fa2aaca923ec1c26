// Match statements and their patterns, of the direct parser (PEP 634).
#include "python/direct.h"

namespace antivenom::python {

// `match` opens a block only as a keyword: no other line that begins with a name ends with a colon.
bool DirectParser::at_match() const {
  return is(Tok::kName) && layout_.lines[line_].opens_block && text({token_.begin, token_.end}) == "match";
}

NodeId DirectParser::match_statement() {
  const uint32_t begin = token_.begin, own = level();
  const size_t mark = scratch_.size();
  advance();
  scratch_.push_back(starred_or_named().id);
  const bool commas = is(Tok::kComma);
  while (accept(Tok::kComma) && !is(Tok::kColon)) scratch_.push_back(starred_or_named().id);
  expect(Tok::kColon);
  if (!is(Tok::kEnd)) give_up();
  begin_line(line_ + 1);
  std::vector<NodeId> cases;
  while (!gave_up_ && line_ < last_line_ && level() == own + 1) cases.push_back(case_clause());
  if (cases.empty()) return give_up();
  const Span where = since(begin);
  const NodeId subject = tuple_or_one(where, mark, commas);
  cases.insert(cases.begin(), subject);
  return make(NodeKind::kMatch, where, std::span<const NodeId>(cases));
}

NodeId DirectParser::case_clause() {
  const uint32_t begin = token_.begin, own = level();
  if (!is(Tok::kName) || text({begin, token_.end}) != "case") return give_up();
  advance();
  const size_t mark = scratch_.size();
  scratch_.push_back(pattern().id);
  const bool commas = is(Tok::kComma);
  while (accept(Tok::kComma) && !is(Tok::kColon) && !is(Tok::kIf)) scratch_.push_back(pattern().id);
  const NodeId guard = accept(Tok::kIf) ? named_expression().id : NodeId::none;
  const NodeId body = block(own);
  const Span where = since(begin);
  NodeId whole = scratch_[mark];
  if (commas) whole = make_from(NodeKind::kPatternSequence, where, mark);
  scratch_.resize(mark);
  return make(NodeKind::kMatchCase, where, {whole, guard, body});
}

// Alternatives, and what they bind.
DirectParser::Part DirectParser::pattern() {
  Nesting nesting(*this);
  const Part inner = is(Tok::kMinus) ? negative_number() : alternatives();
  if (!accept(Tok::kAs)) return inner;
  const Span name = expect_name();
  const auto value = static_cast<uint32_t>(intern(text(name)));
  return part(make(NodeKind::kPatternAs, since(inner.begin), {inner.id}, 0, value), inner.begin);
}

// Only as a whole pattern; the grammar gives it other bytes elsewhere.
DirectParser::Part DirectParser::negative_number() {
  const uint32_t begin = token_.begin;
  advance();
  if (!is(Tok::kNumber)) return part(give_up(), begin);
  const NodeId number = tree_.kid(literal_pattern().id, 0);
  if (is(Tok::kPipe)) give_up();
  const NodeId negated = make(NodeKind::kUnaryOp, since(begin), {number}, static_cast<uint8_t>(Op::kUSub));
  return part(make(NodeKind::kPatternValue, since(begin), {negated}), begin);
}

DirectParser::Part DirectParser::alternatives() {
  const Part first = closed_pattern();
  if (!is(Tok::kPipe)) return first;
  const size_t mark = scratch_.size();
  scratch_.push_back(first.id);
  while (accept(Tok::kPipe)) scratch_.push_back(closed_pattern().id);
  return part(make_from(NodeKind::kPatternOr, since(first.begin), mark), first.begin);
}

DirectParser::Part DirectParser::closed_pattern() {
  const uint32_t begin = token_.begin;
  switch (token_.kind) {
    case Tok::kName:
      return name_pattern();
    case Tok::kNumber:
    case Tok::kString:
    case Tok::kTrue:
    case Tok::kFalse:
    case Tok::kNone:
      return literal_pattern();
    case Tok::kOpen:
    case Tok::kOpenSquare:
      return sequence_pattern();
    case Tok::kOpenCurly:
      return mapping_pattern();
    case Tok::kStar: {
      const uint32_t name = starred_name();
      return part(make(NodeKind::kPatternStar, since(begin), {}, 0, name), begin);
    }
    default:
      return part(give_up(), begin);
  }
}

// `*name` and `**name`.
uint32_t DirectParser::starred_name() {
  advance();
  const Span name = expect_name();
  return static_cast<uint32_t>(intern(text(name)));
}

DirectParser::Part DirectParser::literal_pattern() {
  const Part value = atom();
  if (is(Tok::kPlus) || is(Tok::kMinus)) give_up();  // a complex number
  return part(make(NodeKind::kPatternValue, since(value.begin), {value.id}), value.begin);
}

// `name` binds, `a.b` is a value, `a.b(...)` a class.
DirectParser::Part DirectParser::name_pattern() {
  Part left = atom();
  while (is(Tok::kDot)) left = attribute(left);
  if (is(Tok::kOpen)) return class_pattern(left);
  const bool captures = at(left.id).kind == NodeKind::kName;
  return part(captures ? make(NodeKind::kPatternCapture, since(left.begin), {}, 0, at(left.id).value)
                       : make(NodeKind::kPatternValue, since(left.begin), {left.id}),
              left.begin);
}

DirectParser::Part DirectParser::class_pattern(Part cls) {
  const size_t mark = scratch_.size();
  scratch_.push_back(cls.id);
  advance();
  while (!is(Tok::kClose)) {
    const uint32_t begin = token_.begin;
    if (is(Tok::kName) && lexer_.at_assign()) {
      const auto name = static_cast<uint32_t>(intern(text({begin, token_.end})));
      advance();
      advance();
      const Part value = alternatives();
      scratch_.push_back(make(NodeKind::kKeyword, since(begin), {value.id}, 0, name));
    } else {
      scratch_.push_back(pattern().id);
    }
    if (!accept(Tok::kComma)) break;
  }
  expect(Tok::kClose);
  return part(make_from(NodeKind::kPatternClass, since(cls.begin), mark), cls.begin);
}

// `[a, *b]` and `(a, b)`; `(a)` only groups.
DirectParser::Part DirectParser::sequence_pattern() {
  const uint32_t begin = token_.begin;
  const Tok closing = is(Tok::kOpen) ? Tok::kClose : Tok::kCloseSquare;
  const size_t mark = scratch_.size();
  advance();
  bool commas = false;
  while (!is(closing)) {
    scratch_.push_back(pattern().id);
    if (!accept(Tok::kComma)) break;
    commas = true;
  }
  expect(closing);
  if (closing == Tok::kClose && !commas && scratch_.size() == mark + 1) {
    const NodeId only = scratch_.back();
    scratch_.pop_back();
    return part(only, begin);
  }
  return part(make_from(NodeKind::kPatternSequence, since(begin), mark), begin);
}

DirectParser::Part DirectParser::mapping_pattern() {
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  advance();
  while (!is(Tok::kCloseCurly)) {
    const uint32_t own = token_.begin;
    if (is(Tok::kStarStar)) {
      const uint32_t name = starred_name();
      scratch_.push_back(NodeId::none);
      scratch_.push_back(make(NodeKind::kPatternCapture, since(own), {}, 0, name));
    } else {
      const Part key = closed_pattern();
      if (at(key.id).kind != NodeKind::kPatternValue) give_up();
      scratch_.push_back(gave_up_ ? key.id : tree_.kid(key.id, 0));
      expect(Tok::kColon);
      scratch_.push_back(pattern().id);
    }
    if (!accept(Tok::kComma)) break;
  }
  expect(Tok::kCloseCurly);
  return part(make_from(NodeKind::kPatternMapping, since(begin), mark), begin);
}

}  // namespace antivenom::python
