#include "fingerprint/fingerprint.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

namespace antivenom::fingerprint {
namespace {

using python::Node;
using python::NodeId;
using python::NodeKind;

constexpr std::array<std::string_view, 18> kBuiltins = {
    "__import__", "bytearray", "bytes",  "chr",  "compile", "eval",  "exec",    "execfile", "getattr",
    "globals",    "input",     "locals", "open", "ord",     "print", "setattr", "vars",     "__builtins__"};

uint64_t hash_of(std::string_view text) {
  uint64_t hash = text.size();
  for (const char c : text) hash = mixed(hash ^ static_cast<unsigned char>(c));
  return hash;
}

// What is kept of a name, 0: nothing.
uint64_t name_part(const Node& node, const Interner& names) {
  switch (node.kind) {
    case NodeKind::kAttribute:
    case NodeKind::kAlias:
    case NodeKind::kImportFrom:
    case NodeKind::kKeyword:
      return hash_of(names.text(static_cast<Symbol>(node.value)));
    case NodeKind::kName: {
      const std::string_view name = names.text(static_cast<Symbol>(node.value));
      return std::find(kBuiltins.begin(), kBuiltins.end(), name) == kBuiltins.end() ? 0 : hash_of(name);
    }
    default:
      return 0;
  }
}

uint64_t token_of(const python::Tree& tree, const Node& node, const Interner& names) {
  uint64_t token = static_cast<uint64_t>(node.kind) << 8 | node.op;
  if (node.kind == NodeKind::kConstant) token |= (static_cast<uint64_t>(tree.constants[node.value].kind) + 1) << 16;
  return mixed(token) ^ name_part(node, names);
}

std::vector<uint64_t> tokens_of(const python::Tree& tree, const Interner& names) {
  std::vector<uint64_t> tokens;
  std::vector<NodeId> open;
  if (tree.root != NodeId::none) open.push_back(tree.root);
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    tokens.push_back(token_of(tree, tree.node(id), names));
    const auto kids = tree.kids(id);
    for (auto kid = kids.rbegin(); kid != kids.rend(); ++kid) {
      if (*kid != NodeId::none) open.push_back(*kid);
    }
  }
  return tokens;
}

void keep_once(std::vector<uint64_t>& shingles) {
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
}

bool counts(const Member& member) {
  return member.content == Content::python && member.role != Role::test && member.role != Role::example;
}

}  // namespace

void add_shingles(const python::Tree& tree, const Interner& names, std::vector<uint64_t>& shingles) {
  const std::vector<uint64_t> tokens = tokens_of(tree, names);
  const size_t length = std::min(kShingle, tokens.size());
  for (size_t begin = 0; length > 0 && begin + length <= tokens.size(); ++begin) {
    uint64_t hash = 0;
    for (size_t i = 0; i < length; ++i) hash = mixed(hash ^ tokens[begin + i]);
    shingles.push_back(hash);
  }
  keep_once(shingles);
}

Signature signature_of(const Artifact& artifact) {
  std::vector<const Member*> members;
  for (const Member& member : artifact.members) {
    if (counts(member)) members.push_back(&member);
  }
  std::sort(members.begin(), members.end(),
            [](const Member* a, const Member* b) { return std::tie(a->role, a->path) < std::tie(b->role, b->path); });
  std::vector<uint64_t> shingles;
  size_t bytes = 0;
  for (const Member* member : members) {
    bytes += member->bytes.size();
    if (bytes > kMaxSourceBytes) break;
    Interner names;
    add_shingles(python::parse(member->bytes, names), names, shingles);
  }
  return shingles.size() < kFewestShingles ? Signature{} : signature_of(std::span<const uint64_t>(shingles));
}

}  // namespace antivenom::fingerprint
