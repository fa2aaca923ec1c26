// From tree-sitter's tree to ours. Nothing of tree-sitter outlives a call.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "python/grammar.h"
#include "python/layout.h"
#include "python/tree_builder.h"

namespace antivenom::python {

// True for kinds that expr() lowers.
bool is_expression(Sym sym);

// Lowers one parsed stretch of the layout's copy after another into a tree.
//
// Recursion goes as deep as real nesting does, at most `max_depth`; spines of operators, calls, attributes and elifs
// are walked in loops.
class Lowering : TreeBuilder {
 public:
  Lowering(Tree& tree, Interner& names, const Layout& layout, uint32_t max_depth);
  ~Lowering();
  Lowering(const Lowering&) = delete;
  Lowering& operator=(const Lowering&) = delete;

  // Appends the statements of `syntax`, which begins at byte `base` of the text, to `statements`. `repairs` are the
  // lines that stand as placeholders in what was parsed, by `begin`.
  void lower(const TSTree& syntax, uint32_t base, std::span<const Cut> repairs, std::vector<NodeId>& statements);

  // Makes the root.
  void finish(const std::vector<NodeId>& statements);

 private:
  // Counts one level of nesting while it lives.
  class Nesting {
   public:
    explicit Nesting(Lowering& owner) : owner_(owner) { ++owner_.depth_; }
    ~Nesting() { --owner_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    bool too_deep() const { return owner_.depth_ > owner_.max_depth_; }

   private:
    Lowering& owner_;
  };

  // --- the cursor (lower.cpp)
  Sym sym() const { return sym_; }
  Span span() const;
  bool go_first();
  bool go_next();
  void go_up();
  void read_node();
  // Calls visit(kind) at each child of the current node that is no broken region.
  template <class F>
  void each(F visit) {
    if (!go_first()) return;
    do {
      if (sym_ == Sym::error) {
        error_region();
      } else {
        if (has_errors_ && ts_node_is_missing(node_)) broken(span());
        visit(sym_);
      }
    } while (go_next());
    go_up();
  }

  // --- broken regions (lower.cpp)
  void broken(Span span);
  void error_region();
  void gather_recovered();
  NodeId too_deep(Span span);
  NodeId placeholder(const Cut& cut);
  const Cut* cut_at(uint32_t begin) const;
  NodeId open_string(Span span);
  NodeId bad_line(const Cut& cut);
  void flush_pending(std::vector<NodeId>& to);
  void note(std::string oddity);

  // --- expressions (lower_expression.cpp)
  NodeId expr();
  NodeId nested_expr();
  NodeId repr_call(Span where, NodeId operand);
  NodeId spine();
  bool go_next_good();
  void boolean_level(NodeId& left, Op& run, size_t run_mark);
  void close_run(NodeId& left, Op& run, size_t run_mark);
  NodeId finish_level(Sym kind, NodeId left);
  NodeId finish_binary(NodeId left);
  bool is_bare(NodeId id, Op op);
  NodeId join(NodeId left, Op op, NodeId right);
  NodeId unchain(NodeId chain, Op op);
  NodeId rechain(NodeId first, Op op, size_t mark);
  NodeId and_of_xors(NodeId left, NodeId right);
  NodeId finish_call(NodeId left);
  NodeId finish_attribute(NodeId left);
  NodeId finish_subscript(NodeId left);
  NodeId finish_comparison(NodeId left);
  NodeId parenthesised();
  NodeId sequence(NodeKind kind);
  void pair();
  NodeId dictionary();
  NodeId comprehension(NodeKind kind);
  bool comprehension_clause(std::vector<NodeId>& parts);
  NodeId slice();
  NodeId lambda();
  NodeId conditional();
  NodeId only_operand(NodeKind kind, uint8_t op = 0);
  NodeId unary();
  NodeId yield();
  NodeId first_expr();
  void arguments();
  NodeId keyword();
  NodeId type_arguments();
  NodeId generic_type();
  NodeId union_type();
  NodeId dotted_expr();
  NodeId operands(NodeKind kind, Op op);

  // --- parameters (lower_statement.cpp)
  NodeId parameters();
  NodeId parameter(ParameterKind& kind);

  // --- strings (lower_string.cpp)
  NodeId string();
  void string_part();
  void interpolation(const StringPrefix& prefix);
  NodeId format_spec(const StringPrefix& prefix);

  // --- simple statements (lower_statement.cpp)
  bool is_statement() const;
  void statement();
  NodeId one_statement();
  NodeId block();
  NodeId expression_statement();
  NodeId assignment();
  NodeId aug_assignment();
  NodeId expressions_statement(NodeKind kind, size_t most);
  NodeId return_statement();
  NodeId import_statement();
  NodeId import_from();
  Symbol dotted_symbol();
  NodeId alias();
  NodeId print_statement();
  NodeId exec_statement(uint32_t begin);
  void push_exec_argument(NodeId id, size_t mark);
  NodeId delete_statement();
  NodeId raise_statement();
  NodeId type_alias();

  // --- statements with blocks (lower_compound.cpp)
  NodeId compound_statement();
  NodeId empty_block(Span where);
  NodeId clause_block();
  NodeId if_statement();
  NodeId for_statement();
  NodeId while_statement();
  NodeId try_statement();
  NodeId except_clause();
  void read_as_pattern(NodeId& value, NodeId& target);
  NodeId with_statement();
  void with_item();
  void with_value();
  NodeId function(std::span<const NodeId> decorators, uint32_t begin);
  NodeId class_definition(std::span<const NodeId> decorators, uint32_t begin);
  NodeId decorated();
  NodeId match_statement();
  NodeId case_clause();

  // --- patterns (lower_pattern.cpp)
  NodeId case_pattern();
  NodeId pattern();
  NodeId negative(NodeId value, Span where);
  NodeId name_pattern();
  NodeId pattern_sequence(NodeKind kind);
  NodeId tuple_pattern();
  NodeId union_pattern();
  NodeId as_pattern();
  uint32_t splat_name();
  NodeId keyword_pattern();
  NodeId class_pattern();
  NodeId mapping_pattern();
  NodeId complex_pattern();

  const Layout& layout_;
  const uint32_t max_depth_;
  uint32_t depth_ = 0;
  uint32_t base_ = 0;
  bool has_errors_ = false;
  std::span<const Cut> repairs_;
  TSTreeCursor cursor_{};
  TSNode node_{};
  Sym sym_ = Sym::other;
  std::vector<NodeId> pending_;  // recovered from broken regions, waiting for the next block
  std::vector<Sym> spine_;
};

}  // namespace antivenom::python
