// XML of strangers - XML-RPC answers and RSS - as a tree in one vector. No document types, so no entities either.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace antivenom::collect {

struct XmlNode {
  std::string name;
  std::string text;  // its own, without that of elements inside
  std::vector<uint32_t> children;
};

struct XmlTree {
  std::vector<XmlNode> nodes;  // the first is the root; children come after their parent

  const XmlNode& root() const { return nodes.front(); }
  // The first child of that name, or nullptr; nullptr of nullptr.
  const XmlNode* child(const XmlNode* node, std::string_view name) const;
  // Its text; empty if there is none.
  std::string text(const XmlNode* node, std::string_view name) const;
};

// Never without a root.
Result<XmlTree> parse_xml(std::string_view text);

}  // namespace antivenom::collect
