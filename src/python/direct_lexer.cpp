#include "python/direct_lexer.h"

#include <array>
#include <utility>

#include "base/packed.h"

namespace antivenom::python {
namespace {

enum class Byte : uint8_t { kOther, kBlank, kLetter, kDigit, kQuote, kNewline, kForeign };

constexpr std::array<Byte, 256> kBytes = [] {
  std::array<Byte, 256> out{};
  for (int c = 'a'; c <= 'z'; ++c) out[static_cast<size_t>(c)] = out[static_cast<size_t>(c - 32)] = Byte::kLetter;
  for (int c = '0'; c <= '9'; ++c) out[static_cast<size_t>(c)] = Byte::kDigit;
  for (size_t c = 128; c < 256; ++c) out[c] = Byte::kForeign;
  out['_'] = Byte::kLetter;
  out[' '] = out['\t'] = out['\f'] = Byte::kBlank;
  out['"'] = out['\''] = Byte::kQuote;
  out['\n'] = Byte::kNewline;
  return out;
}();

// Letters and digits of ASCII.
constexpr std::array<bool, 256> kNameBytes = [] {
  std::array<bool, 256> out{};
  for (size_t c = 0; c < out.size(); ++c) out[c] = kBytes[c] == Byte::kLetter || kBytes[c] == Byte::kDigit;
  return out;
}();

Byte byte_of(char c) { return kBytes[static_cast<uint8_t>(c)]; }
bool is_name_byte(char c) {
  const Byte byte = byte_of(c);
  return byte == Byte::kLetter || byte == Byte::kDigit || byte == Byte::kForeign;
}

// The name of so many bytes at `begin`: at most kMostPacked, as every keyword.
Tok keyword(std::string_view code, uint32_t begin, uint32_t size) {
  switch (packed_at(code, begin, size)) {
    case packed("and"):
      return Tok::kAnd;
    case packed("as"):
      return Tok::kAs;
    case packed("assert"):
      return Tok::kAssert;
    case packed("async"):
      return Tok::kAsync;
    case packed("await"):
      return Tok::kAwait;
    case packed("break"):
      return Tok::kBreak;
    case packed("class"):
      return Tok::kClass;
    case packed("continue"):
      return Tok::kContinue;
    case packed("def"):
      return Tok::kDef;
    case packed("del"):
      return Tok::kDel;
    case packed("elif"):
      return Tok::kElif;
    case packed("else"):
      return Tok::kElse;
    case packed("except"):
      return Tok::kExcept;
    case packed("False"):
      return Tok::kFalse;
    case packed("finally"):
      return Tok::kFinally;
    case packed("for"):
      return Tok::kFor;
    case packed("from"):
      return Tok::kFrom;
    case packed("global"):
      return Tok::kGlobal;
    case packed("if"):
      return Tok::kIf;
    case packed("import"):
      return Tok::kImport;
    case packed("in"):
      return Tok::kIn;
    case packed("is"):
      return Tok::kIs;
    case packed("lambda"):
      return Tok::kLambda;
    case packed("None"):
      return Tok::kNone;
    case packed("nonlocal"):
      return Tok::kNonlocal;
    case packed("not"):
      return Tok::kNot;
    case packed("or"):
      return Tok::kOr;
    case packed("pass"):
      return Tok::kPass;
    case packed("raise"):
      return Tok::kRaise;
    case packed("return"):
      return Tok::kReturn;
    case packed("True"):
      return Tok::kTrue;
    case packed("try"):
      return Tok::kTry;
    case packed("while"):
      return Tok::kWhile;
    case packed("with"):
      return Tok::kWith;
    case packed("yield"):
      return Tok::kYield;
    default:
      return Tok::kName;
  }
}

}  // namespace

Token DirectLexer::take(uint32_t begin, uint32_t length, Tok kind) {
  pos_ = begin + length;
  return {kind, begin, pos_};
}

Token DirectLexer::next() {
  const auto size = static_cast<uint32_t>(code_.size());
  while (pos_ < size && byte_of(code_[pos_]) == Byte::kBlank) ++pos_;
  if (pos_ >= size) return {Tok::kEnd, pos_, pos_};
  switch (byte_of(code_[pos_])) {
    case Byte::kLetter:
      return name(pos_);
    case Byte::kDigit:
      return number(pos_);
    case Byte::kQuote:
      return string(pos_);
    case Byte::kNewline:
      return {Tok::kEnd, pos_, pos_};
    case Byte::kForeign:
      return {Tok::kOdd, pos_, pos_};
    default:
      return punctuation(pos_);
  }
}

bool DirectLexer::at_assign() const {
  uint32_t i = pos_;
  while (byte_of(at(i)) == Byte::kBlank) ++i;
  return at(i) == '=' && at(i + 1) != '=';
}

Token DirectLexer::name(uint32_t begin) {
  const auto size = static_cast<uint32_t>(code_.size());
  uint32_t end = begin + 1;
  while (end < size && kNameBytes[static_cast<uint8_t>(code_[end])]) ++end;
  const char next = at(end);
  // tree-sitter knows which characters beyond ASCII a name may hold.
  if (byte_of(next) == Byte::kForeign) return take(begin, end - begin, Tok::kOdd);
  if (byte_of(next) == Byte::kQuote && end - begin <= 2) {
    pos_ = end;
    return string(begin);
  }
  const Tok kind = end - begin <= kMostPacked ? keyword(code_, begin, end - begin) : Tok::kName;
  return take(begin, end - begin, kind);
}

// A run of digits with single underscores between them, possibly empty; moves `end` behind it.
bool DirectLexer::digits(uint32_t& end) const {
  bool underscore = true;
  while (byte_of(at(end)) == Byte::kDigit || (at(end) == '_' && !underscore)) underscore = at(end++) == '_';
  return !underscore;
}

Token DirectLexer::number(uint32_t begin) {
  uint32_t end = begin;
  const char base = static_cast<char>(at(begin + 1) | 0x20);
  if (at(begin) == '0' && (base == 'x' || base == 'o' || base == 'b')) {
    end = begin + 2;
    const auto is_digit = [base](char c) {
      if (base == 'x') return byte_of(c) == Byte::kDigit || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
      return c >= '0' && c <= (base == 'o' ? '7' : '1');
    };
    while (is_digit(at(end)) || (at(end) == '_' && is_digit(at(end + 1)))) ++end;
    if (end == begin + 2 || is_name_byte(at(end))) return take(begin, 1, Tok::kOdd);
    return take(begin, end - begin, Tok::kNumber);
  }
  bool good = digits(end) || at(begin) == '.';
  if (at(end) == '.') {
    ++end;
    if (byte_of(at(end)) == Byte::kDigit) good &= digits(end);
  }
  if (at(end) == 'e' || at(end) == 'E') {
    ++end;
    if (at(end) == '+' || at(end) == '-') ++end;
    good &= digits(end);
  }
  if (at(end) == 'j' || at(end) == 'J') ++end;
  if (!good || is_name_byte(at(end))) return take(begin, 1, Tok::kOdd);
  return take(begin, end - begin, Tok::kNumber);
}

// `pos_` is at the quote.
Token DirectLexer::string(uint32_t begin) {
  const auto letter = [this](uint32_t i) { return static_cast<char>(at(i) | 0x20); };
  bool good = true;
  if (pos_ == begin + 1) {
    const char c = letter(begin);
    good = c == 'r' || c == 'b' || c == 'u' || c == 'f';
  } else if (pos_ == begin + 2) {
    const char a = letter(begin), b = letter(begin + 1);
    good = (a == 'r' && (b == 'b' || b == 'f')) || (b == 'r' && (a == 'b' || a == 'f'));
  }
  const char quote = at(pos_);
  const uint32_t quotes = at(pos_ + 1) == quote && at(pos_ + 2) == quote ? 3 : 1;
  return take(begin, pos_ - begin + quotes, good ? Tok::kString : Tok::kOdd);
}

Token DirectLexer::punctuation(uint32_t begin) {
  const char c = code_[begin], second = at(begin + 1), third = at(begin + 2);
  // An operator that may be doubled, and followed by `=`.
  const auto operation = [&](Tok once, Tok once_is, Tok twice, Tok twice_is) {
    if (second == c) return third == '=' ? take(begin, 3, twice_is) : take(begin, 2, twice);
    return second == '=' ? take(begin, 2, once_is) : take(begin, 1, once);
  };
  const auto single = [&](Tok once, Tok once_is) {
    return second == '=' ? take(begin, 2, once_is) : take(begin, 1, once);
  };
  switch (c) {
    case '(':
      return take(begin, 1, Tok::kOpen);
    case ')':
      return take(begin, 1, Tok::kClose);
    case '[':
      return take(begin, 1, Tok::kOpenSquare);
    case ']':
      return take(begin, 1, Tok::kCloseSquare);
    case '{':
      return take(begin, 1, Tok::kOpenCurly);
    case '}':
      return take(begin, 1, Tok::kCloseCurly);
    case ',':
      return take(begin, 1, Tok::kComma);
    case ';':
      return take(begin, 1, Tok::kSemicolon);
    case '~':
      return take(begin, 1, Tok::kTilde);
    case ':':
      return single(Tok::kColon, Tok::kWalrus);
    case '=':
      return single(Tok::kAssign, Tok::kEqual);
    case '!':
      return single(Tok::kBang, Tok::kNotEqual);
    case '+':
      return single(Tok::kPlus, Tok::kPlusIs);
    case '%':
      return single(Tok::kPercent, Tok::kPercentIs);
    case '@':
      return single(Tok::kAt, Tok::kAtIs);
    case '&':
      return single(Tok::kAmpersand, Tok::kAmpersandIs);
    case '|':
      return single(Tok::kPipe, Tok::kPipeIs);
    case '^':
      return single(Tok::kCaret, Tok::kCaretIs);
    case '*':
      return operation(Tok::kStar, Tok::kStarIs, Tok::kStarStar, Tok::kStarStarIs);
    case '/':
      return operation(Tok::kSlash, Tok::kSlashIs, Tok::kSlashSlash, Tok::kSlashSlashIs);
    case '-':
      return second == '>' ? take(begin, 2, Tok::kArrow) : single(Tok::kMinus, Tok::kMinusIs);
    case '<':
      if (second == '>') return take(begin, 2, Tok::kNotEqual);
      return operation(Tok::kLess, Tok::kLessEqual, Tok::kShiftLeft, Tok::kShiftLeftIs);
    case '>':
      return operation(Tok::kGreater, Tok::kGreaterEqual, Tok::kShiftRight, Tok::kShiftRightIs);
    case '.':
      if (byte_of(second) == Byte::kDigit) return number(begin);
      return second == '.' && third == '.' ? take(begin, 3, Tok::kEllipsis) : take(begin, 1, Tok::kDot);
    default:
      return {Tok::kOdd, begin, begin};
  }
}

}  // namespace antivenom::python
