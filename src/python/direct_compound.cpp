// Statements with blocks, of the direct parser.
#include "python/direct.h"

namespace antivenom::python {

NodeId DirectParser::compound() {
  const uint32_t begin = token_.begin;
  switch (token_.kind) {
    case Tok::kIf:
      return if_statement();
    case Tok::kFor:
      return for_statement(begin, false);
    case Tok::kWhile:
      return while_statement();
    case Tok::kTry:
      return try_statement();
    case Tok::kWith:
      return with_statement(begin, false);
    case Tok::kAt:
      return decorated();
    case Tok::kAsync:
      break;
    default:
      return definition(begin, scratch_.size());
  }
  const Token async = token_;
  advance();
  if (is(Tok::kFor)) return for_statement(begin, true);
  if (is(Tok::kWith)) return with_statement(begin, true);
  if (!is(Tok::kDef)) return give_up();
  return function(async.begin, scratch_.size(), true);
}

// What follows a header's colon, at the header's `level`: statements on its line, or lines one level deeper. Leaves the
// next line begun.
NodeId DirectParser::block(uint32_t level) {
  expect(Tok::kColon);
  const size_t mark = scratch_.size();
  uint32_t begin = token_.begin;
  if (!is(Tok::kEnd)) {
    simple_statements();
    const NodeId id = make_from(NodeKind::kBlock, since(begin), mark);
    begin_line(line_ + 1);
    return id;
  }
  begin_line(line_ + 1);
  if (line_ >= last_line_ || this->level() != level + 1) return give_up();
  begin = token_.begin;
  while (!gave_up_ && line_<last_line_&& this->level()> level) statement();
  return make_from(NodeKind::kBlock, since(begin), mark);
}

// Whether the line that begins here is a clause of the statement at `level`.
bool DirectParser::continues(uint32_t level, Tok keyword) const {
  return is(keyword) && line_ < last_line_ && this->level() == level;
}

NodeId DirectParser::else_block(uint32_t level) {
  if (!continues(level, Tok::kElse)) return NodeId::none;
  advance();
  return block(level);
}

NodeId DirectParser::if_statement() {
  const uint32_t own = level(), begin = token_.begin;
  const size_t mark = branches_.size();
  do {
    const uint32_t keyword = token_.begin;
    advance();
    const NodeId test = named_expression().id;
    const NodeId body = block(own);
    branches_.push_back({since(keyword), test, body});
  } while (continues(own, Tok::kElif));
  const NodeId otherwise = else_block(own);
  const NodeId whole = make_if(std::span<const Branch>(branches_).subspan(mark), otherwise, since(begin).end);
  branches_.resize(mark);
  return whole;
}

NodeId DirectParser::for_statement(uint32_t begin, bool async) {
  const uint32_t own = level();
  advance();
  const NodeId target = target_list().id;
  expect(Tok::kIn);
  const NodeId iterable = expression_list().id;
  const NodeId body = block(own);
  const NodeId otherwise = else_block(own);
  const uint16_t flags = async ? kFlagAsync : 0;
  if (otherwise == NodeId::none) return make(NodeKind::kFor, since(begin), {target, iterable, body}, 0, 0, flags);
  return make(NodeKind::kFor, since(begin), {target, iterable, body, otherwise}, 0, 0, flags);
}

NodeId DirectParser::while_statement() {
  const uint32_t own = level(), begin = token_.begin;
  advance();
  const NodeId test = named_expression().id;
  const NodeId body = block(own);
  const NodeId otherwise = else_block(own);
  if (otherwise == NodeId::none) return make(NodeKind::kWhile, since(begin), {test, body});
  return make(NodeKind::kWhile, since(begin), {test, body, otherwise});
}

NodeId DirectParser::try_statement() {
  const uint32_t own = level(), begin = token_.begin;
  advance();
  const size_t mark = scratch_.size();
  const NodeId body = block(own);
  scratch_.insert(scratch_.end(), {body, NodeId::none, NodeId::none});
  while (continues(own, Tok::kExcept)) scratch_.push_back(except_clause(own));
  const bool handled = scratch_.size() > mark + 3;
  if (handled) scratch_[mark + 1] = else_block(own);
  const bool finally = continues(own, Tok::kFinally);
  if (finally) {
    advance();
    const NodeId last = block(own);
    scratch_[mark + 2] = last;
  }
  if (!handled && !finally) give_up();
  return make_from(NodeKind::kTry, since(begin), mark);
}

NodeId DirectParser::except_clause(uint32_t own) {
  const uint32_t begin = token_.begin;
  advance();
  NodeId type = NodeId::none;
  uint32_t name = 0;
  if (!is(Tok::kColon)) {
    type = expression().id;
    if (accept(Tok::kAs)) {
      const Span where = expect_name();
      name = at(make_name(where)).value;
    }
  }
  const NodeId body = block(own);
  return make(NodeKind::kExceptHandler, since(begin), {type, body}, 0, name);
}

NodeId DirectParser::with_statement(uint32_t begin, bool async) {
  const uint32_t own = level();
  advance();
  const bool brackets = is(Tok::kOpen) && bracket_ends_header();
  if (brackets) advance();
  const size_t mark = scratch_.size();
  scratch_.push_back(NodeId::none);  // the block comes first
  do {
    with_item();
  } while (accept(Tok::kComma) && !(brackets && is(Tok::kClose)));
  if (brackets) expect(Tok::kClose);
  const NodeId body = block(own);
  scratch_[mark] = body;
  return make_from(NodeKind::kWith, since(begin), mark, 0, 0, async ? kFlagAsync : 0);
}

// Whether the bracket that opens here is closed right before a colon: `with (a as b, c):` holds items, not a tuple.
bool DirectParser::bracket_ends_header() const {
  const std::string_view code = std::string_view(layout_.code).substr(0, layout_.lines[line_].end);
  size_t open = 0, at = token_.begin;
  do {
    if (code[at] == '(') ++open;
    if (code[at] == ')') --open;
    ++at;
  } while (open > 0 && at < code.size());
  const size_t next = code.find_first_not_of(" \t\f", at);
  return next != std::string_view::npos && code[next] == ':';
}

void DirectParser::with_item() {
  const Part value = expression();
  if (!accept(Tok::kAs)) {
    scratch_.push_back(make(NodeKind::kWithItem, {value.begin, value.end}, {value.id}));
    return;
  }
  const Part target = primary();
  if (!gave_up_ && !is_target(target.id)) give_up();
  scratch_.push_back(make(NodeKind::kWithItem, since(value.begin), {value.id, target.id}));
}

// Decorators wait on the scratch until the definition takes them.
NodeId DirectParser::decorated() {
  const uint32_t begin = token_.begin, own = level();
  const size_t mark = scratch_.size();
  while (continues(own, Tok::kAt)) {
    advance();
    scratch_.push_back(named_expression().id);
    if (!is(Tok::kEnd)) give_up();
    begin_line(line_ + 1);
  }
  if (line_ >= last_line_ || level() != own) return give_up();
  const bool async = accept(Tok::kAsync);
  const NodeId id = async ? function(begin, mark, true) : definition(begin, mark);
  scratch_.resize(mark);
  return id;
}

// `decorators`: where on the scratch they begin; the definition begins at `begin`, with the first of them.
NodeId DirectParser::definition(uint32_t begin, size_t decorators) {
  if (is(Tok::kDef)) return function(begin, decorators, false);
  return is(Tok::kClass) ? class_definition(begin, decorators) : give_up();
}

NodeId DirectParser::function(uint32_t begin, size_t decorators, bool async) {
  const uint32_t own = level();
  const size_t end = scratch_.size();
  expect(Tok::kDef);
  const Span where = expect_name();
  const Symbol name = intern(text(where));
  const uint32_t open = token_.begin;
  expect(Tok::kOpen);
  const size_t mark = scratch_.size();
  parameters(Tok::kClose, true);
  expect(Tok::kClose);
  const NodeId params = make_from(NodeKind::kParameters, since(open), mark);
  const NodeId returns = accept(Tok::kArrow) ? expression().id : NodeId::none;
  const NodeId body = block(own);
  return make_function(since(begin), name, params, body, returns, waiting(decorators, end), async);
}

NodeId DirectParser::class_definition(uint32_t begin, size_t decorators) {
  const uint32_t own = level();
  const size_t end = scratch_.size();
  advance();
  const Span where = expect_name();
  const Symbol name = intern(text(where));
  const uint32_t open = token_.begin;
  NodeId bases = NodeId::none;
  const size_t mark = scratch_.size();
  if (accept(Tok::kOpen)) {
    arguments();
    expect(Tok::kClose);
    bases = make_from(NodeKind::kArguments, since(open), mark);
  }
  const NodeId body = block(own);
  bases = none_or(bases, NodeKind::kArguments, {begin, begin});
  return make_class(since(begin), name, bases, body, waiting(decorators, end));
}

// A part of the scratch.
std::vector<NodeId> DirectParser::waiting(size_t from, size_t to) const {
  return {scratch_.begin() + static_cast<std::ptrdiff_t>(from), scratch_.begin() + static_cast<std::ptrdiff_t>(to)};
}

// On the scratch, up to what closes them: the bracket of a function, the colon of a lambda.
void DirectParser::parameters(Tok closing, bool annotations) {
  const size_t mark = scratch_.size();
  ParameterKind kind = ParameterKind::kNormal;
  while (!is(closing) && !gave_up_) {
    parameter(kind, mark, annotations);
    if (!accept(Tok::kComma)) break;
  }
}

// `kind` turns to keyword-only behind a star; those of this list lie on the scratch from `mark` on.
void DirectParser::parameter(ParameterKind& kind, size_t mark, bool annotations) {
  const uint32_t begin = token_.begin;
  if (accept(Tok::kSlash)) return make_positional_only(mark);
  ParameterKind own = kind;
  if (accept(Tok::kStar)) {
    kind = ParameterKind::kKeywordOnly;
    if (is(Tok::kComma)) return;
    own = ParameterKind::kVarArgs;
  } else if (accept(Tok::kStarStar)) {
    own = ParameterKind::kVarKeywords;
  }
  const Span where = expect_name();
  const Symbol name = intern(text(where));
  NodeId annotation = NodeId::none, initial = NodeId::none;
  if (annotations && accept(Tok::kColon)) annotation = expression().id;
  const bool starred = own == ParameterKind::kVarArgs || own == ParameterKind::kVarKeywords;
  if (!starred && accept(Tok::kAssign)) initial = expression().id;
  scratch_.push_back(make_parameter(since(begin), name, own, initial, annotation));
}

}  // namespace antivenom::python
