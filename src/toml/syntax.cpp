// Recovering from errors costs tree-sitter time that grows with the square of a hostile text (3 s for 50 KB of `"""x`),
// and what it makes of the rest of a broken file is a guess. So the first error ends the parse, and the statements
// before its line are parsed again. The only word tree-sitter gives of an error while it parses is its log; that costs
// 0.4 us a byte, so short texts, in which recovery ends soon, are first parsed without. The version is pinned, and the
// tests fail if a later one logs otherwise.
#include "toml/syntax.h"

#include <algorithm>
#include <charconv>

#include "toml/scalars.h"

extern "C" const TSLanguage* tree_sitter_toml(void);

namespace antivenom::toml {
namespace {

struct ParserDeleter {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};

struct Position {
  uint32_t row = 0, column = 0;  // from 0; bytes
};

uint32_t number_behind(std::string_view line, std::string_view label) {
  uint32_t value = 0;
  const size_t at = line.find(label);
  if (at == std::string_view::npos) return value;
  std::from_chars(line.data() + at + label.size(), line.data() + line.size(), value);
  return value;
}

// Follows the log of one parse and stops it at the error after `allowed` others.
class Watch {
 public:
  Watch(TSParser* parser, uint32_t allowed) : parser_(parser), allowed_(allowed) {
    ts_parser_set_logger(parser, {this, &Watch::on_log});
    ts_parser_set_cancellation_flag(parser, &stop_);
  }
  ~Watch() {
    ts_parser_set_logger(parser_, {nullptr, nullptr});
    ts_parser_set_cancellation_flag(parser_, nullptr);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  bool stopped() const { return stop_ != 0; }
  Position where() const { return where_; }

 private:
  static void on_log(void* self, TSLogType type, const char* message) {
    if (type == TSLogTypeParse) static_cast<Watch*>(self)->follow(message);
  }

  void follow(std::string_view message) {
    if (stopped()) return;
    if (message.substr(0, 8) == "process ") {
      where_ = {number_behind(message, "row:"), number_behind(message, "col:")};
    } else if (message.substr(0, 12) == "detect_error" && ++errors_ > allowed_) {
      stop_ = 1;
    }
  }

  TSParser* parser_;
  const uint32_t allowed_;
  uint32_t errors_ = 0;
  size_t stop_ = 0;
  Position where_;
};

size_t start_of_row(std::string_view text, uint32_t row) {
  size_t at = 0;
  for (; row > 0 && at < text.size(); --row) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

uint32_t line_of(std::string_view text, size_t at) {
  return static_cast<uint32_t>(std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(at), '\n')) + 1;
}

// What the grammar did not expect at or behind `at`.
std::string unexpected(std::string_view text, size_t at) {
  at = std::min(text.find_first_not_of(" \t", std::min(at, text.size())), text.size());
  if (at == text.size()) return "the text ends too early";
  if (text[at] == '\n' || text[at] == '\r' || text[at] == '#') return "the line ends too early";
  if (text[at] < ' ') return "an unexpected character";
  return std::string("unexpected `") + text[at] + '`';
}

// The grammar knows no blanks between a backslash and the break that it escapes: they go behind the break, where they
// mean as little. Only strings of three double quotes can have them.
class BlankMover {
 public:
  explicit BlankMover(std::string& text) : text_(text) {}

  void run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#')
        skip_to("\n", false);
      else if (c == '\'')
        skip_to(stands("'''") ? "'''" : "'", false);
      else if (c == '"')
        skip_to(stands("\"\"\"") ? "\"\"\"" : "\"", true);
      else
        ++at_;
    }
  }

 private:
  bool stands(std::string_view what) const { return std::string_view(text_).substr(at_, what.size()) == what; }

  // Goes behind the next `end`; one that is no three quotes also ends with the line.
  void skip_to(std::string_view end, bool escapes) {
    const bool many = end.size() == 3;
    at_ += end[0] == '\n' ? 0 : end.size();
    while (at_ < text_.size() && !stands(end)) {
      if (!many && text_[at_] == '\n') return;
      if (many && escapes && text_[at_] == '\\') move_blanks();
      at_ += escapes && text_[at_] == '\\' ? 2 : 1;
    }
    at_ += end.size();
    // Two more quotes at the end belong to the string.
    for (int more = 0; many && more < 2 && at_ < text_.size() && text_[at_] == end[0]; ++more) ++at_;
  }

  void move_blanks() {
    const size_t end = text_.find_first_not_of(" \t", at_ + 1);
    if (end == std::string::npos || end == at_ + 1) return;
    const size_t width = text_[end] == '\n' ? 1 : text_.compare(end, 2, "\r\n") == 0 ? 2 : 0;
    const auto from = text_.begin() + static_cast<ptrdiff_t>(at_) + 1,
               middle = text_.begin() + static_cast<ptrdiff_t>(end);
    std::rotate(from, middle, middle + static_cast<ptrdiff_t>(width));
  }

  std::string& text_;
  size_t at_ = 0;
};

}  // namespace

Syntax parse_syntax(std::string_view text) {
  Syntax syntax;
  syntax.text = text;
  if (const size_t at = find_forbidden(text); at != std::string_view::npos) {
    const uint32_t line = line_of(text, at);
    syntax.failure = {line, "a control character, or a byte that is no UTF-8"};
    syntax.text.resize(start_of_row(text, line - 1));
  }
  BlankMover(syntax.text).run();
  use_throwing_memory(ts_set_allocator);
  std::unique_ptr<TSParser, ParserDeleter> parser(ts_parser_new());
  ts_parser_set_language(parser.get(), tree_sitter_toml());
  const auto parse = [&] {
    ts_parser_reset(parser.get());
    try {
      syntax.tree.reset(
          ts_parser_parse_string(parser.get(), nullptr, syntax.text.data(), static_cast<uint32_t>(syntax.text.size())));
    } catch (const std::bad_alloc&) {
      static_cast<void>(parser.release());  // whatever it was doing is half done: nobody may touch it again
      throw;
    }
  };
  const auto parse_watched = [&](uint32_t allowed_errors) -> std::optional<Position> {
    Watch watch(parser.get(), allowed_errors);
    parse();
    if (watch.stopped()) syntax.tree.reset();
    return watch.stopped() ? std::optional(watch.where()) : std::nullopt;
  };
  constexpr size_t kShort = 8u << 10;  // a tenth of a second of recovery
  if (syntax.text.size() <= kShort) {
    parse();
    if (!ts_node_has_error(ts_tree_root_node(syntax.tree.get()))) return syntax;
  }
  if (const auto error = parse_watched(0)) {
    const size_t begin = start_of_row(syntax.text, error->row);
    // Where the text was cut at a forbidden byte, that byte's line is what is wrong with it.
    const bool at_cut = syntax.failure && begin + error->column >= syntax.text.size();
    if (!at_cut) syntax.failure = {error->row + 1, unexpected(syntax.text, begin + error->column)};
    syntax.text.resize(begin);
    parse_watched(1);  // cut inside a statement, it ends with an error
  }
  return syntax;
}

}  // namespace antivenom::toml
