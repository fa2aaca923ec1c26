// Names that were made not to be read, and names that look like others.
#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/utf8.h"
#include "interpret/oddity_passes.h"
#include "knowledge/knowledge.h"
#include "python/nfkc.h"

namespace antivenom::interpret {

using python::NodeId;
using python::NodeKind;
using python::Tree;

namespace {

constexpr size_t kMinBound = 8;       // fewer names tell nothing
constexpr size_t kMangledShare = 40;  // per cent; of 43,261 files of 253 honest packages none reaches it

// What a disguised name is worth hiding as: builtins that run or find code, and keywords.
constexpr std::string_view kTargets[] = {
    "exec",       "eval",         "compile",    "getattr", "setattr",    "globals",   "locals",    "vars",   "open",
    "__import__", "__builtins__", "builtins",   "print",   "input",      "bytes",     "bytearray", "chr",    "ord",
    "map",        "join",         "lambda",     "import",  "from",       "class",     "def",       "return", "self",
    "system",     "popen",        "Popen",      "loads",   "decompress", "b64decode", "decode",    "getenv", "environ",
    "urlopen",    "requests",     "subprocess", "type",    "str",        "int",       "list",      "dict",   "range",
    "len",        "while",        "else",       "try",     "except",     "True",      "False",     "None"};

// Pairs of letters that begin fewer than one in 2,500 of all pairs in the names of widely used packages, by first
// letter: a name of which a third are such pairs was not thought up by a person.
constexpr std::string_view kRarePairs[26] = {"aehjoqwz",
                                             "bcdfghkmnpqtvwxz",
                                             "bdfgjnpqvwxz",
                                             "cfghjknpqvwxz",
                                             "hjkuz",
                                             "bcdghjkmnpqvwxyz",
                                             "bcdfjkmpqtvwxyz",
                                             "bcdfghjklmnpqsuvwxyz",
                                             "hijkquwy",
                                             "abcdfghijklmnpqrstuvwxyz",
                                             "bcdfghjklmnopqrtuvwxyz",
                                             "cfghjkmnpqrwxz",
                                             "cdfghjkqrtvwxyz",
                                             "bhjmqwxyz",
                                             "ehjqxyz",
                                             "bcfgjkmnqvwxz",
                                             "abcdefghijklmnopqrstvwxyz",
                                             "bfhjqwxz",
                                             "bdfjnrvwxz",
                                             "bgjknqvxz",
                                             "fhjkoquvwxyz",
                                             "bcdfghjklmnopqrstuvwxyz",
                                             "bcdfgjklmpqtuvwxyz",
                                             "abdfghjklmnoqrsuvwxyz",
                                             "abcdefghijkoqruvwxyz",
                                             "abcdfghijklmnopqrstuvwxyz"};

// The same as bits: bit b of row a.
constexpr auto kRareBits = [] {
  std::array<uint32_t, 26> rows{};
  for (size_t a = 0; a < rows.size(); ++a)
    for (char b : kRarePairs[a]) rows[a] |= 1u << (b - 'a');
  return rows;
}();

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_letter(char c) { return is_upper(c) || is_lower(c) || is_digit(c) || c == '_' || (c & 0x80) != 0; }

bool only(std::string_view text, std::string_view set) { return text.find_first_not_of(set) == std::string_view::npos; }

// Whether no more than two, or one, different characters are in it.
bool of_two(std::string_view text) {
  const size_t other = text.find_first_not_of(text[0]);
  return other == std::string_view::npos || std::all_of(text.begin() + static_cast<ptrdiff_t>(other), text.end(),
                                                        [&](char c) { return c == text[0] || c == text[other]; });
}
bool of_one(std::string_view text) { return text.find_first_not_of(text[0]) == std::string_view::npos; }

// Letters that no word of a language puts side by side.
bool is_soup(std::string_view name) {
  size_t pairs = 0, rare = 0;
  for (size_t i = 1; i < name.size(); ++i) {
    const auto a = static_cast<char>(name[i - 1] | 0x20);
    const auto b = static_cast<char>(name[i] | 0x20);
    if (!is_lower(a) || !is_lower(b) || name[i - 1] == '_' || name[i] == '_') continue;
    ++pairs;
    rare += kRareBits[static_cast<size_t>(a - 'a')] >> (b - 'a') & 1;
  }
  return pairs >= 6 && rare >= 2 && rare * 3 >= pairs;
}

// Letters and digits in turns: "a8f3k2x9", but not "MLKEM768X25519PrivateKey".
bool is_mixed(std::string_view name) {
  size_t turns = 0;
  for (size_t i = 1; i < name.size(); ++i)
    turns += name[i] != '_' && name[i - 1] != '_' && is_digit(name[i]) != is_digit(name[i - 1]);
  return name.size() >= 8 && turns >= 4 && turns * 3 >= name.size();
}

bool looks_generated(std::string_view name) {
  if (name.find_first_not_of('_') == std::string_view::npos) return name.size() >= 3;
  if (name.starts_with("__") && name.ends_with("__")) name = name.substr(2, name.size() - 4);
  while (name.starts_with('_')) name.remove_prefix(1);
  while (name.ends_with('_')) name.remove_suffix(1);
  if (name.starts_with("0x") && name.size() >= 5 && only(name.substr(2), "0123456789abcdefABCDEF")) return true;
  if (name.size() >= 4 && only(name, "IlL1i|") && !of_one(name)) return only(name, "Il1") || name.size() >= 6;
  if (name.size() >= 3 && only(name, "O0oQ") && !of_one(name)) return true;
  if (name.size() >= 6 && of_two(name)) return true;
  // Letters of other scripts are judged by nobody here.
  if (!is_ascii(name)) return false;
  return is_soup(name) || is_mixed(name);
}

// The names that the source binds, each once.
class BoundNames {
 public:
  BoundNames(const Tree& tree, const NodeIndex& index, const Interner& spellings)
      : tree_(tree), seen_(spellings.size()) {
    for (NodeId binder : index.binders) visit(binder);
  }
  std::vector<std::pair<Symbol, NodeId>> names;

 private:
  void visit(NodeId id) {
    const python::Node& n = tree_.node(id);
    switch (n.kind) {
      case NodeKind::kFunctionDef:
      case NodeKind::kClassDef:
      case NodeKind::kParameter:
      case NodeKind::kExceptHandler:
        return add(id);
      case NodeKind::kAssign:
        for (uint32_t i = 1; i < n.child_count; ++i) add_target(tree_.kid(id, i));
        return;
      case NodeKind::kAnnAssign:
      case NodeKind::kFor:
      case NodeKind::kComprehension:
      case NodeKind::kNamedExpr:
        return add_target(tree_.kid(id, 0));
      case NodeKind::kWithItem:
        return add_target(tree_.kid(id, 1));
      case NodeKind::kAlias:
        return add_target(tree_.kid(id, 0));
      default:
        return;
    }
  }

  void add(NodeId id) {
    const Symbol name = tree_.name(id);
    if (name == Symbol::empty || seen_[static_cast<size_t>(name)]) return;
    seen_[static_cast<size_t>(name)] = true;
    names.emplace_back(name, id);
  }

  void add_target(NodeId target) {
    if (target != NodeId::none && tree_.node(target).kind == NodeKind::kName) return add(target);
    std::vector<NodeId> open{target};
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      if (id == NodeId::none) continue;
      const NodeKind kind = tree_.node(id).kind;
      if (kind == NodeKind::kName) add(id);
      if (kind == NodeKind::kTuple || kind == NodeKind::kList || kind == NodeKind::kStarred)
        for (NodeId kid : tree_.kids(id)) open.push_back(kid);
    }
  }

  const Tree& tree_;
  std::vector<bool> seen_;  // by symbol
};

// Identifiers of the code whose spelling is plain ASCII.
std::unordered_set<std::string_view> plain_names(const Tree& tree, const CodeMap& map) {
  std::unordered_set<std::string_view> names;
  const std::string_view text = tree.text;
  for (TextSpan span : map.code()) {
    for (uint32_t at = span.begin; at < span.end;) {
      if (!is_name_letter(text[at])) {
        ++at;
        continue;
      }
      const uint32_t begin = at;
      bool ascii = true;
      while (at < span.end && is_name_letter(text[at])) ascii &= (text[at++] & 0x80) == 0;
      if (ascii) names.insert(text.substr(begin, at - begin));
    }
  }
  return names;
}

// Sub- and superscript digits and single letters are how formulas are written: that alone is no disguise.
bool is_disguise(std::string_view spelled, const std::string& folded) {
  if (folded.size() < 2 || folded == spelled) return false;
  if (!is_ascii(folded)) return false;
  size_t plain = 0;
  for (char c : spelled) plain += (c & 0x80) == 0;
  size_t folded_letters = 0, digits = 0;
  for (char c : folded) digits += is_digit(c);
  folded_letters = folded.size() - std::min(folded.size(), plain);
  return folded_letters > 0 && digits < folded.size() && !(folded_letters == 1 && folded.size() <= 3);
}

}  // namespace

void find_lookalike_names(const Tree& tree, const CodeMap& map, NoteWriter& out) {
  const std::string_view text = tree.text;
  std::unordered_set<std::string_view> plain;
  bool have_plain = false;
  std::unordered_set<std::string_view> told;
  for (TextSpan span : map.code()) {
    for (uint32_t at = span.begin; at < span.end; ++at) {
      at += static_cast<uint32_t>(ascii_prefix(text.substr(at, span.end - at)));
      if (at == span.end) break;
      uint32_t begin = at;
      while (begin > span.begin && is_name_letter(text[begin - 1])) --begin;
      while (at < span.end && is_name_letter(text[at])) ++at;
      const std::string_view spelled = text.substr(begin, at - begin);
      if (spelled.size() > 400 || told.size() >= 64 || !told.insert(spelled).second) continue;
      const std::string folded = python::fold_name(spelled);
      if (!is_disguise(spelled, folded)) continue;
      if (!have_plain) plain = plain_names(tree, map), have_plain = true;
      const bool known = std::find(std::begin(kTargets), std::end(kTargets), folded) != std::end(kTargets) ||
                         knowledge::is_standard_module(folded);
      if (!known && !plain.contains(folded)) continue;
      out.add("lookalike-names", begin, at, "'" + std::string(spelled) + "' is read as '" + folded + "'");
    }
  }
}

void find_mangled_names(const Tree& tree, const NodeIndex& index, const Interner& names, NoteWriter& out) {
  const BoundNames bound(tree, index, names);
  if (bound.names.size() < kMinBound) return;
  size_t generated = 0;
  NodeId example = NodeId::none;
  for (const auto& [name, node] : bound.names) {
    if (!looks_generated(names.text(name))) continue;
    if (generated++ == 0) example = node;
  }
  const size_t share = generated * 100 / bound.names.size();
  if (share < kMangledShare) return;
  const python::Node& n = tree.node(example);
  out.add("mangled-names", n.begin, n.begin,
          std::to_string(generated) + " of " + std::to_string(bound.names.size()) + " names (" + std::to_string(share) +
              " %) look generated, such as '" + std::string(names.text(tree.name(example)).substr(0, 60)) + "'");
}

}  // namespace antivenom::interpret
