// The direct parser beside tree-sitter, over real packages: are the trees the same, and what does each cost?
//
//   antivenom_front_ends [--verbose] LIST     a text file with the path of an archive a line, relative to its folder
//
// Every Python file is parsed by both front ends and the trees are compared node for node: kinds, spans, names,
// operators, flags and constants. Prints what was compared, how much of it the direct parser read by itself, and every
// difference; ends with 1 if there is one. Statements that tree-sitter cannot parse and the direct parser can are told
// apart: there is nothing to compare with.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "artifact/artifact.h"
#include "base/processor_clock.h"
#include "python/tree.h"

namespace {

using namespace antivenom;
using namespace antivenom::python;

struct Sums {
  size_t archives = 0, files = 0, same = 0, better = 0, different = 0;
  uint64_t bytes = 0, nodes = 0;
  double direct_ms = 0, grammar_ms = 0;
};

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

struct Side {
  const Tree& tree;
  const Interner& names;

  bool same_node(NodeId id, const Side& other, NodeId other_id) const {
    if (id == NodeId::none || other_id == NodeId::none) return id == other_id;
    const Node &a = tree.node(id), &b = other.tree.node(other_id);
    if (a.kind != b.kind || a.op != b.op || a.flags != b.flags || a.child_count != b.child_count ||
        a.begin != b.begin || a.end != b.end) {
      return false;
    }
    if (a.kind == NodeKind::kConstant) {
      const Constant &x = tree.constant(id), &y = other.tree.constant(other_id);
      return x.kind == y.kind && x.text == y.text;
    }
    return !has_name(a.kind) || names.text(tree.name(id)) == other.names.text(other.tree.name(other_id));
  }
};

// The first node in which the trees differ, or none.
NodeId first_difference(const Side& a, const Side& b) {
  std::vector<std::pair<NodeId, NodeId>> open{{a.tree.root, b.tree.root}};
  while (!open.empty()) {
    const auto [x, y] = open.back();
    open.pop_back();
    if (!a.same_node(x, b, y)) return x;
    if (x == NodeId::none) continue;
    const auto left = a.tree.kids(x), right = b.tree.kids(y);
    for (size_t i = left.size(); i > 0; --i) open.emplace_back(left[i - 1], right[i - 1]);
  }
  return NodeId::none;
}

void compare(const Member& member, const std::string& where, bool verbose, Sums& sums) {
  Interner direct_names, grammar_names;
  ParseLimits limits;
  double start = processor_ms();
  const Tree direct = parse(member.bytes, direct_names, limits);
  sums.direct_ms += processor_ms() - start;
  limits.front_end = FrontEnd::kGrammar;
  start = processor_ms();
  const Tree grammar = parse(member.bytes, grammar_names, limits);
  sums.grammar_ms += processor_ms() - start;
  ++sums.files;
  sums.bytes += member.bytes.size();
  sums.nodes += grammar.nodes.size();
  const Side a{direct, direct_names}, b{grammar, grammar_names};
  const NodeId difference = first_difference(a, b);
  if (difference == NodeId::none && direct.oddities == grammar.oddities) {
    ++sums.same;
    return;
  }
  const bool better = direct.broken.size() < grammar.broken.size();
  ++(better ? sums.better : sums.different);
  if (better && !verbose) return;
  const uint32_t line = difference == NodeId::none ? 0 : direct.line_of(direct.node(difference).begin);
  std::printf("%s %s:%u: %.*s\n", better ? "better   " : "different", where.c_str(), line,
              static_cast<int>(std::min<size_t>(line == 0 ? 0 : direct.line_text(line).size(), 100)),
              line == 0 ? "" : direct.line_text(line).data());
}

}  // namespace

int main(int argc, char** argv) {
  const bool verbose = argc > 2 && std::string(argv[1]) == "--verbose";
  std::ifstream list(argc > 1 ? argv[argc - 1] : "");
  if (!list) {
    std::fputs("usage: antivenom_front_ends [--verbose] LIST\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = std::filesystem::path(argv[argc - 1]).parent_path();
  Sums sums;
  for (std::string line; std::getline(list, line);) {
    if (line.empty()) continue;
    const Artifact artifact = unpack(read_file(folder / line), line);
    ++sums.archives;
    for (const Member& member : artifact.members)
      if (member.content == Content::python) compare(member, line + "!" + member.path, verbose, sums);
  }
  std::printf("%zu files of %zu archives, %.1f MB, %.1f million nodes\n", sums.files, sums.archives,
              static_cast<double>(sums.bytes) / 1e6, static_cast<double>(sums.nodes) / 1e6);
  std::printf("same %zu, different %zu, parsed by the direct parser alone %zu\n", sums.same, sums.different,
              sums.better);
  std::printf("direct %.1f MB/s, tree-sitter %.1f MB/s, ratio %.1f\n",
              static_cast<double>(sums.bytes) / 1e3 / sums.direct_ms,
              static_cast<double>(sums.bytes) / 1e3 / sums.grammar_ms, sums.grammar_ms / sums.direct_ms);
  return sums.different == 0 ? 0 : 1;
}
