#include "interpret/node_index.h"

namespace antivenom::interpret {

using python::ConstantKind;
using python::NodeId;
using python::NodeKind;
using python::Op;

NodeIndex::NodeIndex(const python::Tree& tree, std::vector<bool>& mentioned) {
  texts.reserve(tree.constants.size());
  for (uint32_t i = 0; i < tree.nodes.size(); ++i) {
    const python::Node& n = tree.nodes[i];
    const auto id = static_cast<NodeId>(i);
    switch (n.kind) {
      case NodeKind::kName:
      case NodeKind::kAttribute:
        mentioned[n.value] = true;
        break;
      case NodeKind::kConstant:
        if (const ConstantKind kind = tree.constants[n.value].kind;
            kind == ConstantKind::kStr || kind == ConstantKind::kBytes)
          texts.push_back(id);
        break;
      case NodeKind::kJoinedStr:
        texts.push_back(id);
        break;
      case NodeKind::kList:
      case NodeKind::kTuple:
        if (n.child_count >= kLongRow) rows.push_back(id);
        break;
      case NodeKind::kBinOp:
        if (static_cast<Op>(n.op) == Op::kAdd) joints.push_back(id);
        break;
      case NodeKind::kCall:
        computes = true;
        if (n.child_count == 2) joints.push_back(id);
        break;
      case NodeKind::kLambda:
        computes = true;
        break;
      case NodeKind::kFunctionDef:
        computes = true;
        binders.push_back(id);
        break;
      case NodeKind::kClassDef:
      case NodeKind::kParameter:
      case NodeKind::kExceptHandler:
      case NodeKind::kAssign:
      case NodeKind::kAnnAssign:
      case NodeKind::kFor:
      case NodeKind::kComprehension:
      case NodeKind::kNamedExpr:
      case NodeKind::kWithItem:
      case NodeKind::kAlias:
        binders.push_back(id);
        break;
      default:
        break;
    }
  }
}

}  // namespace antivenom::interpret
