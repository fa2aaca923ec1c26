#include "python/tree_builder.h"

#include "base/utf8.h"
#include "python/nfkc.h"

namespace antivenom::python {

NodeId TreeBuilder::make(NodeKind kind, Span span, std::span<const NodeId> kids, uint8_t op, uint32_t value,
                         uint16_t flags) {
  const auto id = static_cast<NodeId>(tree_.nodes.size());
  Node node{kind,
            op,
            flags,
            value,
            static_cast<uint32_t>(tree_.children.size()),
            static_cast<uint32_t>(kids.size()),
            span.begin,
            span.end};
  for (NodeId kid : kids) tree_.children.push_back(kid);  // one or two, mostly: less than insert() asks first
  tree_.nodes.push_back(node);
  return id;
}

NodeId TreeBuilder::make(NodeKind kind, Span span, std::initializer_list<NodeId> kids, uint8_t op, uint32_t value,
                         uint16_t flags) {
  return make(kind, span, std::span<const NodeId>(kids.begin(), kids.size()), op, value, flags);
}

NodeId TreeBuilder::make_from(NodeKind kind, Span span, size_t mark, uint8_t op, uint32_t value, uint16_t flags) {
  const NodeId id = make(kind, span, std::span<const NodeId>(scratch_).subspan(mark), op, value, flags);
  scratch_.resize(mark);
  return id;
}

NodeId TreeBuilder::make_constant(Span span, Constant constant) {
  tree_.constants.push_back(std::move(constant));
  return make(NodeKind::kConstant, span, {}, 0, static_cast<uint32_t>(tree_.constants.size() - 1));
}

Symbol TreeBuilder::intern(std::string_view name) {
  return is_ascii(name) ? names_.intern(name) : names_.intern(fold_name(name));
}

NodeId TreeBuilder::make_name(Span where) {
  return make(NodeKind::kName, where, {}, 0, static_cast<uint32_t>(intern(text(where))));
}

NodeId TreeBuilder::tuple_or_one(Span where, size_t mark, bool commas) {
  if (scratch_.size() == mark) return make(NodeKind::kError, where, {});
  if (scratch_.size() > mark + 1 || commas) {
    const Span inner{at(scratch_[mark]).begin, where.end};
    return make_from(NodeKind::kTuple, inner, mark);
  }
  const NodeId only = scratch_.back();
  scratch_.pop_back();
  return only;
}

// Nested from the last to the first.
NodeId TreeBuilder::make_if(std::span<const Branch> branches, NodeId otherwise, uint32_t end) {
  NodeId whole = NodeId::none;
  for (size_t i = branches.size(); i > 0; --i) {
    const Branch& branch = branches[i - 1];
    const Span own{branch.span.begin, end};
    if (i < branches.size()) otherwise = make(NodeKind::kBlock, {branches[i].span.begin, end}, {whole});
    whole = otherwise == NodeId::none ? make(NodeKind::kIf, own, {branch.test, branch.body})
                                      : make(NodeKind::kIf, own, {branch.test, branch.body, otherwise});
  }
  return whole;
}

NodeId TreeBuilder::make_function(Span where, Symbol name, NodeId parameters, NodeId body, NodeId returns,
                                  std::span<const NodeId> decorators, bool async) {
  const size_t mark = scratch_.size();
  scratch_.insert(scratch_.end(), {parameters, body});
  if (returns != NodeId::none || !decorators.empty()) scratch_.push_back(returns);
  scratch_.insert(scratch_.end(), decorators.begin(), decorators.end());
  return make_from(NodeKind::kFunctionDef, where, mark, 0, static_cast<uint32_t>(name), async ? kFlagAsync : 0);
}

NodeId TreeBuilder::make_class(Span where, Symbol name, NodeId bases, NodeId body, std::span<const NodeId> decorators) {
  const size_t mark = scratch_.size();
  scratch_.insert(scratch_.end(), {bases, body});
  scratch_.insert(scratch_.end(), decorators.begin(), decorators.end());
  return make_from(NodeKind::kClassDef, where, mark, 0, static_cast<uint32_t>(name));
}

NodeId TreeBuilder::make_parameter(Span where, Symbol name, ParameterKind kind, NodeId initial, NodeId annotation) {
  const auto op = static_cast<uint8_t>(kind);
  const auto value = static_cast<uint32_t>(name);
  if (annotation != NodeId::none) return make(NodeKind::kParameter, where, {initial, annotation}, op, value);
  if (initial != NodeId::none) return make(NodeKind::kParameter, where, {initial}, op, value);
  return make(NodeKind::kParameter, where, {}, op, value);
}

void TreeBuilder::make_positional_only(size_t mark) {
  for (size_t i = mark; i < scratch_.size(); ++i) {
    at(scratch_[i]).op = static_cast<uint8_t>(ParameterKind::kPositionalOnly);
  }
}

NodeId TreeBuilder::finish_string(Span where, size_t mark) {
  if (literal_.format) {
    flush_literal();
    return make_from(NodeKind::kJoinedStr, where, mark);
  }
  return make_constant(where, {literal_.bytes ? ConstantKind::kBytes : ConstantKind::kStr, std::move(literal_.text)});
}

void TreeBuilder::flush_literal() {
  if (!literal_.text.empty()) {
    scratch_.push_back(make_constant(literal_.span, {ConstantKind::kStr, std::move(literal_.text)}));
  }
  literal_.text.clear();
}

void TreeBuilder::append_literal(uint32_t begin, uint32_t end, const StringPrefix& prefix) {
  if (begin >= end) return;
  if (literal_.text.empty()) literal_.span.begin = begin;
  literal_.span.end = end;
  append_string(literal_.text, text({begin, end}), prefix, tree_.oddities);
}

void TreeBuilder::append_debug_text(Span debug) {
  if (literal_.text.empty()) literal_.span.begin = debug.begin;
  literal_.span.end = debug.end;
  literal_.text += text(debug);
}

}  // namespace antivenom::python
