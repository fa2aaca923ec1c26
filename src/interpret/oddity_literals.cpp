// Literals that hold something else than a text a person wrote.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "interpret/oddity_passes.h"

namespace antivenom::interpret {

using python::ConstantKind;
using python::Node;
using python::NodeId;
using python::NodeKind;
using python::Op;
using python::Tree;

namespace {

constexpr size_t kMinLiteral = 1'000;  // bytes
constexpr size_t kMinPieces = 20;
constexpr size_t kLongPiece = 3;     // letters of a piece of a split text
constexpr size_t kLook = 64u << 10;  // bytes of a literal that are looked at

bool is_text(const Tree& tree, const Node& n) {
  return n.kind == NodeKind::kConstant &&
         (tree.constants[n.value].kind == ConstantKind::kStr || tree.constants[n.value].kind == ConstantKind::kBytes);
}

// What the bytes of a literal are made of.
struct Makeup {
  std::array<uint32_t, 256> counts{};
  size_t size = 0, blanks = 0, hex = 0, base64 = 0, base32 = 0, printable = 0, raw = 0, distinct = 0;
  double bits = 0;  // of entropy in a byte

  explicit Makeup(std::string_view text) {
    for (unsigned char c : text) ++counts[c];
    for (unsigned c = 0; c < 256; ++c) {
      const uint32_t n = counts[c];
      if (n == 0) continue;
      if (c == '\n' || c == '\r' || c == ' ' || c == '\t') {
        blanks += n;
        continue;
      }
      size += n;
      ++distinct;
      const bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
      if (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) hex += n;
      if (digit || upper || lower || c == '+' || c == '/' || c == '=' || c == '-' || c == '_') base64 += n;
      if (upper || (c >= '2' && c <= '7') || c == '=') base32 += n;
      if (c > ' ' && c < 0x7F) printable += n;
      if (c < ' ' || c >= 0x7F) raw += n;
    }
    for (uint32_t n : counts)
      if (n != 0 && size != 0)
        bits -= n * std::log2(static_cast<double>(n) / static_cast<double>(size + blanks)) /
                static_cast<double>(size + blanks);
  }
};

// Pictures and certificates that sources carry openly.
bool is_open_blob(std::string_view text) {
  for (std::string_view head : {"data:", "iVBORw0KGgo", "R0lGOD", "/9j/", "UklGR", "AAABAA", "-----BEGIN", "PHN2Zy",
                                "PD94bW", "\x89PNG", "GIF8", "\xFF\xD8\xFF"})
    if (text.starts_with(head)) return true;
  return false;
}

std::string_view magic_of(std::string_view bytes) {
  using namespace std::string_view_literals;
  struct Magic {
    std::string_view head, name;
  };
  static constexpr Magic kMagics[] = {{"\x78\x9C"sv, "zlib data"},
                                      {"\x78\xDA"sv, "zlib data"},
                                      {"\x78\x01"sv, "zlib data"},
                                      {"\x1F\x8B"sv, "gzip data"},
                                      {"BZh"sv, "bzip2 data"},
                                      {"\xFD"
                                       "7zXZ"sv,
                                       "xz data"},
                                      {"]\0\0"sv, "lzma data"},
                                      {"PK\x03\x04"sv, "a zip archive"},
                                      {"MZ"sv, "a Windows program"},
                                      {"\x7F"
                                       "ELF"sv,
                                       "an ELF program"},
                                      {"\xE3\0\0\0"sv, "marshalled code"}};
  for (const Magic& m : kMagics)
    if (bytes.starts_with(m.head)) return m.name;
  return {};
}

// The encoding a literal seems to be in; "" if it seems to be text. `escapes`: hexadecimal escapes in its spelling.
std::string_view encoding_of(std::string_view text, ConstantKind kind, size_t escapes) {
  const Makeup m(text.substr(0, kLook));
  if (m.size == 0 || m.distinct < 10) return {};
  const size_t looked = std::min(text.size(), kLook);
  if (kind == ConstantKind::kBytes && m.raw * 4 >= m.size && m.bits >= 6) {
    const std::string_view magic = magic_of(text);
    return magic.empty() ? "raw bytes" : magic;
  }
  if (escapes * 2 >= looked) return "escapes";
  if (m.blanks * 20 > m.size) return {};
  const size_t lines = m.counts['\n'] + m.counts['\r'];
  if (m.blanks > lines + looked / 200) return {};
  if (m.hex == m.size && m.distinct <= 22 && m.bits >= 2.5) return "hexadecimal";
  if (m.base32 * 1'000 >= m.size * 998 && m.distinct >= 24 && m.bits >= 4.2) return "base32";
  if (m.base64 * 1'000 >= m.size * 995 && m.distinct >= 40 && m.bits >= 5.2) return "base64";
  if (m.printable * 1'000 >= m.size * 998 && m.distinct >= 70 && m.bits >= 6.0) return "base85";
  return {};
}

size_t escapes_in(std::string_view spelling) {
  size_t found = 0;
  spelling = spelling.substr(0, kLook * 4);
  for (size_t at = spelling.find('\\'); at != std::string_view::npos && at + 1 < spelling.size();
       at = spelling.find('\\', at + 2))
    found += spelling[at + 1] == 'x' || spelling[at + 1] == 'u' || (spelling[at + 1] >= '0' && spelling[at + 1] <= '7');
  return found;
}

std::optional<long> small_number(const Tree& tree, NodeId id) {
  const Node& n = tree.node(id);
  if (n.kind != NodeKind::kConstant) return std::nullopt;
  const python::Constant& c = tree.constants[n.value];
  if (c.kind != ConstantKind::kInt || c.text.empty() || c.text.size() > 10) return std::nullopt;
  const bool octal = c.text.starts_with("0o") || c.text.starts_with("0O");
  const bool binary = c.text.starts_with("0b") || c.text.starts_with("0B");
  return octal || binary ? std::strtol(c.text.c_str() + 2, nullptr, octal ? 8 : 2)
                         : std::strtol(c.text.c_str(), nullptr, 0);
}

bool is_chr_call(const Tree& tree, const Interner& names, const Node& n) {
  if (n.kind != NodeKind::kCall || n.child_count != 2) return false;
  const Node& function = tree.node(tree.children[n.first_child]);
  const std::string_view name = function.kind == NodeKind::kName ? names.text(static_cast<Symbol>(function.value)) : "";
  return name == "chr" || name == "unichr";
}

bool is_piece(const Tree& tree, const Interner& names, NodeId id) {
  const Node& n = tree.node(id);
  if (!is_text(tree, n)) return is_chr_call(tree, names, n);
  const std::string& text = tree.constants[n.value].text;
  return !text.empty() && text.size() <= kLongPiece;
}

// "".join([...]) of pieces.
size_t joined_pieces(const Tree& tree, const Interner& names, const Node& call) {
  if (call.child_count != 2) return 0;
  const Node& function = tree.node(tree.children[call.first_child]);
  if (function.kind != NodeKind::kAttribute || names.text(static_cast<Symbol>(function.value)) != "join") return 0;
  const Node& separator = tree.node(tree.children[function.first_child]);
  if (!is_text(tree, separator) || !tree.constants[separator.value].text.empty()) return 0;
  const NodeId list = tree.children[call.first_child + 1];
  const Node& items = tree.node(list);
  if (items.kind != NodeKind::kList && items.kind != NodeKind::kTuple) return 0;
  size_t pieces = 0;
  for (NodeId item : tree.kids(list)) pieces += is_piece(tree, names, item);
  return pieces * 10 >= items.child_count * 9u ? pieces : 0;
}

bool is_sum(const Node& n) { return n.kind == NodeKind::kBinOp && static_cast<Op>(n.op) == Op::kAdd; }

// Pieces among the terms of a + b + c, whose outermost sum is `top`.
size_t added_pieces(const Tree& tree, const Interner& names, NodeId top) {
  size_t pieces = 0, terms = 0;
  NodeId at = top;
  for (; is_sum(tree.node(at)); at = tree.kid(at, 0)) {
    ++terms;
    pieces += is_piece(tree, names, tree.kid(at, 1));
  }
  ++terms;
  pieces += is_piece(tree, names, at);
  return pieces * 2 >= terms ? pieces : 0;
}

}  // namespace

void find_encoded_literals(const Tree& tree, const NodeIndex& index, NoteWriter& out) {
  std::vector<NodeId> large;
  for (NodeId id : index.texts)
    if (is_text(tree, tree.node(id)) && tree.constant(id).text.size() >= kMinLiteral) large.push_back(id);
  if (large.empty() || !index.computes) return;
  std::vector<bool> prose(tree.nodes.size());
  for (const Node& n : tree.nodes)
    if (n.kind == NodeKind::kExprStmt && n.child_count == 1)
      prose[static_cast<uint32_t>(tree.children[n.first_child])] = true;
  for (NodeId id : large) {
    const Node& n = tree.node(id);
    const python::Constant& c = tree.constant(id);
    if (prose[static_cast<size_t>(id)] || is_open_blob(c.text)) continue;
    const size_t escapes = escapes_in(std::string_view(tree.text).substr(n.begin, n.end - n.begin));
    const std::string_view encoding = encoding_of(c.text, c.kind, escapes);
    if (encoding.empty()) continue;
    out.add("encoded-literal", n.begin, n.end,
            "a literal of " + std::to_string(c.text.size()) + " bytes in " + std::string(encoding));
  }
}

void find_number_arrays(const Tree& tree, const NodeIndex& index, NoteWriter& out) {
  for (NodeId id : index.rows) {
    const Node& n = tree.node(id);
    size_t bytes = 0, letters = 0, rising = 0;
    std::array<bool, 256> seen{};
    long before = -1;
    for (NodeId kid : tree.kids(id)) {
      const std::optional<long> value = small_number(tree, kid);
      if (!value || *value < 0 || *value > 255) continue;
      ++bytes;
      letters += (*value >= 32 && *value < 127) || *value == 10 || *value == 13 || *value == 9;
      rising += *value >= before;
      before = *value;
      seen[static_cast<size_t>(*value)] = true;
    }
    const auto distinct = static_cast<size_t>(std::count(seen.begin(), seen.end(), true));
    const bool all = bytes * 100 >= n.child_count * size_t{95};
    // A number for each byte is a table of a cipher or of letters, a ramp one of colours; a few over and over are a
    // mask.
    if (!all || distinct < 24 || n.child_count == 256 || rising * 10 >= bytes * 9) continue;
    out.add("number-array", n.begin, n.end,
            std::to_string(n.child_count) + " numbers that read as " +
                (letters * 10 >= bytes * 9 ? "characters" : "bytes"));
  }
}

void find_split_strings(const Tree& tree, const NodeIndex& index, const Interner& names, NoteWriter& out) {
  std::vector<bool> inner(tree.nodes.size());  // the left part of a longer sum
  for (NodeId id : index.joints)
    if (is_sum(tree.node(id))) inner[static_cast<size_t>(tree.kid(id, 0))] = true;
  for (NodeId id : index.joints) {
    const Node& n = tree.node(id);
    size_t pieces = 0;
    if (n.kind == NodeKind::kCall)
      pieces = joined_pieces(tree, names, n);
    else if (!inner[static_cast<size_t>(id)])
      pieces = added_pieces(tree, names, id);
    if (pieces < kMinPieces) continue;
    out.add("split-string", n.begin, n.end, "a text put together from " + std::to_string(pieces) + " pieces");
  }
}

}  // namespace antivenom::interpret
