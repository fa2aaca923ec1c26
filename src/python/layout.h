// The shape of a source text: where logical lines begin, how deep they are indented, what is a string or a comment.
//
// One linear pass, before any parsing. It makes a copy of the text that has the same length (so that every offset
// fits both) and holds nothing a grammar could stumble over: comments, contents of strings, newlines in brackets and
// continuation lines are filled, indentation is one blank a level, NULs are blanks, lone CRs are newlines, brackets
// nested too deep and strings without an end are replaced by a placeholder name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace antivenom::python {

enum class LineRole : uint8_t {
  kPlain,
  kDecorator,     // @...: belongs to the line after it
  kContinuation,  // else, elif, except, finally: belongs to the statement before it
};

struct LogicalLine {
  uint32_t begin, end;  // bytes; from the first that is no blank to behind the newline
  uint16_t level;       // of indentation, 0 = module
  LineRole role;
  bool opens_block;     // the last byte of code is a colon
  uint32_t breaks = 0;  // if counted: how often operands and operators do not alternate, about the errors to expect
};

enum class CutReason : uint8_t { kTooDeep, kOpenString, kBadLine, kUnread };

// A stretch of the text that stands in the copy as one placeholder name, beginning at `begin`.
// kBadLine, kUnread: `from` is where the line begins; its header's keyword stays in the copy.
struct Cut {
  uint32_t begin, end;
  CutReason reason;
  uint32_t from = begin;
};

struct Layout {
  std::string code;                // the copy
  std::vector<LogicalLine> lines;  // in order; blank and comment lines have none
  bool counted = false;            // their breaks
  std::vector<Cut> cuts;           // by `begin`
  bool unexpected_indent = false;  // indentation that Python would refuse was straightened
  bool unclosed_bracket = false;
  uint32_t depth = 0;  // of nested brackets, at most, where each is closed
};

// Counting takes time that is needed only where tree-sitter is.
enum class Breaks : uint8_t { kIgnore, kCount };

// `max_brackets`: deeper ones are cut.
Layout scan_layout(std::string_view text, uint32_t max_brackets, Breaks breaks = Breaks::kIgnore);

// Python 2's backticks stand in the copy as brackets; an expression that begins with one there is a repr().
constexpr char kBacktick = '`';

}  // namespace antivenom::python
