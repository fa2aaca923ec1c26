// What several passes look for in a tree, found in one walk over its nodes while they are still warm from parsing.
#pragma once

#include <cstdint>
#include <vector>

#include "python/tree.h"

namespace antivenom::interpret {

// Nodes in the order of the tree.
struct NodeIndex {
  // Sets `mentioned`, by symbol, for each name and attribute; it must have room for the names of the tree.
  NodeIndex(const python::Tree& tree, std::vector<bool>& mentioned);

  static constexpr uint32_t kLongRow = 200;
  std::vector<python::NodeId> texts;    // literals that are text, f-strings
  std::vector<python::NodeId> binders;  // statements and parts that bind names
  std::vector<python::NodeId> rows;     // lists and tuples of kLongRow items and more
  std::vector<python::NodeId> joints;   // a + b, and calls with one argument
  bool computes = false;                // there is a call or a function
};

}  // namespace antivenom::interpret
