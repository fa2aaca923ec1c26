// A Python source file, to its tree: no more, so that many inputs are read a second.
#include "fuzz.h"
#include "python/tree.h"

namespace {

using namespace antivenom;

void check_tree(ByteView source) {
  Interner names;
  const python::Tree tree = python::parse(source, names);
  fuzz::require(tree.root != python::NodeId::none, "a tree has a root");
  for (const python::Node& node : tree.nodes) {
    fuzz::require(node.begin <= node.end && node.end <= tree.text.size(), "a node lies inside its source");
    fuzz::require(node.first_child + uint64_t{node.child_count} <= tree.children.size(), "a node's children are there");
  }
  for (python::NodeId child : tree.children)
    fuzz::require(child == python::NodeId::none || static_cast<uint32_t>(child) < tree.nodes.size(),
                  "a child is a node");
  for (const python::BrokenRegion& region : tree.broken)
    fuzz::require(region.begin <= region.end && region.end <= tree.text.size(),
                  "a broken region lies inside its source");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  check_tree(fuzz::view(data, size));
  return 0;
}
