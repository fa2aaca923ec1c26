// Trees as text, for goldens.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "python/tree.h"

namespace antivenom::python {

inline std::string dump_by(FrontEnd front_end, std::string_view source) {
  Interner names;
  ParseLimits limits;
  limits.front_end = front_end;
  return dump(parse(source, names, limits), names);
}

// The tree of `source`, of which both front ends make the same.
inline std::string dump_of(std::string_view source) {
  const std::string tree = dump_by(FrontEnd::kDirect, source);
  EXPECT_EQ(tree, dump_by(FrontEnd::kGrammar, source)) << "the front ends differ";
  return tree;
}

}  // namespace antivenom::python
