// The grammar of tree-sitter-toml over a text, and where the text leaves it. Only src/toml sees this.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <tree_sitter/api.h>

#include "base/c_memory.h"
#include "toml/toml.h"

namespace antivenom::toml {

struct TreeDeleter {
  void operator()(TSTree* tree) const { give_back(ts_tree_delete, tree); }
};

struct Syntax {
  std::string text;  // what `tree` is of: the text, or what stands before the line that is broken
  std::unique_ptr<TSTree, TreeDeleter> tree;  // may be null where the text is broken
  std::optional<Failure> failure;
};

// Parses `text`. The work is linear in its length however broken it is.
Syntax parse_syntax(std::string_view text);

}  // namespace antivenom::toml
