#include "interpret/oddities.h"

#include <algorithm>
#include <array>

#include "interpret/oddity_passes.h"
#include "knowledge/knowledge.h"

namespace antivenom::interpret {

using python::ConstantKind;
using python::NodeKind;

namespace {

constexpr size_t kMaxNotes = 8;          // of one id in one source
constexpr uint32_t kScreenColumn = 200;  // beyond any editor's width
constexpr uint32_t kPaddingBlanks = 60;
constexpr uint32_t kLongLine = 5'000;    // bytes
constexpr uint32_t kMaxTurned = 512;     // bytes of a line that are searched for what ends or uses what was found
constexpr uint32_t kDeepBrackets = 100;  // CPython's parser stops at 200

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

std::string_view slice(const python::Tree& tree, TextSpan span) {
  return std::string_view(tree.text).substr(span.begin, span.end - span.begin);
}

// Sorts and joins spans that overlap.
void normalise(std::vector<TextSpan>& spans) {
  std::sort(spans.begin(), spans.end(), [](TextSpan a, TextSpan b) { return a.begin < b.begin; });
  size_t kept = 0;
  for (TextSpan span : spans) {
    if (kept > 0 && span.begin < spans[kept - 1].end)
      spans[kept - 1].end = std::max(spans[kept - 1].end, span.end);
    else
      spans[kept++] = span;
  }
  spans.resize(kept);
}

// The last span that begins at or before `offset` holds it, or none does.
bool covers(const std::vector<TextSpan>& spans, uint32_t offset) {
  auto after = std::upper_bound(spans.begin(), spans.end(), offset, [](uint32_t o, TextSpan s) { return o < s.begin; });
  return after != spans.begin() && offset < (after - 1)->end;
}

// Characters that turn the order of what is shown (Unicode TR 9). Those that are closed again on their line in a
// literal of plain text are how right-to-left text is written; left open, or in code, they hide what runs.
void find_bidi_text(const python::Tree& tree, const CodeMap& map, NoteWriter& out) {
  const std::string_view text = tree.text;
  for (size_t at = text.find('\xE2'); at != std::string::npos && at + 2 < text.size(); at = text.find('\xE2', at + 1)) {
    const auto b = static_cast<unsigned char>(text[at + 1]);
    const auto c = static_cast<unsigned char>(text[at + 2]);
    const auto offset = static_cast<uint32_t>(at);
    const bool turns = (b == 0x80 && c >= 0xAA && c <= 0xAE && c != 0xAC) || (b == 0x81 && c >= 0xA6 && c <= 0xA8);
    const bool zero_width = (b == 0x80 && c >= 0x8B && c <= 0x8D) || (b == 0x81 && c == 0xA0);
    if (turns) {
      std::string_view rest = std::string_view(text).substr(at, kMaxTurned);
      rest = rest.substr(0, rest.find('\n'));
      const bool closed = rest.find(b == 0x80 ? "\xE2\x80\xAC" : "\xE2\x81\xA9") != std::string_view::npos;
      const bool in_string = covers(map.strings(), offset);
      const bool override_order = b == 0x80 && c >= 0xAD;
      if (in_string && (closed || !override_order)) continue;
      out.add("bidi-text", offset, offset + 3,
              in_string ? "a character in a text turns the order of what is shown after it"
                        : "a character outside of texts turns the order of what is shown");
    } else if (zero_width && at > 0 && is_word(text[at - 1]) && at + 3 < text.size() && is_word(text[at + 3]) &&
               covers(map.code(), offset)) {
      out.add("bidi-text", offset, offset + 3, "a character without width in a name");
    }
  }
}

bool has_call(std::string_view text) {
  for (size_t at = text.find('('); at != std::string_view::npos; at = text.find('(', at + 1))
    if (at > 0 && is_word(text[at - 1])) return true;
  return false;
}

// Code behind a run of blanks that no screen shows.
void find_off_screen_code(const python::Tree& tree, const CodeMap& map, NoteWriter& out) {
  for (size_t i = 0; i < tree.line_starts.size(); ++i) {
    const uint32_t start = tree.line_starts[i];
    const auto next =
        static_cast<uint32_t>(i + 1 < tree.line_starts.size() ? tree.line_starts[i + 1] : tree.text.size());
    if (next - start <= kScreenColumn) continue;
    // Packed code is megabytes in a line, with hardly a blank.
    constexpr std::string_view kSomeBlanks = "        ";
    const std::string_view line = slice(tree, {start, next});
    if (line.find(kSomeBlanks) == std::string_view::npos && line.find('\t') == std::string_view::npos) continue;
    uint32_t blanks = 0;
    char before = '\0';
    for (uint32_t at = start; at < next; ++at) {
      const char c = tree.text[at];
      if (c == ' ' || c == '\t') {
        ++blanks;
        continue;
      }
      // Columns of a table are pushed apart too: behind an open bracket or a comma only calls count.
      const bool table = before == ',' || before == '[' || before == '(' || before == '{';
      if (before != '\0' && blanks >= kPaddingBlanks && at - start >= kScreenColumn && c != '\\' && c != '\r' &&
          c != '\n' && covers(map.code(), at) &&
          (!table || has_call(std::string_view(tree.text).substr(at, std::min(next - at, kMaxTurned))))) {
        out.add("off-screen-code", at, at + 1,
                "code in column " + std::to_string(at - start + 1) + " behind " + std::to_string(blanks) + " blanks");
        break;
      }
      before = c;
      blanks = 0;
    }
  }
}

// A long line is odd when it does something; a table or a text is only long.
void find_long_lines(const python::Tree& tree, const CodeMap& map, NoteWriter& out) {
  size_t span = 0;
  const auto& code = map.code();
  for (size_t i = 0; i < tree.line_starts.size(); ++i) {
    const uint32_t start = tree.line_starts[i];
    const auto next =
        static_cast<uint32_t>(i + 1 < tree.line_starts.size() ? tree.line_starts[i + 1] : tree.text.size());
    if (next - start < kLongLine) continue;
    while (span < code.size() && code[span].end <= start) ++span;
    bool acts = false;
    for (size_t s = span; s < code.size() && code[s].begin < next && !acts; ++s) {
      const uint32_t end = std::min(code[s].end, next);
      for (uint32_t at = std::max(code[s].begin, start); at < end && !acts; ++at) {
        const char c = tree.text[at];
        acts = c == ';' || (c == '(' && at > start && is_word(tree.text[at - 1]));
      }
    }
    if (acts) out.add("long-line", start, start, "a line of " + std::to_string(next - start) + " bytes with code");
  }
}

// 1: opens a bracket, -1: closes one.
constexpr auto kBrackets = [] {
  std::array<int8_t, 256> out{};
  for (char c : {'(', '[', '{'}) out[static_cast<uint8_t>(c)] = 1;
  for (char c : {')', ']', '}'}) out[static_cast<uint8_t>(c)] = -1;
  return out;
}();

void find_deep_nesting(const python::Tree& tree, const CodeMap& map, NoteWriter& out) {
  for (const std::string& oddity : tree.oddities)
    if (oddity.starts_with("nested deeper")) return out.add("deep-nesting", 0, 0, oddity);
  if (tree.max_brackets < kDeepBrackets) return;
  uint32_t depth = 0;
  for (TextSpan span : map.code()) {
    for (uint32_t at = span.begin; at < span.end; ++at) {
      const int8_t step = kBrackets[static_cast<uint8_t>(tree.text[at])];
      if (step == 0) continue;
      if (step > 0 && ++depth == kDeepBrackets)
        return out.add("deep-nesting", at, at, "brackets nested " + std::to_string(depth) + " deep");
      if (step < 0 && depth > 0) --depth;
    }
  }
}

bool runs_code(std::string_view text) {
  for (std::string_view word : {"exec(", "eval(", "__import__(", "exec (", "eval ("}) {
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
      if (at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '.')) return true;
  }
  for (size_t at = text.find("import "); at != std::string_view::npos; at = text.find("import ", at + 1))
    if (at == 0 || text[at - 1] == '\n' || text[at - 1] == ';') return true;
  return false;
}

void find_broken_syntax(const python::Tree& tree, NoteWriter& out) {
  std::vector<TextSpan> broken;
  for (const python::BrokenRegion& region : tree.broken) broken.push_back({region.begin, region.end});
  normalise(broken);
  uint64_t total = 0;
  for (TextSpan span : broken) total += span.end - span.begin;
  if (!tree.text.empty() && total * 20 >= tree.text.size() && total > 0)
    out.add("broken-syntax", broken[0].begin, broken[0].end,
            std::to_string(total * 100 / tree.text.size()) + " % of the source do not parse");
  for (TextSpan span : broken)
    if (runs_code(slice(tree, span)))
      out.add("broken-syntax", span.begin, span.end, "code that does not parse runs or imports code");
}

bool is_text_encoding(std::string_view name) {
  for (std::string_view head :
       {"utf-8", "ascii", "latin", "iso-8859", "iso8859", "cp", "windows", "koi8",  "gb",       "big5",
        "euc",   "shift", "sjis",  "mac",      "tis",     "hz", "ms9",     "johab", "iso-2022", "mbcs"})
    if (name.starts_with(head)) return true;
  return false;
}

void find_odd_encoding(const python::Tree& tree, std::string_view raw, NoteWriter& out) {
  if (!tree.encoding.empty() && !is_text_encoding(tree.encoding)) {
    out.add("odd-encoding", 0, 0, "the source is in the encoding " + tree.encoding);
  } else {
    for (const std::string& oddity : tree.oddities)
      if (oddity.starts_with("declared encoding")) out.add("odd-encoding", 0, 0, oddity);
  }
  const bool wide = tree.encoding.starts_with("utf-16") || tree.encoding.starts_with("utf-32");
  if (wide) return;
  if (const size_t at = tree.text.find('\0'); at != std::string::npos)
    out.add("nul-bytes", static_cast<uint32_t>(at), static_cast<uint32_t>(at), "NUL bytes in the source");
  else if (raw.find('\0') != std::string_view::npos)
    out.add("nul-bytes", 0, 0, "NUL bytes in the source");
}

// Tools that left their marks: their names, and whether what they make can be read at all.
void find_packers(const python::Tree& tree, NoteWriter& out) {
  for (const knowledge::Packer& packer : knowledge::packers_of(tree.text, false)) {
    const auto at = static_cast<uint32_t>(packer.at);
    const bool encoder = packer.kind == knowledge::PackerKind::encoder,
               sealed = packer.kind == knowledge::PackerKind::sealed;
    out.add(sealed ? "sealed-code" : encoder ? "packed-code" : "renamed-code", at, at, std::string(packer.name));
  }
}

}  // namespace

CodeMap::CodeMap(const python::Tree& tree, const NodeIndex& index) {
  strings_.reserve(index.texts.size());
  for (python::NodeId id : index.texts) {
    const python::Node& n = tree.node(id);
    if (n.end > n.begin) strings_.push_back({n.begin, n.end});
  }
  normalise(strings_);
  std::vector<TextSpan> closed = strings_;
  for (const python::BrokenRegion& region : tree.broken)
    if (region.end > region.begin) closed.push_back({region.begin, region.end});
  normalise(closed);
  // What is open is code, up to the comments.
  uint32_t at = 0;
  size_t next = 0;
  const auto size = static_cast<uint32_t>(tree.text.size());
  while (at < size) {
    while (next < closed.size() && closed[next].end <= at) ++next;
    if (next < closed.size() && closed[next].begin <= at) {
      at = closed[next].end;
      continue;
    }
    const uint32_t stop = next < closed.size() ? closed[next].begin : size;
    const size_t hash = std::string_view(tree.text).substr(at, stop - at).find('#');
    const uint32_t end = hash == std::string_view::npos ? stop : at + static_cast<uint32_t>(hash);
    if (end > at) code_.push_back({at, end});
    if (end == stop) {
      at = stop;
      continue;
    }
    const size_t line_end = tree.text.find('\n', end);
    at = line_end == std::string::npos ? size : static_cast<uint32_t>(line_end);
  }
}

void NoteWriter::add(std::string_view id, uint32_t begin, uint32_t end, std::string detail) {
  size_t same = 0;
  for (size_t i = first_; i < notes_.size(); ++i) same += notes_[i].id == id;
  if (same >= kMaxNotes) return;
  Note note;
  note.id = id;
  note.place = {file_, layer_, tree_.line_of(begin), tree_.line_of(end > begin ? end - 1 : begin)};
  note.detail = std::move(detail);
  notes_.push_back(std::move(note));
}

void find_oddities(const python::Tree& tree, const NodeIndex& index, const Interner& names, std::string_view raw_bytes,
                   FileId file, LayerId layer, std::vector<Note>& notes) {
  const CodeMap map(tree, index);
  NoteWriter out(tree, file, layer, notes);
  find_lookalike_names(tree, map, out);
  find_bidi_text(tree, map, out);
  find_off_screen_code(tree, map, out);
  find_mangled_names(tree, index, names, out);
  find_encoded_literals(tree, index, out);
  find_number_arrays(tree, index, out);
  find_split_strings(tree, index, names, out);
  find_deep_nesting(tree, map, out);
  find_broken_syntax(tree, out);
  find_odd_encoding(tree, raw_bytes, out);
  find_long_lines(tree, map, out);
  find_packers(tree, out);
}

}  // namespace antivenom::interpret
