// A cheap guess at how many syntax errors a stretch of code holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace antivenom::python {

// Watches whether operands and operators alternate. tree-sitter needs up to a millisecond to recover from one error;
// garbage is told from Python by this before it costs that. Real code has no breaks but for rare oddities.
class Alternation {
 public:
  void start_line();
  // A name, keyword or number. `first`: it begins a statement; Python 2's `print x` is no break.
  void word(std::string_view word, bool first, bool in_brackets);
  // The operator or bracket at the front of `text`; returns its bytes, at least 1.
  uint32_t punctuation(std::string_view text);
  void string();
  void begin_field() { after_operand_ = after_string_ = after_comma_ = false; }
  void end_fstring() { after_operand_ = after_string_ = true; }
  void add_break() { ++breaks_; }
  uint32_t breaks() const { return breaks_; }

 private:
  void operand();
  void expect_operand();
  void binary();

  bool after_operand_ = false;
  bool after_string_ = false;
  bool after_first_word_ = false;
  bool after_comma_ = false;  // `a, = b` and `def f(a, /)`
  uint32_t breaks_ = 0;
};

}  // namespace antivenom::python
