#include "python/tree.h"

#include <algorithm>

namespace antivenom::python {

uint32_t Tree::line_of(uint32_t offset) const {
  const auto after = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  return std::max<uint32_t>(1, static_cast<uint32_t>(after - line_starts.begin()));
}

std::string_view Tree::line_text(uint32_t line) const {
  if (line == 0 || line > line_starts.size()) return {};
  const uint32_t begin = line_starts[line - 1];
  const size_t end = line < line_starts.size() ? line_starts[line] : text.size();
  std::string_view all = std::string_view(text).substr(begin, end - begin);
  while (!all.empty() && (all.back() == '\n' || all.back() == '\r')) all.remove_suffix(1);
  return all;
}

bool has_name(NodeKind kind) {
  switch (kind) {
    case NodeKind::kFunctionDef:
    case NodeKind::kClassDef:
    case NodeKind::kExceptHandler:
    case NodeKind::kImportFrom:
    case NodeKind::kAlias:
    case NodeKind::kName:
    case NodeKind::kKeyword:
    case NodeKind::kAttribute:
    case NodeKind::kParameter:
    case NodeKind::kPatternCapture:
    case NodeKind::kPatternAs:
    case NodeKind::kPatternStar:
      return true;
    default:
      return false;
  }
}

}  // namespace antivenom::python
