// Atoms of the direct parser: names, literals, displays and comprehensions, strings with their fields.
#include <algorithm>

#include "python/direct.h"

namespace antivenom::python {

DirectParser::Part DirectParser::atom() {
  const Span where{token_.begin, token_.end};
  switch (token_.kind) {
    case Tok::kName:
      advance();
      return {make_name(where), where.begin, where.end};
    case Tok::kNumber:
      advance();
      return {make_constant(where, read_number(text(where))), where.begin, where.end};
    case Tok::kString:
      return string();
    case Tok::kOpen:
      return bracket();
    case Tok::kOpenSquare:
      return list();
    case Tok::kOpenCurly:
      return braces();
    case Tok::kTrue:
      return constant(ConstantKind::kTrue);
    case Tok::kFalse:
      return constant(ConstantKind::kFalse);
    case Tok::kNone:
      return constant(ConstantKind::kNone);
    case Tok::kEllipsis:
      return constant(ConstantKind::kEllipsis);
    default:
      return part(give_up(), where.begin);
  }
}

DirectParser::Part DirectParser::constant(ConstantKind kind) {
  const Span where{token_.begin, token_.end};
  advance();
  return {make_constant(where, {kind, {}}), where.begin, where.end};
}

// A tuple, a generator, or an expression in brackets.
DirectParser::Part DirectParser::bracket() {
  Nesting nesting(*this);
  const uint32_t begin = token_.begin;
  if (tree_.text[begin] == kBacktick) return part(give_up(), begin);
  const size_t mark = scratch_.size();
  advance();
  if (accept(Tok::kClose)) return part(make(NodeKind::kTuple, since(begin), {}, 0, 0, kFlagParenthesised), begin);
  const Part first = is(Tok::kYield) ? yield() : starred_or_named();
  scratch_.push_back(first.id);
  if (at_comprehension()) {
    clauses();
    expect(Tok::kClose);
    return part(make_from(NodeKind::kGeneratorExp, since(begin), mark), begin);
  }
  if (is(Tok::kComma)) {
    while (accept(Tok::kComma) && !is(Tok::kClose)) scratch_.push_back(starred_or_named().id);
    expect(Tok::kClose);
    return part(make_from(NodeKind::kTuple, since(begin), mark, 0, 0, kFlagParenthesised), begin);
  }
  if (at(first.id).kind == NodeKind::kStarred) give_up();
  scratch_.pop_back();
  expect(Tok::kClose);
  at(first.id).flags |= kFlagParenthesised;
  return part(first.id, begin);
}

DirectParser::Part DirectParser::list() {
  Nesting nesting(*this);
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  advance();
  NodeKind kind = NodeKind::kList;
  if (!is(Tok::kCloseSquare)) {
    scratch_.push_back(starred_or_named().id);
    if (at_comprehension()) {
      clauses();
      kind = NodeKind::kListComp;
    } else {
      while (accept(Tok::kComma) && !is(Tok::kCloseSquare)) scratch_.push_back(starred_or_named().id);
    }
  }
  expect(Tok::kCloseSquare);
  return part(make_from(kind, since(begin), mark), begin);
}

// A dictionary or a set.
DirectParser::Part DirectParser::braces() {
  Nesting nesting(*this);
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  advance();
  if (is(Tok::kCloseCurly) || is(Tok::kStarStar)) return dictionary(begin, mark);
  scratch_.push_back(starred_or_named().id);
  if (accept(Tok::kColon)) {
    scratch_.push_back(expression().id);
    return dictionary(begin, mark);
  }
  NodeKind kind = NodeKind::kSet;
  if (at_comprehension()) {
    clauses();
    kind = NodeKind::kSetComp;
  } else {
    while (accept(Tok::kComma) && !is(Tok::kCloseCurly)) scratch_.push_back(starred_or_named().id);
  }
  expect(Tok::kCloseCurly);
  return part(make_from(kind, since(begin), mark), begin);
}

// From its first comma on, or from its beginning; a pair that was read lies on the scratch.
DirectParser::Part DirectParser::dictionary(uint32_t begin, size_t mark) {
  if (at_comprehension() && scratch_.size() == mark + 2) {
    clauses();
    expect(Tok::kCloseCurly);
    return part(make_from(NodeKind::kDictComp, since(begin), mark), begin);
  }
  bool more = scratch_.size() == mark || accept(Tok::kComma);
  while (more && !is(Tok::kCloseCurly)) {
    pair();
    more = accept(Tok::kComma);
  }
  expect(Tok::kCloseCurly);
  return part(make_from(NodeKind::kDict, since(begin), mark), begin);
}

void DirectParser::pair() {
  if (accept(Tok::kStarStar)) {
    scratch_.push_back(NodeId::none);
    scratch_.push_back(expression().id);
    return;
  }
  scratch_.push_back(expression().id);
  expect(Tok::kColon);
  scratch_.push_back(expression().id);
}

void DirectParser::clauses() {
  const NodeKind element = at(scratch_.back()).kind;
  if (element == NodeKind::kStarred || element == NodeKind::kKeyword || element == NodeKind::kDoubleStarred) give_up();
  while (at_comprehension()) {
    const uint32_t begin = token_.begin;
    const size_t mark = scratch_.size();
    const bool async = accept(Tok::kAsync);
    expect(Tok::kFor);
    scratch_.push_back(target_list().id);
    expect(Tok::kIn);
    scratch_.push_back(disjunction().id);
    while (accept(Tok::kIf)) scratch_.push_back(disjunction().id);
    scratch_.push_back(make_from(NodeKind::kComprehension, since(begin), mark, 0, 0, async ? kFlagAsync : 0));
  }
}

// A literal and its neighbours.
DirectParser::Part DirectParser::string() {
  Nesting nesting(*this);
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  Text saved = std::move(literal_);  // an f-string may hold strings in its fields
  literal_ = {};
  literal_.span = {begin, begin};
  while (is(Tok::kString)) string_part();
  const NodeId id = finish_string(since(begin), mark);
  literal_ = std::move(saved);
  return part(id, begin);
}

// The layout filled what lies between the quotes, so that the next quote is the closing one.
void DirectParser::string_part() {
  const StringPrefix prefix = read_prefix(text({token_.begin, token_.end}));
  literal_.bytes |= prefix.bytes;
  literal_.format |= prefix.format;
  const char quote = layout_.code[token_.end - 1], field_start = prefix.format ? '{' : quote;
  const std::string_view quotes = text({token_.end - prefix.quotes, token_.end});
  uint32_t done = token_.end;
  uint32_t end = find(quote, field_start, done);
  while (!gave_up_ && layout_.code[end] == '{') {
    append_literal(done, end, prefix);
    field(end, prefix);
    done = token_.end;
    end = find(quote, field_start, done);
  }
  if (gave_up_ || layout_.code.compare(end, quotes.size(), quotes) != 0) {
    give_up();
    return;
  }
  append_literal(done, end, prefix);
  token_.end = end + prefix.quotes;
  lexer_.begin(token_.end);
  advance();
}

// `{expression=!r:spec}` at byte `begin`. The token stays at its closing brace.
void DirectParser::field(uint32_t begin, const StringPrefix& prefix) {
  Nesting nesting(*this);
  lexer_.begin(begin + 1);
  token_ = {Tok::kOpenCurly, begin, begin + 1};
  advance();
  Text outer = std::move(literal_);
  literal_ = {};
  const Part value = is(Tok::kYield) ? yield() : expression_list();
  Span debug{begin + 1, begin + 1};
  const bool is_debug = accept(Tok::kAssign);
  if (is_debug) {
    debug.end = last_end_;
    while (tree_.text[debug.end] == ' ') ++debug.end;  // the closing brace is still to come
  }
  uint8_t conversion = 0;
  if (is(Tok::kBang)) {
    const uint32_t bang = token_.end;
    advance();
    if (!is(Tok::kName) || token_.begin != bang || token_.end != bang + 1) give_up();
    conversion = static_cast<uint8_t>(tree_.text[token_.begin]);
    advance();
  }
  const NodeId spec = is(Tok::kColon) ? format_spec(prefix) : NodeId::none;
  if (!is(Tok::kCloseCurly)) give_up();
  literal_ = std::move(outer);
  if (is_debug) {
    append_debug_text(debug);
    if (conversion == 0 && spec == NodeId::none) conversion = 'r';
  }
  flush_literal();
  const Span where{begin, token_.end};
  scratch_.push_back(spec == NodeId::none ? make(NodeKind::kFormattedValue, where, {value.id}, conversion)
                                          : make(NodeKind::kFormattedValue, where, {value.id, spec}, conversion));
}

// `:spec`, with fields of its own. The token moves to the closing brace.
NodeId DirectParser::format_spec(const StringPrefix& prefix) {
  const uint32_t begin = token_.begin;
  const size_t mark = scratch_.size();
  literal_ = {};
  uint32_t done = token_.end;
  uint32_t end = find('}', '{', done);
  while (!gave_up_ && layout_.code[end] == '{') {
    append_literal(done, end, prefix);
    field(end, prefix);
    done = token_.end;
    end = find('}', '{', done);
  }
  if (gave_up_) return give_up();
  append_literal(done, end, prefix);
  flush_literal();
  lexer_.begin(end);
  token_ = lexer_.next();
  return make_from(NodeKind::kJoinedStr, {begin, end}, mark);
}

}  // namespace antivenom::python
