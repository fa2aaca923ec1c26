// ast.literal_eval: parse, then allow literals only.
#include "interpret/library/numbers.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "python/tree.h"

namespace antivenom::interpret {
namespace {

using python::NodeId;
using python::NodeKind;
using python::Tree;

constexpr int kMaxLiteralDepth = 200;  // the parser's own bound is in the same order

class Evaluator {
 public:
  Evaluator(Runtime& runtime, const Tree& tree) : runtime_(runtime), tree_(tree) {}

  Value evaluate(NodeId id, int depth) {
    if (id == NodeId::none || depth > kMaxLiteralDepth || !runtime_.spend(1)) return {};
    const python::Node& node = tree_.node(id);
    switch (node.kind) {
      case NodeKind::kConstant:
        return constant(tree_.constant(id));
      case NodeKind::kTuple:
        return sequence(id, depth, Kind::kTuple);
      case NodeKind::kList:
        return sequence(id, depth, Kind::kList);
      case NodeKind::kSet:
        return set(id, depth);
      case NodeKind::kDict:
        return dict(id, depth);
      case NodeKind::kUnaryOp:
        return sign(id, depth);
      case NodeKind::kError:
        return malformed();
      default:
        return malformed();
    }
  }

 private:
  Value malformed() { return raise(runtime_, "ValueError", "malformed node or string"); }

  Value constant(const python::Constant& constant) {
    switch (constant.kind) {
      case python::ConstantKind::kNone:
        return Value::none();
      case python::ConstantKind::kTrue:
        return Value::boolean(true);
      case python::ConstantKind::kFalse:
        return Value::boolean(false);
      case python::ConstantKind::kEllipsis:
        return Value::ellipsis();
      case python::ConstantKind::kStr:
        return runtime_.heap().str(constant.text);
      case python::ConstantKind::kBytes:
        return runtime_.heap().bytes(constant.text);
      case python::ConstantKind::kInt: {
        const auto number = parse_int(constant.text, 0);
        return number ? make_bigint(runtime_, *number) : Value();
      }
      case python::ConstantKind::kFloat: {
        const auto number = parse_float(constant.text);
        return number ? Value::real(*number) : Value();
      }
      case python::ConstantKind::kImaginary:
        return {};
    }
    return {};
  }

  bool children(NodeId id, int depth, std::vector<Value>& out) {
    for (const NodeId kid : tree_.kids(id)) {
      out.push_back(evaluate(kid, depth + 1));
      if (!out.back().valid()) return false;
    }
    return true;
  }

  Value sequence(NodeId id, int depth, Kind kind) {
    std::vector<Value> items;
    if (!children(id, depth, items)) return {};
    return kind == Kind::kTuple ? runtime_.heap().tuple(std::move(items)) : runtime_.heap().list(std::move(items));
  }

  Value set(NodeId id, int depth) {
    std::vector<Value> items;
    if (!children(id, depth, items)) return {};
    auto* made = runtime_.heap().make<Dict>(Kind::kSet);
    for (const Value item : items) runtime_.dict_set(made, item, Value::none());
    return Value(made);
  }

  Value dict(NodeId id, int depth) {
    const auto kids = tree_.kids(id);
    auto* made = runtime_.heap().make<Dict>(Kind::kDict);
    for (size_t i = 0; i + 1 < kids.size(); i += 2) {
      if (kids[i] == NodeId::none) return malformed();
      const Value key = evaluate(kids[i], depth + 1), value = key.valid() ? evaluate(kids[i + 1], depth + 1) : Value();
      if (!value.valid()) return {};
      runtime_.dict_set(made, key, value);
    }
    return Value(made);
  }

  Value sign(NodeId id, int depth) {
    const auto op = static_cast<python::Op>(tree_.node(id).op);
    if (op != python::Op::kUSub && op != python::Op::kUAdd) return malformed();
    const Value v = evaluate(tree_.kid(id, 0), depth + 1);
    if (!v.valid()) return {};
    if (!v.is(Kind::kInt) && !v.is(Kind::kBigInt) && !v.is(Kind::kFloat)) return malformed();
    return runtime_.unary(op, v);
  }

  Runtime& runtime_;
  const Tree& tree_;
};

Value literal_eval(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  std::string text = in.str(0, "node_or_string");
  if (!in.ok() || !spend_bytes(runtime, text.size() * 8)) return {};
  text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
  const Tree tree = python::parse_text(text, runtime.heap().names());
  if (!tree.broken.empty() || tree.root == NodeId::none) return raise(runtime, "SyntaxError", "invalid syntax");
  const auto statements = tree.kids(tree.root);
  if (statements.size() != 1 || tree.node(statements[0]).kind != NodeKind::kExprStmt)
    return raise(runtime, "SyntaxError", "invalid syntax");
  return Evaluator(runtime, tree).evaluate(tree.kid(statements[0], 0), 0);
}

constexpr NativeDef kLiteralEvalNatives[] = {
    {"ast.literal_eval", literal_eval},
};

}  // namespace

std::span<const NativeDef> literal_eval_natives() { return kLiteralEvalNatives; }

}  // namespace antivenom::interpret
