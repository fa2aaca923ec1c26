// Source text -> Tree: layout, then statement by statement of the module the direct parser, and tree-sitter with the
// lowering for what that one leaves.
//
// tree-sitter gets the text in pieces that end between two statements of the module, so that neither the cost nor the
// damage of an error spreads: a piece with an error is parsed again statement by statement, and in a statement with an
// error the lines that are broken by themselves are replaced by placeholders, so that the block around them survives.
#include <algorithm>
#include <cctype>

#include "python/decode.h"
#include "python/direct.h"
#include "python/grammar.h"
#include "python/layout.h"
#include "python/lower.h"
#include "python/tree.h"

namespace antivenom::python {
namespace {

constexpr uint32_t kPieceBytes = 32 * 1024;
// Recovering from an error costs tree-sitter 20 to 1,000 microseconds. Beyond so many expected or met in one file, what
// is left is not given to it: lines that look wrong, and at last everything.
constexpr uint32_t kMostBreaks = 5'000;
constexpr size_t kMostBroken = 20'000;
// tree-sitter needs some 300 bytes a token: a statement with more punctuation than this, which the direct parser could
// not read, is not given to it.
constexpr ptrdiff_t kMostPunctuation = 1'000'000;
// Texts of so many bytes are not looked at a second time to count their breaks: few honest ones are as large.
constexpr size_t kLargeText = 1u << 20;
constexpr size_t kTypicalLine = 32;  // bytes
constexpr size_t kBytesOfNode = 12;  // of source, typically

uint32_t max_depth_of(const ParseLimits& limits) { return std::max<uint32_t>(limits.max_depth, 1); }

std::vector<uint32_t> find_lines(std::string_view text) {
  std::vector<uint32_t> starts{0};
  starts.reserve(text.size() / kTypicalLine + 1);
  if (text.find('\r') == std::string_view::npos) {
    for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
      starts.push_back(static_cast<uint32_t>(at + 1));
    return starts;
  }
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\n' && text[at] != '\r') continue;
    if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') ++at;
    starts.push_back(static_cast<uint32_t>(at + 1));
  }
  return starts;
}

// Lines [first, last) of the layout: one statement of the module, or several.
struct Piece {
  size_t first, last;
};

class Assembly {
 public:
  Assembly(Tree& tree, Interner& names, const Layout& layout, const ParseLimits& limits)
      : tree_(tree),
        layout_(layout),
        max_depth_(max_depth_of(limits)),
        lowering_(tree, names, layout, max_depth_),
        direct_(tree, names, layout),
        directly_(limits.front_end == FrontEnd::kDirect) {}

  void run() {
    const auto& lines = layout_.lines;
    size_t first = 0;
    uint32_t piece_bytes = kPieceBytes;
    while (first < lines.size()) {
      if (tree_.broken.size() > kMostBroken) {
        leave_unread(lines[first].begin, static_cast<uint32_t>(tree_.text.size()),
                     "too much that is no Python, the text");
        break;
      }
      size_t last = statement_end(first);
      if (directly_ && direct_.parse(first, last, statements_)) {
        first = last;
        continue;
      }
      if (is_too_large({first, last})) {
        leave_unread(begin_of({first, last}), lines[last - 1].end, "a statement that is too large to be repaired");
        first = last;
        continue;
      }
      const uint32_t breaks = breaks_of({first, last});
      if (breaks > 0 && breaks_ + breaks > kMostBreaks) {
        add_without_breaks({first, last});
        first = last;
        continue;
      }
      while (!directly_ && last < lines.size() && lines[last].begin - lines[first].begin < piece_bytes) {
        const size_t next = statement_end(last);
        if (breaks_of({last, next}) > 0) break;
        last = next;
      }
      breaks_ += breaks;
      // In broken text small pieces save parsing twice.
      piece_bytes = add({first, last}) ? std::min(piece_bytes * 2, kPieceBytes) : 1;
      first = last;
    }
    lowering_.finish(statements_);
  }

 private:
  // The line behind the statement that begins at line `first`.
  size_t statement_end(size_t first) const {
    const auto& lines = layout_.lines;
    size_t last = first + 1;
    while (last < lines.size() && (lines[last].level > 0 || lines[last].role == LineRole::kContinuation ||
                                   lines[last - 1].role == LineRole::kDecorator)) {
      ++last;
    }
    return last;
  }

  uint32_t begin_of(Piece piece) const { return layout_.lines[piece.first].begin; }
  std::string_view code_of(Piece piece) const {
    const uint32_t begin = begin_of(piece);
    return std::string_view(layout_.code).substr(begin, layout_.lines[piece.last - 1].end - begin);
  }

  static bool is_good(const Syntax& syntax) {
    return syntax != nullptr && !ts_node_has_error(ts_tree_root_node(syntax.get()));
  }

  void lower(const Syntax& syntax, uint32_t base, std::span<const Cut> repairs) {
    if (syntax != nullptr) lowering_.lower(*syntax, base, repairs, statements_);
  }

  // The lines with their breaks, which are counted when they are first asked for: most texts never need tree-sitter.
  const std::vector<LogicalLine>& counted_lines() {
    if (layout_.counted) return layout_.lines;
    if (counted_.empty()) counted_ = scan_layout(tree_.text, max_depth_, Breaks::kCount).lines;
    return counted_;
  }

  uint32_t breaks_of(Piece piece) {
    const auto& lines = counted_lines();
    uint32_t sum = 0;
    for (size_t i = piece.first; i < piece.last; ++i) sum += lines[i].breaks;
    return sum;
  }

  void leave_unread(uint32_t begin, uint32_t end, std::string_view what) {
    tree_.broken.push_back({begin, end});
    tree_.oddities.push_back(std::string(what) + " from line " + std::to_string(tree_.line_of(begin)) +
                             " on was not read");
  }

  bool is_too_large(Piece piece) const {
    const std::string_view code = code_of(piece);
    return static_cast<ptrdiff_t>(code.size()) > kMostPunctuation &&
           std::count_if(code.begin(), code.end(), is_punctuation) > kMostPunctuation;
  }

  static bool is_punctuation(char c) {
    return c > ' ' && c < 0x7F && std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_';
  }

  // A statement of which the lines that look wrong are not parsed.
  void add_without_breaks(Piece piece) {
    static const std::string kOddity = "too much that is no Python, lines that look wrong were not read";
    if (std::find(tree_.oddities.begin(), tree_.oddities.end(), kOddity) == tree_.oddities.end()) {
      tree_.oddities.push_back(kOddity);
    }
    std::vector<Cut> unread;
    std::string code(code_of(piece));
    for (size_t i = piece.first; i < piece.last; ++i) {
      const LogicalLine& line = counted_lines()[i];
      if (line.breaks > 0) replace(line, begin_of(piece), CutReason::kUnread, code, unread);
    }
    lower(parse_syntax(code), begin_of(piece), unread);
  }

  // True when there was no error.
  bool add(Piece piece) {
    const Syntax syntax = parse_syntax(code_of(piece));
    if (is_good(syntax)) {
      lower(syntax, begin_of(piece), {});
      return true;
    }
    if (statement_end(piece.first) == piece.last) {
      repair(piece, syntax);
      return false;
    }
    for (size_t first = piece.first; first < piece.last;) {
      const Piece statement{first, statement_end(first)};
      const Syntax own = parse_syntax(code_of(statement));
      if (is_good(own)) {
        lower(own, begin_of(statement), {});
      } else {
        repair(statement, own);
      }
      first = statement.last;
    }
    return false;
  }

  // A single statement that does not parse.
  void repair(Piece piece, const Syntax& broken) {
    std::vector<Cut> repairs;
    const std::string_view whole = code_of(piece);
    std::string code(whole);
    if (piece.last - piece.first > 1) {
      for (size_t i = piece.first; i < piece.last; ++i)
        replace_if_bad(layout_.lines[i], begin_of(piece), code, repairs);
    }
    if (code == whole) {
      lower(broken, begin_of(piece), {});
    } else {
      lower(parse_syntax(code), begin_of(piece), repairs);
    }
  }

  // A clause belongs to an `if` or `try` before it, a decorator to a definition: alone they are no statements.
  static uint32_t clause_keyword(std::string_view text) {
    static constexpr std::string_view kHeaders[] = {"elif", "else", "except", "finally", "case"};
    for (std::string_view header : kHeaders) {
      if (text.starts_with(header)) return static_cast<uint32_t>(header.size());
    }
    return 0;
  }

  void replace_if_bad(const LogicalLine& line, uint32_t base, std::string& code, std::vector<Cut>& repairs) const {
    const std::string_view text = std::string_view(layout_.code).substr(line.begin, line.end - line.begin);
    if (line.role == LineRole::kDecorator) return;
    const uint32_t keyword = line.opens_block ? clause_keyword(text) : 0;
    if (keyword == 0 ? is_good(parse_syntax(text)) : header_is_good(text, keyword)) return;
    if (blank_annotation(line, base, code)) return;
    replace(line, base, CutReason::kBadLine, code, repairs);
  }

  // The grammar knows fewer expressions as a function's annotation than Python; without it the header may be good.
  bool blank_annotation(const LogicalLine& line, uint32_t base, std::string& code) const {
    std::string text = layout_.code.substr(line.begin, line.end - line.begin);
    const size_t arrow = text.rfind("->"), colon = text.rfind(':');
    if (!line.opens_block || arrow == std::string::npos || colon < arrow) return false;
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(arrow), text.begin() + static_cast<std::ptrdiff_t>(colon),
              ' ');
    if (!is_good(parse_syntax(text))) return false;
    code.replace(line.begin - base, text.size(), text);
    tree_.broken.push_back({line.begin + static_cast<uint32_t>(arrow), line.begin + static_cast<uint32_t>(colon)});
    return true;
  }

  // Puts a placeholder name for the line into `code`, which begins at byte `base` of the text.
  void replace(const LogicalLine& line, uint32_t base, CutReason reason, std::string& code,
               std::vector<Cut>& repairs) const {
    const std::string_view text = std::string_view(layout_.code).substr(line.begin, line.end - line.begin);
    const uint32_t keyword = line.opens_block ? clause_keyword(text) : 0;
    std::string with = !line.opens_block ? "_" : keyword == 0 ? "if _" : std::string(text.substr(0, keyword)) + " _";
    const auto placeholder = static_cast<uint32_t>(with.size() - 1);
    if (line.opens_block) with += ':';
    const size_t newline = text.ends_with('\n') ? 1 : 0;
    if (with.size() + newline > text.size()) return;
    with.resize(text.size() - newline, ' ');
    code.replace(line.begin - base, with.size(), with);
    repairs.push_back({line.begin + placeholder, line.end, reason, line.begin});
  }

  static bool header_is_good(std::string_view text, uint32_t keep) {
    const std::string_view word = text.substr(0, keep);
    if (word == "case") return is_good(parse_syntax("match x:\n " + std::string(text)));
    if (word == "elif") return is_good(parse_syntax(text.substr(2)));
    if (word == "else") return is_good(parse_syntax("if x:\n x\n" + std::string(text)));
    return is_good(parse_syntax("try:\n x\n" + std::string(text)));
  }

  Tree& tree_;
  const Layout& layout_;
  const uint32_t max_depth_;
  std::vector<LogicalLine> counted_;
  Lowering lowering_;
  DirectParser direct_;
  const bool directly_;
  uint32_t breaks_ = 0;
  std::vector<NodeId> statements_;
};

// Gives back what a list has more than it needs; trees live as long as their package is analysed.
template <class T>
void fit(std::vector<T>& list) {
  if (list.capacity() - list.size() > list.size() / 8) list.shrink_to_fit();
}

void parse_into(Tree& tree, Interner& names, const ParseLimits& limits) {
  if (tree.text.size() > limits.max_bytes) {
    tree.text = tree.text.first(limits.max_bytes);
    tree.broken.push_back({limits.max_bytes, limits.max_bytes});
    tree.oddities.push_back("longer than " + std::to_string(limits.max_bytes) + " bytes, the rest was not read");
  }
  tree.line_starts = find_lines(tree.text);
  tree.nodes.reserve(tree.text.size() / kBytesOfNode);
  tree.children.reserve(tree.text.size() / kBytesOfNode);
  const Breaks breaks = tree.text.size() >= kLargeText ? Breaks::kCount : Breaks::kIgnore;
  const Layout layout = scan_layout(tree.text, max_depth_of(limits), breaks);
  if (layout.unexpected_indent) tree.oddities.emplace_back("indentation that Python refuses");
  if (layout.unclosed_bracket)
    tree.oddities.emplace_back("a bracket without an end");
  else
    tree.max_brackets = layout.depth;
  if (tree.text.find('\0') != std::string::npos) tree.oddities.emplace_back("NUL bytes in the source");
  Assembly(tree, names, layout, limits).run();
  fit(tree.nodes);
  fit(tree.children);
  fit(tree.constants);
  std::sort(tree.broken.begin(), tree.broken.end(),
            [](const BrokenRegion& a, const BrokenRegion& b) { return a.begin < b.begin; });
}

}  // namespace

Tree parse(ByteView source, Interner& names, const ParseLimits& limits) {
  DecodedText decoded = decode_source(source.substr(0, limits.max_bytes));
  Tree tree;
  tree.text = std::move(decoded.text);
  tree.encoding = std::move(decoded.encoding);
  tree.oddities = std::move(decoded.oddities);
  if (source.size() > limits.max_bytes) {
    tree.oddities.push_back("longer than " + std::to_string(limits.max_bytes) + " bytes, the rest was not read");
  }
  parse_into(tree, names, limits);
  return tree;
}

Tree parse_text(std::string utf8, Interner& names, const ParseLimits& limits) {
  Tree tree;
  tree.text = SourceText::keep(std::move(utf8));
  tree.encoding = "utf-8";
  parse_into(tree, names, limits);
  return tree;
}

}  // namespace antivenom::python
