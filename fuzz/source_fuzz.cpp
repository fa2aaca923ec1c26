// A Python source file, from its bytes to the verdict. The first byte says where the package has it.
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
  if (size == 0) return 0;
  constexpr size_t kTwiceOf = 16;  // inputs, one is scanned twice
  const ByteView source = fuzz::view(data + 1, size - 1);
  check_tree(source);
  Artifact artifact = fuzz::empty_artifact();
  switch (data[0] % 4) {
    case 0:
      fuzz::add_file(artifact, "sample/__init__.py", Role::package_init, Content::python, "sample", source);
      break;
    case 1:
      fuzz::add_file(artifact, "setup.py", Role::setup, Content::python, "", source);
      break;
    case 2:
      fuzz::add_file(artifact, "tests/test_sample.py", Role::test, Content::python, "", source);
      break;
    default:
      fuzz::add_file(artifact, "sample.pth", Role::startup, Content::text, "", source);
  }
  fuzz::scan_and_check(artifact, size % kTwiceOf == 0);
  return 0;
}
