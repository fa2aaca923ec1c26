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
      case NodeKind::kYield:
      case NodeKind::kYieldFrom:
        yields_.push_back(n.begin);
        break;
      case NodeKind::kLambda:
        computes = true;
        take_yields(tree, id);
        break;
      case NodeKind::kFunctionDef:
        computes = true;
        binders.push_back(id);
        take_yields(tree, id);
        break;
      case NodeKind::kClassDef:
        binders.push_back(id);
        take_yields(tree, id);
        break;
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

void NodeIndex::take_yields(const python::Tree& tree, NodeId holder) {
  const NodeId body = tree.kid(holder, 1);
  const bool function = tree.node(holder).kind == NodeKind::kFunctionDef && body != NodeId::none;
  bool own = false;
  for (; !yields_.empty() && yields_.back() >= tree.node(holder).begin; yields_.pop_back())
    own = own || (function && yields_.back() >= tree.node(body).begin);
  if (own) generators.push_back(holder);
}

}  // namespace antivenom::interpret
