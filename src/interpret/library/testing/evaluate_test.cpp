#include "interpret/library/testing/evaluate.h"

#include <gtest/gtest.h>

#include <map>

#include "interpret/library/numbers.h"
#include "python/tree.h"

namespace antivenom::interpret {
namespace {

using python::NodeId;
using python::NodeKind;
using python::Tree;

class Evaluation {
 public:
  Evaluation(TestRuntime& runtime, const Tree& tree) : runtime_(runtime), tree_(tree) {}

  Value statement(NodeId id) {
    if (tree_.node(id).kind == NodeKind::kExprStmt) return value(tree_.kid(id, 0));
    const Value v = value(tree_.kid(id, 0));  // Assign: value, target
    names_[std::string(name(tree_.kid(id, 1)))] = v;
    return v;
  }

 private:
  std::string_view name(NodeId id) { return runtime_.heap().text(tree_.name(id)); }

  // "base64.b64decode" of Name and Attribute nodes; empty for other expressions.
  std::string dotted(NodeId id) {
    if (tree_.node(id).kind == NodeKind::kName) return std::string(name(id));
    if (tree_.node(id).kind != NodeKind::kAttribute) return {};
    const std::string object = dotted(tree_.kid(id, 0));
    return object.empty() ? object : object + "." + std::string(name(id));
  }

  Value global(NodeId id) {
    const std::string qualified = dotted(id);
    if (qualified.empty()) return {};
    if (const auto it = names_.find(qualified); it != names_.end()) return it->second;
    if (const NativeDef* def = find_native(qualified)) return Value(runtime_.heap().make<Native>(def));
    return module_constant(runtime_.heap(), qualified);
  }

  Value value(NodeId id) {
    const python::Node& node = tree_.node(id);
    switch (node.kind) {
      case NodeKind::kConstant:
        return constant(tree_.constant(id));
      case NodeKind::kTuple:
        return runtime_.heap().tuple(values(id));
      case NodeKind::kList:
        return runtime_.heap().list(values(id));
      case NodeKind::kDict: {
        auto* dict = runtime_.heap().make<Dict>(Kind::kDict);
        const std::vector<Value> items = values(id);
        for (size_t i = 0; i + 1 < items.size(); i += 2) runtime_.dict_set(dict, items[i], items[i + 1]);
        return Value(dict);
      }
      case NodeKind::kBinOp: {
        const Value left = value(tree_.kid(id, 0)), right = value(tree_.kid(id, 1));
        return runtime_.binary(static_cast<python::Op>(node.op), left, right);
      }
      case NodeKind::kUnaryOp:
        return runtime_.unary(static_cast<python::Op>(node.op), value(tree_.kid(id, 0)));
      case NodeKind::kSubscript:
        return subscript(id);
      case NodeKind::kSlice: {
        const auto bound = [&](uint32_t i) {
          return tree_.kid(id, i) == NodeId::none ? Value::none() : value(tree_.kid(id, i));
        };
        const Value lower = bound(0), upper = bound(1), step = bound(2);
        return Value(runtime_.heap().make<Slice>(lower, upper, step));
      }
      case NodeKind::kCompare: {  // one operator
        const auto op = static_cast<python::Op>(tree_.node(tree_.kid(id, 1)).op);
        const auto result = runtime_.compare(op, value(tree_.kid(id, 0)), value(tree_.kid(id, 2)));
        return result ? Value::boolean(*result) : Value();
      }
      case NodeKind::kCall:
        return call(id);
      case NodeKind::kName:
        return global(id);
      case NodeKind::kAttribute: {
        const Value known = global(id);
        if (known.valid()) return known;
        const Value object = value(tree_.kid(id, 0));
        return object.valid() ? runtime_.attribute(object, tree_.name(id)) : Value();
      }
      default:
        return {};
    }
  }

  std::vector<Value> values(NodeId id) {
    std::vector<Value> out;
    for (const NodeId kid : tree_.kids(id)) out.push_back(value(kid));
    return out;
  }

  Value constant(const python::Constant& c) {
    Heap& heap = runtime_.heap();
    switch (c.kind) {
      case python::ConstantKind::kNone:
        return Value::none();
      case python::ConstantKind::kTrue:
        return Value::boolean(true);
      case python::ConstantKind::kFalse:
        return Value::boolean(false);
      case python::ConstantKind::kStr:
        return heap.str(c.text);
      case python::ConstantKind::kBytes:
        return heap.bytes(c.text);
      case python::ConstantKind::kInt:
        return heap.integer(parse_int(c.text, 0).value_or(0));
      case python::ConstantKind::kFloat:
        return Value::real(parse_float(c.text).value_or(0));
      default:
        return {};
    }
  }

  Value subscript(NodeId id) {
    const Value object = value(tree_.kid(id, 0)), index = value(tree_.kid(id, 1));
    if (!object.valid() || !index.valid()) return {};
    if (!object.is(Kind::kInstance)) return runtime_.subscript(object, index);
    CallArgs args;
    args.positional = {index};
    return runtime_.call(runtime_.attribute(object, runtime_.heap().intern("__getitem__")), std::move(args));
  }

  Value call(NodeId id) {
    const Value function = value(tree_.kid(id, 0));
    CallArgs args;
    for (size_t i = 1; i < tree_.kids(id).size(); ++i) {
      const NodeId kid = tree_.kids(id)[i];
      const bool keyword = tree_.node(kid).kind == NodeKind::kKeyword;
      const Value v = value(keyword ? tree_.kid(kid, 0) : kid);
      if (!v.valid()) return {};
      if (keyword)
        args.keywords.emplace_back(tree_.name(kid), v);
      else
        args.positional.push_back(v);
    }
    return function.valid() && !runtime_.raised() ? runtime_.call(function, std::move(args)) : Value();
  }

  TestRuntime& runtime_;
  const Tree& tree_;
  std::map<std::string, Value> names_;
};

}  // namespace

std::string evaluate(TestRuntime& runtime, std::string_view source) {
  const Tree tree = python::parse_text(std::string(source), runtime.heap().names());
  Evaluation evaluation(runtime, tree);
  Value last;
  for (const NodeId id : tree.kids(tree.root)) last = evaluation.statement(id);
  if (runtime.raised()) return "raises " + runtime.exception();
  const auto shown = last.valid() ? runtime.to_repr(last) : std::nullopt;
  return shown.value_or("unknown");
}

std::string evaluate(std::string_view source) {
  TestRuntime runtime;
  return evaluate(runtime, source);
}

TEST(Evaluate, tells_values_errors_and_unknowns_apart) {
  EXPECT_EQ(evaluate("x = [1, 'a']\nx"), "[1, 'a']");
  EXPECT_EQ(evaluate("struct.pack('<H', 70000)"), "raises struct.error");
  EXPECT_EQ(evaluate("no.such.function(1)"), "unknown");
}

}  // namespace antivenom::interpret
