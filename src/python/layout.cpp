#include "python/layout.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>

#include "python/alternation.h"

namespace antivenom::python {
namespace {

constexpr uint16_t kMaxLevel = 200;  // Python stops at 100; tree-sitter-python's scanner keeps a level in one byte
constexpr char kFill = 'x';
constexpr char kPlaceholder = '_';

constexpr std::array<bool, 256> kNameBytes = [] {
  std::array<bool, 256> out{};
  for (size_t c = 0; c < out.size(); ++c) {
    out[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
  }
  return out;
}();

bool is_name_byte(char c) { return kNameBytes[static_cast<uint8_t>(c)]; }

// What ends a string or is looked at twice in one.
constexpr auto kStringStops = [] {
  std::array<bool, 256> out{};
  for (char c : {'\\', '\'', '"', '\n', '\r'}) out[static_cast<uint8_t>(c)] = true;
  return out;
}();

bool may_end_string(char c) { return kStringStops[static_cast<uint8_t>(c)]; }

bool is_prefix(std::string_view name) {
  return name.size() <= 3 && name.find_first_not_of("bBrRuUfF") == std::string_view::npos;
}

bool is_word(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// What the scanner is inside of: a bracket, an f-string's literal part, its replacement field or a format spec.
struct Frame {
  enum Kind : uint8_t { kBracket, kFString, kField, kSpec } kind;
  char closing;  // of a bracket
  char quote;    // of the f-string, as the next two
  bool triple;
  bool raw;
  uint32_t begin;
};

class Scanner {
 public:
  Scanner(std::string_view text, uint32_t max_brackets, Breaks breaks)
      : text_(text), size_(static_cast<uint32_t>(text.size())), max_(max_brackets), counts_(breaks == Breaks::kCount) {
    out_.code.assign(text);
    out_.counted = counts_;
  }

  Layout run() {
    while (pos_ < size_) {
      if (at_line_start()) logical_line();
    }
    std::sort(out_.cuts.begin(), out_.cuts.end(), [](const Cut& a, const Cut& b) { return a.begin < b.begin; });
    return std::move(out_);
  }

 private:
  char at(uint32_t i) const { return i < size_ ? text_[i] : '\0'; }
  bool is_newline(uint32_t i) const { return at(i) == '\n' || at(i) == '\r'; }
  uint32_t after_newline(uint32_t i) const { return i + (at(i) == '\r' && at(i + 1) == '\n' ? 2 : 1); }
  // Indentation and short strings, mostly: a call of memset() for each line costs more than to fill it.
  void fill(uint32_t from, uint32_t to, char with) {
    constexpr size_t kWord = sizeof(uint64_t), kHalf = kWord / 2, kFew = 4 * kWord;
    const size_t size = to - from;
    char* const at = out_.code.data() + from;
    const uint64_t word = 0x0101010101010101ull * static_cast<uint8_t>(with);
    if (size > kFew) {
      std::memset(at, with, size);
    } else if (size >= kWord) {
      for (size_t i = 0; i + kWord <= size; i += kWord) std::memcpy(at + i, &word, kWord);
      std::memcpy(at + size - kWord, &word, kWord);
    } else if (size >= kHalf) {
      std::memcpy(at, &word, kHalf);
      std::memcpy(at + size - kHalf, &word, kHalf);
    } else if (size > 0) {
      at[0] = at[size / 2] = at[size - 1] = with;
    }
  }

  void skip_comment() {
    if (next_newline_ <= pos_) next_newline_ = std::min(text_.find('\n', pos_), text_.size());
    const std::string_view line = text_.substr(pos_, next_newline_ - pos_);
    const uint32_t end = pos_ + static_cast<uint32_t>(std::min(line.find('\r'), line.size()));
    fill(pos_, end, ' ');
    pos_ = end;
  }

  // Measures indentation. False when the line holds nothing; it is blanked then.
  bool at_line_start() {
    line_start_ = pos_;
    uint32_t column = 0;
    for (uint64_t word = 0; size_ - pos_ >= sizeof word; column += sizeof word, pos_ += sizeof word) {
      std::memcpy(&word, text_.data() + pos_, sizeof word);
      if (word != 0x2020202020202020ull) break;
    }
    for (; pos_ < size_; ++pos_) {
      const char c = text_[pos_];
      if (c > ' ') break;
      if (c == ' ' || c == '\0')
        ++column;
      else if (c == '\t')
        column = (column / 8 + 1) * 8;
      else if (c == '\f')
        column = 0;
      else if (text_.compare(pos_, 3, "\xEF\xBB\xBF") == 0)
        pos_ += 2;
      else
        break;
    }
    if (pos_ < size_ && text_[pos_] == '#') skip_comment();
    if (pos_ >= size_ || is_newline(pos_)) {
      fill(line_start_, pos_, ' ');
      end_newline();
      return false;
    }
    set_level(column);
    return true;
  }

  void end_newline() {
    if (pos_ >= size_) return;
    if (text_[pos_] == '\n') {
      ++pos_;
      return;
    }
    const uint32_t next = after_newline(pos_);
    fill(pos_, next, ' ');
    out_.code[next - 1] = '\n';
    pos_ = next;
  }

  void set_level(uint32_t column) {
    if (out_.lines.empty()) {
      columns_.assign(1, column);
      out_.unexpected_indent = column > 0;
    } else if (column > columns_.back()) {
      if (out_.lines.back().opens_block && columns_.size() <= kMaxLevel) {
        columns_.push_back(column);
      } else {
        out_.unexpected_indent = true;
      }
    } else {
      while (columns_.size() > 1 && column < columns_.back()) columns_.pop_back();
      if (column != columns_.back()) out_.unexpected_indent = true;
    }
    const auto level = static_cast<uint32_t>(columns_.size() - 1);
    const uint32_t blanks = pos_ - line_start_;
    // The grammar's scanner starts counting anew at a form feed, which lets the copy keep its length.
    fill(line_start_, pos_, '\f');
    if (level <= blanks) {
      fill(pos_ - level, pos_, ' ');
    } else {
      fill(line_start_, pos_, '\t');
    }
  }

  std::string_view word_at(uint32_t i) const {
    uint32_t end = i;
    while (end < size_ && end < i + 12 && is_name_byte(text_[end])) ++end;
    return text_.substr(i, end - i);
  }

  LineRole role_at(uint32_t i) const {
    if (text_[i] == '@') return LineRole::kDecorator;
    if (text_[i] != 'e' && text_[i] != 'f') return LineRole::kPlain;
    const std::string_view word = word_at(i);
    return is_word(word, {"else", "elif", "except", "finally"}) ? LineRole::kContinuation : LineRole::kPlain;
  }

  void logical_line() {
    const uint32_t begin = pos_;
    last_code_ = '\0';
    statement_start_ = true;
    backtick_end_ = 0;
    if (counts_) alternation_.start_line();
    while (pos_ < size_ && !step()) {
    }
    if (pos_ >= size_ && !stack_.empty() && !strict_) {
      // A bracket or f-string without an end took the rest of the file: once more, and now a line that is not indented
      // deeper ends it.
      strict_ = true;
      restart(begin);
      return logical_line();
    }
    if (pos_ >= size_) unwind(size_);
    const auto level = static_cast<uint16_t>(columns_.size() - 1);
    out_.lines.push_back({begin, pos_, level, role_at(begin), last_code_ == ':', alternation_.breaks()});
  }

  void restart(uint32_t begin) {
    pos_ = begin;
    next_quote_ = next_backslash_ = next_newline_ = 0;
    stack_.clear();
    too_deep_ = false;
    out_.code.replace(begin, size_ - begin, text_.substr(begin));
    while (!out_.cuts.empty() && out_.cuts.back().begin >= begin) out_.cuts.pop_back();
  }

  // Whether the line at `i` begins no deeper than the statement, so that an open bracket before it is a mistake.
  bool is_outside(uint32_t i) const {
    uint32_t column = 0;
    for (; at(i) == ' ' || at(i) == '\t'; ++i) column = at(i) == ' ' ? column + 1 : (column / 8 + 1) * 8;
    const char c = at(i);
    return column <= columns_.back() && c != ')' && c != ']' && c != '}' && c != '#' && !is_newline(i);
  }

  // Consumes one token or part of a string. True at the end of the logical line.
  bool step() {
    if (!stack_.empty()) {
      const Frame::Kind kind = stack_.back().kind;
      if (kind == Frame::kFString) return fstring_literal(), false;
      if (kind == Frame::kSpec) return fstring_spec(), false;
    }
    const char c = text_[pos_];
    if (is_name_byte(c)) return name(), false;
    switch (c) {
      case '\n':
      case '\r':
        return newline();
      case ' ':
      case '\t':
      case '\f':
        ++pos_;
        return false;
      case '\0':
        out_.code[pos_++] = ' ';
        return false;
      case '#':
        skip_comment();
        return false;
      case '\\':
        backslash();
        return false;
      case '"':
      case '\'':
        string(pos_);
        return false;
      case '`':
        backtick();
        break;
      case '(':
      case '[':
      case '{':
        open_bracket(c);
        break;
      case ')':
      case ']':
      case '}':
        close_bracket(c);
        break;
      case ':':
      case '!':
        if (field_punctuation(c)) return false;
        break;
      default:
        break;
    }
    last_code_ = c;
    statement_start_ = stack_.empty() && (c == ';' || c == ':');
    if (counts_)
      pos_ += alternation_.punctuation(text_.substr(pos_, 3));
    else
      pos_ += c == ':' && at(pos_ + 1) == '=' ? 2 : 1;
    if ((c == ',' || c == '=') && at(pos_) == ' ') ++pos_;
    return false;
  }

  void name() {
    uint32_t end = pos_;
    while (end < size_ && is_name_byte(text_[end])) ++end;
    const std::string_view word = text_.substr(pos_, end - pos_);
    if ((at(end) == '"' || at(end) == '\'') && is_prefix(word)) {
      string(end);
      return;
    }
    if (counts_) alternation_.word(word, statement_start_, !stack_.empty());
    if (statement_start_ && word == "exec") exec_statement(end);
    if (statement_start_ && word == "type") type_name(end);
    if (statement_start_ && word == "except") except_star(end);
    statement_start_ = false;
    last_code_ = 'a';
    pos_ = end + (at(end) == ' ' ? 1 : 0);
  }

  // The grammar takes only a name or string after Python 2's `exec`; `del` takes any expression. The lowering sees
  // by the text that it was an exec.
  void exec_statement(uint32_t end) {
    uint32_t next = end;
    while (at(next) == ' ' || at(next) == '\t') ++next;
    const char c = at(next);
    if (next == end || (!is_name_byte(c) && c != '"' && c != '\'')) return;
    if (is_word(word_at(next), {"in", "is", "and", "or", "if", "not", "else"})) return;
    out_.code.replace(pos_, 4, "del ");
  }

  // The grammar takes `type(x).y = z` for a type alias. Names are read from the text, so another one does here.
  void type_name(uint32_t end) {
    uint32_t next = end;
    while (at(next) == ' ' || at(next) == '\t') ++next;
    if (!is_name_byte(at(next))) out_.code.replace(pos_, 4, "typo");
  }

  // The grammar knows only `except*`, not `except *`.
  void except_star(uint32_t end) {
    uint32_t next = end;
    while (at(next) == ' ' || at(next) == '\t') ++next;
    if (at(next) != '*') return;
    out_.code[next] = ' ';
    out_.code[end] = '*';
  }

  bool newline() {
    if (stack_.empty()) {
      end_newline();
      return true;
    }
    uint32_t next = after_newline(pos_);
    uint32_t first = next;
    while (at(first) == ' ' || at(first) == '\t') ++first;
    // No expression can hold these words: a bracket was left open before.
    static constexpr std::string_view kFirstBytes = "dciwrtpbnagef";
    if (strict_ && is_outside(next)) {
      unwind(pos_);
      end_newline();
      return true;
    }
    if (first < size_ && kFirstBytes.find(text_[first]) != std::string_view::npos &&
        is_word(word_at(first), {"def", "class", "import", "while", "return", "try", "with", "raise", "pass", "break",
                                 "continue", "nonlocal", "assert", "global", "del", "elif", "except", "finally"}) &&
        at(first + static_cast<uint32_t>(word_at(first).size())) != '=') {
      out_.unclosed_bracket = true;
      unwind(pos_);
      end_newline();
      return true;
    }
    fill(pos_, next, ' ');
    pos_ = next;
    return false;
  }

  void backslash() {
    uint32_t next = pos_ + 1;
    if (is_newline(next))
      next = after_newline(next);
    else if (next < size_) {
      last_code_ = '\\';
      ++pos_;
      return;
    }
    fill(pos_, next, ' ');
    pos_ = next;
  }

  void backtick() {
    if (pos_ == backtick_end_ && backtick_end_ != 0) {
      out_.code[pos_] = ')';
      backtick_end_ = 0;
      return;
    }
    uint32_t end = pos_ + 1;
    while (end < size_ && text_[end] != kBacktick && !is_newline(end)) ++end;
    if (at(end) != kBacktick || backtick_end_ != 0) return;
    out_.code[pos_] = '(';
    backtick_end_ = end;
  }

  void open_bracket(char c) {
    push({Frame::kBracket, c == '(' ? ')' : c == '[' ? ']' : '}', '\0', false, false, pos_});
  }

  void push(const Frame& frame) {
    stack_.push_back(frame);
    out_.depth = std::max(out_.depth, static_cast<uint32_t>(stack_.size()));
    if (stack_.size() > max_) too_deep_ = true;
  }

  // Leaves frames down to `depth`; `end` is where the outermost of them ends. What lies deeper than allowed is cut
  // when the deepest allowed frame is left: its content, so that its own two brackets stay.
  void pop_to(size_t depth, uint32_t end) {
    if (too_deep_ && depth < max_) {
      const Frame& last = stack_[max_ - 1];
      too_deep_ = false;
      cut(last.kind == Frame::kFString ? last.begin : last.begin + 1, end, CutReason::kTooDeep, ' ');
    }
    stack_.resize(depth);
  }

  void cut(uint32_t begin, uint32_t end, CutReason reason, char with) {
    if (begin >= end) return;
    while (!out_.cuts.empty() && out_.cuts.back().begin >= begin) out_.cuts.pop_back();
    fill(begin, end, with);
    out_.code[begin] = kPlaceholder;
    out_.cuts.push_back({begin, end, reason});
  }

  void close_bracket(char c) {
    // A wrong closing bracket may end brackets left open before; how far back it looks is bounded to stay linear.
    size_t depth = stack_.size();
    const size_t least = depth > 64 ? depth - 64 : 0;
    while (depth > least && stack_[depth - 1].kind == Frame::kBracket && stack_[depth - 1].closing != c) --depth;
    if (depth == least) {
      if (counts_) alternation_.add_break();
      return;
    }
    const Frame& frame = stack_[depth - 1];
    if (frame.kind == Frame::kBracket) {
      if (depth != stack_.size()) out_.unclosed_bracket = true;
      pop_to(depth - 1, pos_);
    } else if (frame.kind == Frame::kField && c == '}') {
      pop_to(depth - 1, pos_);  // the f-string's literal part goes on behind it
    }
  }

  // Leaves everything open at `end` of a line that ended too early.
  void unwind(uint32_t end) {
    if (stack_.empty()) return;
    out_.unclosed_bracket = true;
    uint32_t open_string = end;
    for (const Frame& frame : stack_) {
      if (frame.kind == Frame::kFString) open_string = std::min(open_string, frame.begin);
    }
    pop_to(0, end);
    cut(open_string, end, CutReason::kOpenString, kFill);
  }

  // In a replacement field `:` begins the format spec and `!` a conversion. True when consumed.
  bool field_punctuation(char c) {
    if (stack_.empty() || stack_.back().kind != Frame::kField) return false;
    if (c == '!') {
      const bool unequal = at(pos_ + 1) == '=';
      if (unequal && counts_) alternation_.punctuation(text_.substr(pos_, 2));
      ++pos_;
      while (unequal ? at(pos_) == '=' : is_name_byte(at(pos_))) ++pos_;
      return true;
    }
    stack_.back().kind = Frame::kSpec;
    ++pos_;
    return true;
  }

  void string(uint32_t quote_at) {
    const uint32_t begin = pos_;
    const char quote = text_[quote_at];
    const bool triple = at(quote_at + 1) == quote && at(quote_at + 2) == quote;
    const std::string_view prefix = text_.substr(begin, quote_at - begin);
    const bool raw = prefix.find_first_of("rR") != std::string_view::npos;
    last_code_ = '"';
    statement_start_ = false;
    if (counts_) alternation_.string();
    pos_ = quote_at + (triple ? 3 : 1);
    if (prefix.find_first_of("fF") != std::string_view::npos) {
      push({Frame::kFString, '\0', quote, triple, raw, begin});
      return;
    }
    const uint32_t content = pos_;
    while (pos_ < size_) {
      const char c = text_[pos_];
      if (!may_end_string(c)) {
        pos_ = triple ? end_of_plain(quote) : pos_ + 1;
      } else if (c == '\\') {
        // Packed code is megabytes of \xNN.
        const bool hex = at(pos_ + 1) == 'x' && !may_end_string(at(pos_ + 2)) && !may_end_string(at(pos_ + 3));
        pos_ += hex ? 4 : at(pos_ + 1) == '\r' && at(pos_ + 2) == '\n' ? 3 : 2;
      } else if (c == quote && (!triple || (at(pos_ + 1) == quote && at(pos_ + 2) == quote))) {
        fill(content, pos_, kFill);
        pos_ += triple ? 3 : 1;
        return;
      } else if (!triple && (c == '\n' || c == '\r')) {
        break;
      } else {
        ++pos_;
      }
    }
    pos_ = std::min(pos_, size_);
    cut(begin, pos_, CutReason::kOpenString, kFill);
  }

  // Where the next backslash or quote of that kind is, or the end of the text: documentation is long.
  uint32_t end_of_plain(char quote) {
    if (next_quote_ < pos_ || quote_ != quote) next_quote_ = std::min(text_.find(quote, pos_), text_.size());
    if (next_backslash_ < pos_) next_backslash_ = std::min(text_.find('\\', pos_), text_.size());
    quote_ = quote;
    return static_cast<uint32_t>(std::min(next_quote_, next_backslash_));
  }

  void fstring_literal() {
    const Frame frame = stack_.back();
    const uint32_t begin = pos_;
    while (pos_ < size_) {
      const char c = text_[pos_];
      if (c == '\\') {
        pos_ += escape_length(frame.raw);
      } else if (c == frame.quote && (!frame.triple || (at(pos_ + 1) == c && at(pos_ + 2) == c))) {
        fill(begin, pos_, kFill);
        pos_ += frame.triple ? 3 : 1;
        pop_to(stack_.size() - 1, pos_);
        if (counts_) alternation_.end_fstring();
        return;
      } else if (c == '{' && at(pos_ + 1) == '{') {
        pos_ += 2;
      } else if (c == '{') {
        fill(begin, pos_, kFill);
        push({Frame::kField, '}', frame.quote, frame.triple, frame.raw, pos_});
        if (counts_) alternation_.begin_field();
        ++pos_;
        return;
      } else if (!frame.triple && (c == '\n' || c == '\r')) {
        break;
      } else {
        ++pos_;
      }
    }
    pos_ = std::min(pos_, size_);
    leave_fstring(stack_.size() - 1);
  }

  // A backslash in an f-string's literal part hides a quote, but not a brace: f"\{x}"; \N{...} is one escape.
  uint32_t escape_length(bool raw) const {
    const char next = at(pos_ + 1);
    if (next == '{' || next == '}') return 1;
    if (!raw && next == 'N' && at(pos_ + 2) == '{') {
      const size_t close = text_.substr(0, std::min<size_t>(size_, pos_ + 100)).find('}', pos_);
      if (close != std::string_view::npos) return static_cast<uint32_t>(close - pos_ + 1);
    }
    return next == '\r' && at(pos_ + 2) == '\n' ? 3 : 2;
  }

  void fstring_spec() {
    const Frame frame = stack_.back();
    const uint32_t begin = pos_;
    while (pos_ < size_) {
      const char c = text_[pos_];
      if (c == '}' || c == '{') {
        fill(begin, pos_, kFill);
        ++pos_;
        if (c == '}') {
          pop_to(stack_.size() - 1, pos_ - 1);
        } else {
          push({Frame::kField, '}', frame.quote, frame.triple, frame.raw, pos_ - 1});
          if (counts_) alternation_.begin_field();
        }
        return;
      }
      if (!frame.triple && (c == '\n' || c == '\r' || c == frame.quote)) break;
      ++pos_;
    }
    size_t depth = stack_.size();
    while (depth > 0 && stack_[depth - 1].kind != Frame::kFString) --depth;
    leave_fstring(depth == 0 ? 0 : depth - 1);
  }

  // The f-string at `depth` ends without its quote. Inside of what will be cut as too deep nothing is to be done.
  void leave_fstring(size_t depth) {
    const uint32_t begin = stack_[depth].begin;
    const bool inside_cut = depth >= max_;
    pop_to(depth, pos_);
    if (!inside_cut) cut(begin, pos_, CutReason::kOpenString, kFill);
  }

  std::string_view text_;
  uint32_t size_;
  uint32_t max_;
  const bool counts_;
  uint32_t pos_ = 0;
  uint32_t line_start_ = 0;
  uint32_t backtick_end_ = 0;
  size_t next_quote_ = 0, next_backslash_ = 0, next_newline_ = 0;  // that are known, if not before pos_
  char quote_ = '\0';                                              // the kind of next_quote_
  char last_code_ = '\0';
  bool too_deep_ = false;
  bool strict_ = false;
  bool statement_start_ = true;
  std::vector<uint32_t> columns_{0};
  Alternation alternation_;
  std::vector<Frame> stack_;
  Layout out_;
};

}  // namespace

Layout scan_layout(std::string_view text, uint32_t max_brackets, Breaks breaks) {
  return Scanner(text, max_brackets, breaks).run();
}

}  // namespace antivenom::python
