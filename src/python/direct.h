// The fast front end: statements of the layout's copy straight into our tree, by recursive descent.
//
// It knows the Python 3 that nearly all code is written in, and makes of it the very tree that tree-sitter and the
// lowering make (`antivenom_front_ends` compares both over real packages). Whatever else it meets - Python 2, names
// beyond ASCII, type parameters, errors of any kind, nesting beyond kMaxDepth - makes it give up on the one statement
// of the module it is in, which then goes to tree-sitter. So it never has to recover from an error.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "python/direct_lexer.h"
#include "python/layout.h"
#include "python/tree_builder.h"

namespace antivenom::python {

class DirectParser : TreeBuilder {
 public:
  // All must outlive the parser.
  DirectParser(Tree& tree, Interner& names, const Layout& layout)
      : TreeBuilder(tree, names), layout_(layout), lexer_(layout.code) {}

  // Parses lines [first, last) of the layout, one statement of the module and what belongs to it, and appends the
  // statements to `statements`. False when it gives up: the tree is then as it was before.
  bool parse(size_t first, size_t last, std::vector<NodeId>& statements);

 private:
  // tree-sitter's path counts nesting to its limit; this one only has to stay within the stack.
  static constexpr uint32_t kMaxDepth = 100;

  // An expression and where it begins and ends, brackets around it included; its node has no brackets.
  struct Part {
    NodeId id;
    uint32_t begin, end;
  };
  class Nesting {
   public:
    explicit Nesting(DirectParser& owner) : owner_(owner) {
      if (++owner_.depth_ > kMaxDepth) owner_.give_up();
    }
    ~Nesting() { --owner_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    DirectParser& owner_;
  };

  bool holds_cut(uint32_t begin, uint32_t end) const;

  // --- tokens (direct.cpp). Having given up, the token is kOdd for good: no loop goes on, everything returns.
  bool is(Tok kind) const { return token_.kind == kind; }
  void advance();
  void begin_line(size_t line);
  bool accept(Tok kind);
  void expect(Tok kind);
  Span expect_name();
  NodeId give_up();
  // Where one of two bytes stands first in this line at or behind `from`; gives up where there is none.
  uint32_t find(char wanted, char or_this, uint32_t from);
  Span since(uint32_t begin) const { return {begin, last_end_}; }
  Part part(NodeId id, uint32_t begin) const { return {id, begin, last_end_}; }

  // --- statements (direct_statement.cpp); each puts what it makes on the scratch
  void statement();
  void simple_statements();
  void simple_statement();
  void expression_statement();
  NodeId assignment(uint32_t begin, size_t mark, Part target);
  NodeId annotated(uint32_t begin, Part target);
  NodeId augmented(uint32_t begin, Part target);
  Part right_side();
  bool is_target(NodeId id);
  NodeId keyword_statement(NodeKind kind, size_t most);
  NodeId names_statement(NodeKind kind);
  NodeId delete_statement();
  NodeId raise_statement();
  NodeId import_statement();
  NodeId import_from();
  NodeId alias();
  Symbol dotted_name();

  // --- statements with blocks (direct_compound.cpp)
  NodeId compound();
  NodeId block(uint32_t level);
  NodeId if_statement();
  NodeId for_statement(uint32_t begin, bool async);
  NodeId while_statement();
  NodeId try_statement();
  NodeId except_clause(uint32_t level);
  NodeId with_statement(uint32_t begin, bool async);
  bool bracket_ends_header() const;
  void with_item();
  NodeId decorated();
  NodeId definition(uint32_t begin, size_t decorators);
  NodeId function(uint32_t begin, size_t decorators, bool async);
  NodeId class_definition(uint32_t begin, size_t decorators);
  NodeId else_block(uint32_t level);
  bool continues(uint32_t level, Tok keyword) const;
  uint32_t level() const { return layout_.lines[line_].level; }
  std::vector<NodeId> waiting(size_t from, size_t to) const;
  void parameters(Tok closing, bool annotations);
  void parameter(ParameterKind& kind, size_t mark, bool annotations);

  // --- match statements (direct_pattern.cpp)
  bool at_match() const;
  NodeId match_statement();
  NodeId case_clause();
  Part pattern();
  Part negative_number();
  Part alternatives();
  Part closed_pattern();
  uint32_t starred_name();
  Part literal_pattern();
  Part name_pattern();
  Part class_pattern(Part cls);
  Part sequence_pattern();
  Part mapping_pattern();

  // --- expressions (direct_expression.cpp)
  Part expression();
  Part named_expression();
  Part starred();
  Part starred_or_named();
  Part expression_list();
  Part target_list();
  Part rest_of_list(Part first, Part (DirectParser::*element)());
  bool at_list_end() const;
  Part lambda();
  Part disjunction();
  Part conjunction();
  Part boolean(Tok word, Op op, Part (DirectParser::*operand)());
  Part negation();
  Part comparison();
  bool compare_op();
  Part binary(int least);
  Part unary();
  Part power();
  Part awaited();
  Part primary();
  Part attribute(Part object);
  Part yield();
  Part call(Part callee);
  void arguments();
  void argument();
  Part subscript(Part object);
  void index();
  Part target();

  // --- atoms (direct_atom.cpp)
  Part atom();
  Part constant(ConstantKind kind);
  Part bracket();
  Part list();
  Part braces();
  Part dictionary(uint32_t begin, size_t mark);
  void pair();
  bool at_comprehension() const { return is(Tok::kFor) || is(Tok::kAsync); }
  // Comprehensions on the scratch.
  void clauses();
  Part string();
  void string_part();
  void field(uint32_t begin, const StringPrefix& prefix);
  NodeId format_spec(const StringPrefix& prefix);

  const Layout& layout_;
  DirectLexer lexer_;
  Token token_{Tok::kOdd, 0, 0};
  uint32_t last_end_ = 0;  // of the last token that was read, the line's end aside
  size_t line_ = 0, last_line_ = 0;
  uint32_t depth_ = 0;
  bool gave_up_ = false;
  std::vector<Branch> branches_;  // of ifs that are still open
};

}  // namespace antivenom::python
