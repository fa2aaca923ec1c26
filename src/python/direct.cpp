#include "python/direct.h"

#include <algorithm>

namespace antivenom::python {

bool DirectParser::parse(size_t first, size_t last, std::vector<NodeId>& statements) {
  if (holds_cut(layout_.lines[first].begin, layout_.lines[last - 1].end)) return false;
  const size_t nodes = tree_.nodes.size(), children = tree_.children.size(), constants = tree_.constants.size(),
               oddities = tree_.oddities.size();
  scratch_.clear();
  branches_.clear();
  literal_ = {};
  gave_up_ = false;
  depth_ = 0;
  last_line_ = last;
  begin_line(first);
  while (!gave_up_ && line_ < last_line_) statement();
  if (!gave_up_) {
    statements.insert(statements.end(), scratch_.begin(), scratch_.end());
    return true;
  }
  tree_.nodes.resize(nodes);
  tree_.children.resize(children);
  tree_.constants.resize(constants);
  tree_.oddities.resize(oddities);
  return false;
}

bool DirectParser::holds_cut(uint32_t begin, uint32_t end) const {
  const auto cut = std::lower_bound(layout_.cuts.begin(), layout_.cuts.end(), begin,
                                    [](const Cut& a, uint32_t offset) { return a.begin < offset; });
  return cut != layout_.cuts.end() && cut->begin < end;
}

void DirectParser::advance() {
  if (gave_up_) return;
  last_end_ = token_.end;
  token_ = lexer_.next();
}

void DirectParser::begin_line(size_t line) {
  if (gave_up_) return;
  line_ = line;
  if (line_ >= last_line_) return;
  lexer_.begin(layout_.lines[line_].begin);
  token_ = lexer_.next();
}

bool DirectParser::accept(Tok kind) {
  if (!is(kind)) return false;
  advance();
  return true;
}

void DirectParser::expect(Tok kind) {
  if (!accept(kind)) give_up();
}

TreeBuilder::Span DirectParser::expect_name() {
  const Span name{token_.begin, token_.end};
  expect(Tok::kName);
  return name;
}

// A node that stands for whatever was expected, so that callers need not ask.
NodeId DirectParser::give_up() {
  gave_up_ = true;
  token_.kind = Tok::kOdd;
  return make(NodeKind::kError, {token_.begin, token_.begin}, {});
}

uint32_t DirectParser::find(char wanted, char or_this, uint32_t from) {
  const std::string_view line = std::string_view(layout_.code).substr(0, gave_up_ ? 0 : layout_.lines[line_].end);
  size_t at = from;
  if (wanted == or_this) {
    at = line.find(wanted, from);  // many bytes a step
  } else {
    while (at < line.size() && line[at] != wanted && line[at] != or_this) ++at;
  }
  if (at < line.size()) return static_cast<uint32_t>(at);
  give_up();
  return from;
}

}  // namespace antivenom::python
