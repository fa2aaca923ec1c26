// Tokens of the layout's copy, one logical line at a time, for the direct parser.
#pragma once

#include <cstdint>
#include <string_view>

namespace antivenom::python {

enum class Tok : uint8_t {
  kEnd,  // of the logical line
  kOdd,  // nothing the direct parser knows: it gives up
  kName,
  kNumber,
  kString,
  // --- punctuation
  kOpen,
  kClose,
  kOpenSquare,
  kCloseSquare,
  kOpenCurly,
  kCloseCurly,
  kComma,
  kColon,
  kSemicolon,
  kDot,
  kEllipsis,
  kArrow,
  kWalrus,
  kBang,
  kAssign,
  // --- binary operators, in the order of kAugmented
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kSlashSlash,
  kPercent,
  kStarStar,
  kAt,
  kShiftLeft,
  kShiftRight,
  kAmpersand,
  kPipe,
  kCaret,
  kTilde,
  // --- augmented assignments
  kPlusIs,
  kMinusIs,
  kStarIs,
  kSlashIs,
  kSlashSlashIs,
  kPercentIs,
  kStarStarIs,
  kAtIs,
  kShiftLeftIs,
  kShiftRightIs,
  kAmpersandIs,
  kPipeIs,
  kCaretIs,
  // --- comparisons
  kLess,
  kLessEqual,
  kEqual,
  kNotEqual,
  kGreaterEqual,
  kGreater,
  // --- keywords
  kAnd,
  kAs,
  kAssert,
  kAsync,
  kAwait,
  kBreak,
  kClass,
  kContinue,
  kDef,
  kDel,
  kElif,
  kElse,
  kExcept,
  kFalse,
  kFinally,
  kFor,
  kFrom,
  kGlobal,
  kIf,
  kImport,
  kIn,
  kIs,
  kLambda,
  kNone,
  kNonlocal,
  kNot,
  kOr,
  kPass,
  kRaise,
  kReturn,
  kTrue,
  kTry,
  kWhile,
  kWith,
  kYield,
};

struct Token {
  Tok kind;
  uint32_t begin, end;  // bytes of the text; of a string only its prefix and opening quotes
};

// Reads `code`, where strings and comments are filled and a logical line is one line. Holds a view: `code` must outlive
// it. Nothing is read behind a newline until begin() moves there.
class DirectLexer {
 public:
  explicit DirectLexer(std::string_view code) : code_(code) {}

  // Goes on reading at byte `at`.
  void begin(uint32_t at) { pos_ = at; }
  // The next token; kEnd again and again at the end of the line.
  Token next();
  // Whether `=`, and not `==`, is the next that is no blank: a keyword argument.
  bool at_assign() const;
  // The byte the next token is looked for at.
  uint32_t position() const { return pos_; }

 private:
  char at(uint32_t i) const { return i < code_.size() ? code_[i] : '\0'; }
  Token name(uint32_t begin);
  Token number(uint32_t begin);
  Token string(uint32_t begin);
  Token punctuation(uint32_t begin);
  Token take(uint32_t begin, uint32_t length, Tok kind);
  bool digits(uint32_t& end) const;

  std::string_view code_;
  uint32_t pos_ = 0;
};

}  // namespace antivenom::python
