// Makes nodes of a Tree, children first. What both front ends share, so that they make the same tree of the same code.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "python/literals.h"
#include "python/tree.h"

namespace antivenom::python {

// Nodes are made children first; those of a node that is still open wait on `scratch_`. Both `tree` and `names` must
// outlive the builder.
class TreeBuilder {
 public:
  TreeBuilder(Tree& tree, Interner& names) : tree_(tree), names_(names) {}

 protected:
  // Bytes of Tree::text.
  struct Span {
    uint32_t begin, end;
  };
  // A string literal, or the part of an f-string between two fields, while it is put together.
  struct Text {
    std::string text;
    Span span{0, 0};
    bool bytes = false, format = false;
  };
  // One `if` or `elif` of a chain, from its keyword on.
  struct Branch {
    Span span;
    NodeId test, body;
  };

  std::string_view text(Span span) const {
    return std::string_view(tree_.text).substr(span.begin, span.end - span.begin);
  }
  Node& at(NodeId id) { return tree_.nodes[static_cast<uint32_t>(id)]; }

  NodeId make(NodeKind kind, Span span, std::span<const NodeId> kids, uint8_t op = 0, uint32_t value = 0,
              uint16_t flags = 0);
  NodeId make(NodeKind kind, Span span, std::initializer_list<NodeId> kids, uint8_t op = 0, uint32_t value = 0,
              uint16_t flags = 0);
  // Takes all of the scratch from `mark` on as children.
  NodeId make_from(NodeKind kind, Span span, size_t mark, uint8_t op = 0, uint32_t value = 0, uint16_t flags = 0);
  NodeId make_constant(Span span, Constant constant);
  NodeId make_name(Span span);
  Symbol intern(std::string_view name);
  NodeId none_or(NodeId id, NodeKind kind, Span span) { return id != NodeId::none ? id : make(kind, span, {}); }

  // What lies on the scratch from `mark` on: one expression, or several (or one with a comma) as a tuple; an empty
  // kError when there is none.
  NodeId tuple_or_one(Span where, size_t mark, bool commas);
  // A chain of ifs as one node; `otherwise` is the block of its else, or none.
  NodeId make_if(std::span<const Branch> branches, NodeId otherwise, uint32_t end);
  NodeId make_function(Span where, Symbol name, NodeId parameters, NodeId body, NodeId returns,
                       std::span<const NodeId> decorators, bool async);
  NodeId make_class(Span where, Symbol name, NodeId bases, NodeId body, std::span<const NodeId> decorators);
  NodeId make_parameter(Span where, Symbol name, ParameterKind kind, NodeId initial, NodeId annotation);
  // Parameters on the scratch from `mark` on stand before a `/`.
  void make_positional_only(size_t mark);

  // --- string literals, put together in `literal_`
  void append_literal(uint32_t begin, uint32_t end, const StringPrefix& prefix);
  // What stands between fields so far becomes one constant of the f-string, on the scratch.
  void flush_literal();
  // `{expression=}`: the text of the field, which stands before its value.
  void append_debug_text(Span debug);
  NodeId finish_string(Span where, size_t mark);

  Tree& tree_;
  Interner& names_;
  std::vector<NodeId> scratch_;
  Text literal_;
};

}  // namespace antivenom::python
