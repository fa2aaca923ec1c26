#include "python/alternation.h"

#include "base/packed.h"

namespace antivenom::python {
namespace {

enum class WordKind { kOperand, kPrefix, kBinary, kStatement };

WordKind kind_of(std::string_view word) {
  if (word.size() < 2 || word.size() > kMostPacked) return WordKind::kOperand;
  switch (packed(word)) {
    case packed("and"):
    case packed("as"):
    case packed("else"):
    case packed("for"):
    case packed("if"):
    case packed("in"):
    case packed("is"):
    case packed("or"):
      return WordKind::kBinary;
    case packed("async"):
    case packed("await"):
    case packed("from"):
    case packed("lambda"):
    case packed("not"):
    case packed("yield"):
      return WordKind::kPrefix;
    case packed("assert"):
    case packed("break"):
    case packed("class"):
    case packed("continue"):
    case packed("def"):
    case packed("del"):
    case packed("elif"):
    case packed("except"):
    case packed("finally"):
    case packed("global"):
    case packed("import"):
    case packed("nonlocal"):
    case packed("pass"):
    case packed("raise"):
    case packed("return"):
    case packed("try"):
    case packed("while"):
    case packed("with"):
      return WordKind::kStatement;
    default:
      return WordKind::kOperand;
  }
}

}  // namespace

void Alternation::start_line() { *this = {}; }

void Alternation::operand() {
  if (after_operand_ && !after_first_word_) ++breaks_;
  after_operand_ = true;
  after_first_word_ = after_string_ = after_comma_ = false;
}

void Alternation::binary() {
  if (!after_operand_ && !after_comma_) ++breaks_;
  expect_operand();
}

void Alternation::expect_operand() { after_operand_ = after_first_word_ = after_string_ = after_comma_ = false; }

void Alternation::word(std::string_view word, bool first, bool in_brackets) {
  const WordKind kind = kind_of(word);
  if (kind == WordKind::kOperand) {
    operand();
    after_first_word_ = first;
  } else if (kind == WordKind::kBinary && !first) {
    if (word == "for" || word == "in") after_operand_ = true;  // `async for`, `not in`
    binary();
  } else {
    if (kind == WordKind::kStatement && in_brackets) ++breaks_;
    expect_operand();
  }
}

void Alternation::string() {
  if (!after_string_) operand();
  after_string_ = after_operand_ = true;
}

uint32_t Alternation::punctuation(std::string_view text) {
  const char c = text[0];
  const char next = text.size() > 1 ? text[1] : '\0';
  switch (c) {
    case '(':
    case '[':
    case '{':
    case '`':
    case ',':
    case ';':
      expect_operand();
      after_comma_ = c == ',';
      return 1;
    case '.':
      if (text == "...") return operand(), 3;
      expect_operand();
      return 1;
    case '@':
      expect_operand();
      return next == '=' ? 2 : 1;
    case ':':
      expect_operand();
      return next == '=' ? 2 : 1;
    case ')':
    case ']':
    case '}':
      after_operand_ = true;
      after_first_word_ = after_string_ = after_comma_ = false;
      return 1;
    case '+':
    case '-':
    case '*':
    case '~':
      expect_operand();
      return next == '=' || (next == '>' && c == '-') ? 2 : 1;
    case '/':
    case '<':
    case '>':
    case '=':
    case '%':
    case '&':
    case '|':
    case '^':
    case '!': {
      binary();
      uint32_t length = 1;
      if (next == c && c != '=') ++length;
      if (next == '>' && c == '<') ++length;
      if (text.size() > length && text[length] == '=') ++length;
      return length;
    }
    default:
      ++breaks_;
      return 1;
  }
}

}  // namespace antivenom::python
