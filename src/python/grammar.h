// The names of tree-sitter-python's grammar as an enum, and a parser for it. Only parse.cpp and the lowering see this.
#pragma once

#include <memory>
#include <string_view>

#include <tree_sitter/api.h>

#include "base/c_memory.h"

namespace antivenom::python {

// Every kind of node and token that the lowering tells apart: (enumerator, name in the grammar).
// clang-format off
#define ANTIVENOM_GRAMMAR(X)                                                                                   \
  X(identifier, "identifier") X(integer, "integer") X(floating, "float") X(string, "string")                   \
  X(concatenated_string, "concatenated_string") X(true_, "true") X(false_, "false") X(none, "none")            \
  X(ellipsis, "ellipsis") X(string_start, "string_start") X(string_content, "string_content")                  \
  X(string_end, "string_end") X(interpolation, "interpolation") X(format_expression, "format_expression")      \
  X(type_conversion, "type_conversion") X(format_specifier, "format_specifier")                                \
  X(binary_operator, "binary_operator") X(boolean_operator, "boolean_operator") X(attribute, "attribute")      \
  X(subscript, "subscript") X(call, "call") X(comparison_operator, "comparison_operator")                      \
  X(not_operator, "not_operator") X(unary_operator, "unary_operator") X(lambda, "lambda")                      \
  X(conditional_expression, "conditional_expression") X(named_expression, "named_expression")                  \
  X(as_pattern, "as_pattern") X(as_pattern_target, "as_pattern_target") X(await, "await") X(yield, "yield")    \
  X(list, "list") X(tuple, "tuple") X(set, "set") X(dictionary, "dictionary") X(pair, "pair")                  \
  X(list_comprehension, "list_comprehension") X(set_comprehension, "set_comprehension")                        \
  X(dictionary_comprehension, "dictionary_comprehension") X(generator_expression, "generator_expression")      \
  X(for_in_clause, "for_in_clause") X(if_clause, "if_clause")                                                  \
  X(parenthesized_expression, "parenthesized_expression") X(expression_list, "expression_list")                \
  X(pattern_list, "pattern_list") X(tuple_pattern, "tuple_pattern") X(list_pattern, "list_pattern")            \
  X(list_splat, "list_splat") X(list_splat_pattern, "list_splat_pattern")                                      \
  X(dictionary_splat, "dictionary_splat") X(dictionary_splat_pattern, "dictionary_splat_pattern")              \
  X(slice, "slice") X(argument_list, "argument_list") X(keyword_argument, "keyword_argument")                  \
  X(type, "type") X(generic_type, "generic_type") X(type_parameter, "type_parameter")                          \
  X(union_type, "union_type") X(constrained_type, "constrained_type") X(member_type, "member_type")            \
  X(splat_type, "splat_type") X(parameters, "parameters") X(lambda_parameters, "lambda_parameters")            \
  X(typed_parameter, "typed_parameter") X(default_parameter, "default_parameter")                              \
  X(typed_default_parameter, "typed_default_parameter") X(keyword_separator, "keyword_separator")              \
  X(positional_separator, "positional_separator") X(block, "block") X(module, "module")                        \
  X(expression_statement, "expression_statement") X(assignment, "assignment")                                  \
  X(augmented_assignment, "augmented_assignment") X(import_statement, "import_statement")                      \
  X(import_from_statement, "import_from_statement") X(future_import_statement, "future_import_statement")      \
  X(aliased_import, "aliased_import") X(dotted_name, "dotted_name") X(relative_import, "relative_import")      \
  X(import_prefix, "import_prefix") X(wildcard_import, "wildcard_import")                                      \
  X(print_statement, "print_statement") X(chevron, "chevron") X(exec_statement, "exec_statement")              \
  X(assert_statement, "assert_statement") X(return_statement, "return_statement")                              \
  X(delete_statement, "delete_statement") X(raise_statement, "raise_statement")                                \
  X(pass_statement, "pass_statement") X(break_statement, "break_statement")                                    \
  X(continue_statement, "continue_statement") X(global_statement, "global_statement")                          \
  X(nonlocal_statement, "nonlocal_statement") X(type_alias_statement, "type_alias_statement")                  \
  X(if_statement, "if_statement") X(elif_clause, "elif_clause") X(else_clause, "else_clause")                  \
  X(for_statement, "for_statement") X(while_statement, "while_statement") X(try_statement, "try_statement")    \
  X(except_clause, "except_clause") X(except_group_clause, "except_group_clause")                              \
  X(finally_clause, "finally_clause") X(with_statement, "with_statement") X(with_clause, "with_clause")        \
  X(with_item, "with_item") X(function_definition, "function_definition")                                      \
  X(class_definition, "class_definition") X(decorated_definition, "decorated_definition")                      \
  X(decorator, "decorator") X(match_statement, "match_statement") X(case_clause, "case_clause")                \
  X(case_pattern, "case_pattern") X(keyword_pattern, "keyword_pattern") X(class_pattern, "class_pattern")      \
  X(splat_pattern, "splat_pattern") X(union_pattern, "union_pattern") X(dict_pattern, "dict_pattern")          \
  X(complex_pattern, "complex_pattern")                                                                        \
  X(t_async, "async") X(t_comma, ",") X(t_colon, ":") X(t_equal, "=") X(t_star, "*") X(t_star_star, "**")      \
  X(t_plus, "+") X(t_minus, "-") X(t_slash, "/") X(t_slash_slash, "//") X(t_percent, "%") X(t_at, "@")         \
  X(t_shift_left, "<<") X(t_shift_right, ">>") X(t_and, "&") X(t_or, "|") X(t_xor, "^") X(t_invert, "~")       \
  X(t_less, "<") X(t_less_equal, "<=") X(t_equal_equal, "==") X(t_not_equal, "!=") X(t_not_equal2, "<>")       \
  X(t_greater_equal, ">=") X(t_greater, ">") X(k_in, "in") X(k_not_in, "not in") X(k_is, "is")                 \
  X(k_is_not, "is not") X(k_and, "and") X(k_or, "or") X(k_not, "not") X(k_from, "from") X(k_as, "as")          \
  X(k_for, "for") X(t_underscore, "_") X(a_add, "+=") X(a_sub, "-=") X(a_mul, "*=") X(a_div, "/=")             \
  X(a_matmul, "@=") X(a_floor_div, "//=") X(a_mod, "%=") X(a_pow, "**=") X(a_shift_right, ">>=")               \
  X(a_shift_left, "<<=") X(a_and, "&=") X(a_xor, "^=") X(a_or, "|=")
// clang-format on

enum class Sym : uint8_t {
  other,  // punctuation and keywords that carry no meaning of their own
  error,
#define X(enumerator, name) enumerator,
  ANTIVENOM_GRAMMAR(X)
#undef X
};

// The enumerator of a node. O(1).
Sym sym_of(TSNode node);

struct SyntaxDeleter {
  void operator()(TSTree* tree) const { give_back(ts_tree_delete, tree); }
};
using Syntax = std::unique_ptr<TSTree, SyntaxDeleter>;

// Any thread. Null only when tree-sitter gives up.
Syntax parse_syntax(std::string_view code);

}  // namespace antivenom::python
