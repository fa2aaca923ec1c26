// Our compact syntax tree of Python 2 and 3. The rest of the program knows this tree and no parser.
//
// A tree is one flat vector of 24-byte nodes; a node's children are a slice of one flat vector of NodeIds.
// Spans are bytes of `Tree::text` (UTF-8 after decoding); lines are computed only when asked for.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/interner.h"
#include "python/source_text.h"

namespace antivenom::python {

enum class NodeId : uint32_t { none = 0xFFFFFFFF };

// Children in order. [x] is optional: an absent one that is followed by others is NodeId::none; x* is any number.
// clang-format off
enum class NodeKind : uint8_t {
  // --- structure
  kModule,        // statement*
  kBlock,         // statement*
  kError,         // statement or expression*: what could be recovered from a broken region
  // --- statements
  kFunctionDef,   // name: Parameters, Block, [returns], decorator*        flag kAsync
  kClassDef,      // name: Arguments, Block, decorator*
  kReturn,        // [value]
  kDelete,        // target*
  kAssign,        // value, target+                                        a = b = v -> v, a, b
  kAugAssign,     // target, value                                         op
  kAnnAssign,     // target, annotation, [value]
  kFor,           // target, iterable, Block, [else Block]                 flag kAsync
  kWhile,         // test, Block, [else Block]
  kIf,            // test, Block, [else Block]                             elif becomes an If in the else Block
  kWith,          // Block, WithItem+                                      flag kAsync
  kWithItem,      // value, [target]
  kMatch,         // subject, MatchCase+
  kMatchCase,     // pattern, [guard], Block
  kRaise,         // [exception], [cause]
  kTry,           // Block, [else Block], [finally Block], ExceptHandler*
  kExceptHandler, // name (may be empty): [type], Block
  kAssert,        // test, [message]
  kImport,        // Alias+
  kImportFrom,    // name = module text ("" for bare dots), op = number of leading dots: Alias+
  kAlias,         // name = dotted name or "*"; child: [Name the `as` name]
  kGlobal,        // Name+
  kNonlocal,      // Name+
  kExprStmt,      // expression
  kPass,
  kBreak,
  kContinue,
  // --- expressions
  kName,          // name (NFKC-normalised, as Python does)
  kConstant,      // constant index in `value`
  kBoolOp,        // operand, operand+                                     op = kAnd | kOr
  kNamedExpr,     // target, value
  kBinOp,         // left, right                                           op
  kUnaryOp,       // operand                                               op
  kLambda,        // Parameters, expression
  kIfExp,         // test, then, else
  kDict,          // (key, value)*: key none = `**value`
  kSet,           // expression*
  kList,          // expression*
  kTuple,         // expression*
  kListComp,      // element, Comprehension+
  kSetComp,       // element, Comprehension+
  kGeneratorExp,  // element, Comprehension+
  kDictComp,      // key, value, Comprehension+
  kComprehension, // target, iterable, condition*                          flag kAsync
  kAwait,         // expression
  kYield,         // [expression]
  kYieldFrom,     // expression
  kCompare,       // left, (CompareOp node, right)+
  kCompareOp,     // op
  kCall,          // function, argument*: expression, Starred, DoubleStarred or Keyword
  kKeyword,       // name: value
  kStarred,       // expression
  kDoubleStarred, // expression
  kJoinedStr,     // (Constant | FormattedValue)*                          f-string
  kFormattedValue,// expression, [JoinedStr format spec]                   op = conversion: 0, 's', 'r', 'a'
  kAttribute,     // name: object
  kSubscript,     // object, index                                         several indices are a Tuple
  kSlice,         // [lower], [upper], [step]                              always three children
  // --- pieces
  kArguments,     // (expression | Starred | DoubleStarred | Keyword)*     bases of a class
  kParameters,    // Parameter*
  kParameter,     // name: [default], [annotation]                         op = ParameterKind
  // --- patterns
  kPatternValue,  // expression
  kPatternCapture,// name ("_" is the wildcard)
  kPatternOr,     // pattern+
  kPatternAs,     // name: pattern
  kPatternSequence,// pattern*
  kPatternStar,   // name
  kPatternMapping,// (key expression, pattern)*: key none = `**rest`
  kPatternClass,  // class expression, (pattern | Keyword name: pattern)*
};
// clang-format on

// clang-format off
enum class Op : uint8_t {
  kNone,
  kAdd, kSub, kMul, kDiv, kFloorDiv, kMod, kPow, kMatMul, kLShift, kRShift, kBitAnd, kBitOr, kBitXor,
  kAnd, kOr,
  kNot, kInvert, kUAdd, kUSub,
  kEq, kNotEq, kLt, kLtE, kGt, kGtE, kIs, kIsNot, kIn, kNotIn,
};
// clang-format on

// As nodes carry it.
constexpr uint8_t number(Op op) { return static_cast<uint8_t>(op); }

enum class ParameterKind : uint8_t { kPositionalOnly, kNormal, kKeywordOnly, kVarArgs, kVarKeywords };

enum NodeFlags : uint16_t {
  kFlagAsync = 1,
  kFlagPrint2 = 2,  // a Call lowered from a Python 2 print statement
  kFlagExec2 = 4,   // a Call lowered from a Python 2 exec statement
  kFlagParenthesised = 8,
};

// Whether the `value` of such a node is a name.
bool has_name(NodeKind kind);

struct Node {
  NodeKind kind;
  uint8_t op = 0;  // Op, ParameterKind, conversion or number of dots, by kind
  uint16_t flags = 0;
  uint32_t value = 0;        // Symbol (as number) or constant index, by kind
  uint32_t first_child = 0;  // into Tree::children
  uint32_t child_count = 0;
  uint32_t begin = 0, end = 0;  // bytes of Tree::text
};
static_assert(sizeof(Node) == 24);

enum class ConstantKind : uint8_t { kNone, kTrue, kFalse, kEllipsis, kInt, kFloat, kImaginary, kStr, kBytes };

// A literal with its escapes resolved and neighbours joined. kInt: digits with prefix (0x, 0o, 0b) as Python reads
// them, underscores and Python 2's L removed, old octals turned to 0o. kStr: UTF-8, lone surrogates as in WTF-8.
// kBytes: raw. A Python 2 plain '...' is a kStr.
struct Constant {
  ConstantKind kind;
  std::string text;
};

// A stretch the parser could not make sense of, bytes of Tree::text.
struct BrokenRegion {
  uint32_t begin, end;
};

struct Tree {
  SourceText text;       // the source as UTF-8, newlines as they came, NULs kept
  std::string encoding;  // what it was decoded from: "utf-8", "latin-1", "utf-16-le", "cp1252", ...
  std::vector<Node> nodes;
  std::vector<NodeId> children;
  std::vector<Constant> constants;
  std::vector<uint32_t> line_starts;  // byte offset of each line's first byte
  std::vector<BrokenRegion> broken;
  std::vector<std::string>
      oddities;  // plain words: "bytes that are no utf-8, read as latin-1", "nested deeper than 400"
  NodeId root = NodeId::none;
  uint32_t max_brackets = UINT32_MAX;  // no more are nested; UINT32_MAX: not known

  const Node& node(NodeId id) const { return nodes[static_cast<uint32_t>(id)]; }
  std::span<const NodeId> kids(NodeId id) const {
    const Node& n = node(id);
    return {children.data() + n.first_child, n.child_count};
  }
  // The i-th child, or none when there are fewer.
  NodeId kid(NodeId id, uint32_t i) const {
    const Node& n = node(id);
    return i < n.child_count ? children[n.first_child + i] : NodeId::none;
  }
  const Constant& constant(NodeId id) const { return constants[node(id).value]; }
  Symbol name(NodeId id) const { return static_cast<Symbol>(node(id).value); }

  // 1-based line of a byte offset.
  uint32_t line_of(uint32_t offset) const;
  // The text of a 1-based line without its newline; empty beyond the end.
  std::string_view line_text(uint32_t line) const;
};

// Which parser reads a statement first. Both make the same tree; kGrammar is tree-sitter alone, to compare with.
enum class FrontEnd : uint8_t { kDirect, kGrammar };

struct ParseLimits {
  uint32_t max_bytes = 64u << 20;
  uint32_t max_depth = 400;  // CPython's own parser stops at 200 brackets; long chains a+b+c, a.b.c, a()()() and
                             // if/elif do not count as depth, they are walked in a loop
  FrontEnd front_end = FrontEnd::kDirect;
};

// Decodes (BOM, PEP 263 cookie, UTF-16/32 without BOM guessed by NULs, else UTF-8, else Latin-1) and parses.
// Never fails: what cannot be parsed is in `broken` with whatever was recovered as kError nodes.
// Names are interned in `names`; it and the source must outlive every use of the tree.
Tree parse(ByteView source, Interner& names, const ParseLimits& limits = {});

// The same for text that is UTF-8 already (a revealed layer). `as_expression`: for eval(): the Module holds one
// ExprStmt.
Tree parse_text(std::string utf8, Interner& names, const ParseLimits& limits = {});

// The tree as indented text, one node a line, for goldens: `Call@3` with names, ops and constants (repr, cut at 60).
std::string dump(const Tree& tree, const Interner& names);

}  // namespace antivenom::python
