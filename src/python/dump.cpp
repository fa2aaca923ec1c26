// The tree as text, for goldens.
#include <array>

#include "python/tree.h"

namespace antivenom::python {
namespace {

constexpr std::array kKindNames = std::to_array<std::string_view>({"Module",
                                                                   "Block",
                                                                   "Error",
                                                                   "FunctionDef",
                                                                   "ClassDef",
                                                                   "Return",
                                                                   "Delete",
                                                                   "Assign",
                                                                   "AugAssign",
                                                                   "AnnAssign",
                                                                   "For",
                                                                   "While",
                                                                   "If",
                                                                   "With",
                                                                   "WithItem",
                                                                   "Match",
                                                                   "MatchCase",
                                                                   "Raise",
                                                                   "Try",
                                                                   "ExceptHandler",
                                                                   "Assert",
                                                                   "Import",
                                                                   "ImportFrom",
                                                                   "Alias",
                                                                   "Global",
                                                                   "Nonlocal",
                                                                   "ExprStmt",
                                                                   "Pass",
                                                                   "Break",
                                                                   "Continue",
                                                                   "Name",
                                                                   "Constant",
                                                                   "BoolOp",
                                                                   "NamedExpr",
                                                                   "BinOp",
                                                                   "UnaryOp",
                                                                   "Lambda",
                                                                   "IfExp",
                                                                   "Dict",
                                                                   "Set",
                                                                   "List",
                                                                   "Tuple",
                                                                   "ListComp",
                                                                   "SetComp",
                                                                   "GeneratorExp",
                                                                   "DictComp",
                                                                   "Comprehension",
                                                                   "Await",
                                                                   "Yield",
                                                                   "YieldFrom",
                                                                   "Compare",
                                                                   "CompareOp",
                                                                   "Call",
                                                                   "Keyword",
                                                                   "Starred",
                                                                   "DoubleStarred",
                                                                   "JoinedStr",
                                                                   "FormattedValue",
                                                                   "Attribute",
                                                                   "Subscript",
                                                                   "Slice",
                                                                   "Arguments",
                                                                   "Parameters",
                                                                   "Parameter",
                                                                   "PatternValue",
                                                                   "PatternCapture",
                                                                   "PatternOr",
                                                                   "PatternAs",
                                                                   "PatternSequence",
                                                                   "PatternStar",
                                                                   "PatternMapping",
                                                                   "PatternClass"});
static_assert(kKindNames.size() == static_cast<size_t>(NodeKind::kPatternClass) + 1);

constexpr std::array kOpNames = std::to_array<std::string_view>(
    {"",   "+",   "-", "*", "/", "//", "%",  "**", "@",  "<<", ">>", "&",  "|",      "^",  "and",
     "or", "not", "~", "+", "-", "==", "!=", "<",  "<=", ">",  ">=", "is", "is not", "in", "not in"});
static_assert(kOpNames.size() == static_cast<size_t>(Op::kNotIn) + 1);

constexpr std::array kParameterNames =
    std::to_array<std::string_view>({"positional-only", "", "keyword-only", "*", "**"});

// In quotes, control bytes as \xNN; cut at 60 bytes.
std::string quoted(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "'";
  for (char c : text.substr(0, 60)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\' || c == '\'') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + (text.size() > 60 ? "'..." : "'");
}

std::string constant_text(const Constant& constant) {
  switch (constant.kind) {
    case ConstantKind::kNone:
      return "None";
    case ConstantKind::kTrue:
      return "True";
    case ConstantKind::kFalse:
      return "False";
    case ConstantKind::kEllipsis:
      return "...";
    case ConstantKind::kInt:
    case ConstantKind::kFloat:
      return constant.text;
    case ConstantKind::kImaginary:
      return constant.text + "j";
    case ConstantKind::kStr:
      return quoted(constant.text);
    case ConstantKind::kBytes:
      return "b" + quoted(constant.text);
  }
  return {};
}

std::string op_text(const Node& node) {
  switch (node.kind) {
    case NodeKind::kImportFrom:
      return node.op == 0 ? "" : " dots=" + std::to_string(node.op);
    case NodeKind::kParameter: {
      const std::string_view name = kParameterNames[node.op];
      return name.empty() ? "" : " " + std::string(name);
    }
    case NodeKind::kFormattedValue:
      return node.op == 0 ? "" : std::string(" !") + static_cast<char>(node.op);
    default:
      return node.op == 0 ? "" : " " + std::string(kOpNames[node.op]);
  }
}

std::string flags_text(const Node& node) {
  std::string out;
  if ((node.flags & kFlagAsync) != 0) out += " async";
  if ((node.flags & kFlagPrint2) != 0) out += " print2";
  if ((node.flags & kFlagExec2) != 0) out += " exec2";
  if ((node.flags & kFlagParenthesised) != 0) out += " ()";
  return out;
}

}  // namespace

std::string dump(const Tree& tree, const Interner& names) {
  struct Visit {
    NodeId id;
    uint32_t depth;
  };
  std::string out;
  std::vector<Visit> todo{{tree.root, 0}};
  while (!todo.empty()) {
    const auto [id, depth] = todo.back();
    todo.pop_back();
    out.append(2 * static_cast<size_t>(depth), ' ');
    if (id == NodeId::none) {
      out += "-\n";
      continue;
    }
    const Node& node = tree.node(id);
    out += kKindNames[static_cast<size_t>(node.kind)];
    out += '@' + std::to_string(tree.line_of(node.begin));
    if (has_name(node.kind)) {
      out += ' ';
      out += names.text(tree.name(id));
    }
    if (node.kind == NodeKind::kConstant) out += ' ' + constant_text(tree.constant(id));
    out += op_text(node) + flags_text(node) + '\n';
    const auto kids = tree.kids(id);
    for (size_t i = kids.size(); i > 0; --i) todo.push_back({kids[i - 1], depth + 1});
  }
  return out;
}

}  // namespace antivenom::python
