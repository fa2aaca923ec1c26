// What several passes look for in a tree, found in one walk over its nodes while they are still warm from parsing.
#pragma once

#include <cstdint>
#include <vector>

#include "python/tree.h"

namespace antivenom::interpret {

// Nodes in the order of the tree.
class NodeIndex {
 public:
  // Sets `mentioned`, by symbol, for each name and attribute; it must have room for the names of the tree.
  NodeIndex(const python::Tree& tree, std::vector<bool>& mentioned);

  static constexpr uint32_t kLongRow = 200;
  std::vector<python::NodeId> texts;    // literals that are text, f-strings
  std::vector<python::NodeId> binders;  // statements and parts that bind names
  std::vector<python::NodeId> rows;     // lists and tuples of kLongRow items and more
  std::vector<python::NodeId> joints;   // a + b, and calls with one argument
  // Functions whose own body yields: what stands in a function, lambda or class inside of them does not count.
  std::vector<python::NodeId> generators;
  bool computes = false;  // there is a call or a function

 private:
  // Children stand before their parents, so that each yield is taken by the innermost that holds it.
  void take_yields(const python::Tree& tree, python::NodeId holder);
  std::vector<uint32_t> yields_;  // where those begin that nothing took yet
};

}  // namespace antivenom::interpret
