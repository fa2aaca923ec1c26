// A Runtime for tests of natives: evaluates one Python expression over literals, operators, builtin functions and
// methods, so that a test is a row of expression and repr. It knows no names but those of natives.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/interner.h"
#include "interpret/library.h"
#include "interpret/library/numbers.h"
#include "python/tree.h"

namespace antivenom::interpret {

class ExpressionRuntime final : public Runtime {
 public:
  explicit ExpressionRuntime(Heap& heap, uint64_t steps = 50'000'000) : Runtime(heap), steps_(steps) {}

  bool spend(uint64_t steps) override {
    if (steps > steps_) return steps_ = 0, false;
    steps_ -= steps;
    return true;
  }
  void raise(std::string_view exception, std::string_view message) override {
    if (error_.empty()) error_.append(exception).append(": ").append(message);
  }
  bool raised() const override { return !error_.empty(); }
  const std::string_view* shipped_file(std::string_view) override { return nullptr; }
  Class* builtin_class(std::string_view qualified) override {
    Class*& cls = classes_[std::string(qualified)];
    if (cls == nullptr) {
      cls = heap().make<Class>();
      cls->qualified = heap().intern(qualified);
      cls->name = heap().intern(qualified.substr(qualified.rfind('.') + 1));
      cls->builtin = true;
    }
    return cls;
  }
  Value attribute(Value object, Symbol name) override {
    if (object.is(Kind::kNative) && is_type_name(object.as<Native>()->def->name)) {
      const NativeDef* def =
          find_native(std::string(object.as<Native>()->def->name) + "." + std::string(heap().text(name)));
      return def ? Value(heap().make<Native>(def)) : Value();
    }
    const NativeDef* def = find_method(type_name(object), heap().text(name));
    if (def != nullptr) return Value(heap().make<Native>(def, object));
    raise("AttributeError",
          "'" + std::string(type_name(object)) + "' object has no attribute '" + std::string(heap().text(name)) + "'");
    return {};
  }
  Value call(Value callable, CallArgs args) override {
    if (!callable.is(Kind::kNative)) return {};
    const auto* native = callable.as<Native>();
    return native->def->fn(*this, native->self, args);
  }

  // repr of the expression's value, "Error: message" if it raises, "?" if it cannot be computed. `names` are values
  // the expression may use.
  std::string evaluate(std::string_view expression, const std::map<std::string, Value>& names = {}) {
    tree_ = python::parse_text(std::string(expression), heap().names());
    names_ = &names;
    error_.clear();
    if (tree_.kids(tree_.root).empty() || !tree_.broken.empty()) return "syntax";
    const Value v = eval(tree_.kid(tree_.kid(tree_.root, 0), 0));
    if (raised()) return error_;
    if (!v.valid()) return "?";
    const auto text = to_repr(v.is(Kind::kIterator) ? heap().list(items_of(v).value_or(std::vector<Value>{})) : v);
    return raised() ? error_ : text.value_or("?");
  }
  Value value_of(std::string_view expression, const std::map<std::string, Value>& names = {}) {
    tree_ = python::parse_text(std::string(expression), heap().names());
    names_ = &names;
    error_.clear();
    return eval(tree_.kid(tree_.kid(tree_.root, 0), 0));
  }

 private:
  using NodeId = python::NodeId;
  using NodeKind = python::NodeKind;

  Value constant(const python::Constant& c) {
    switch (c.kind) {
      case python::ConstantKind::kTrue:
        return Value::boolean(true);
      case python::ConstantKind::kFalse:
        return Value::boolean(false);
      case python::ConstantKind::kInt:
        return heap().integer(parse_int(c.text, 0).value_or(0));
      case python::ConstantKind::kFloat:
        return Value::real(parse_float(c.text).value_or(0));
      case python::ConstantKind::kStr:
        return heap().str(c.text);
      case python::ConstantKind::kBytes:
        return heap().bytes(c.text);
      case python::ConstantKind::kEllipsis:
        return Value::ellipsis();
      default:
        return Value::none();
    }
  }

  Value name(NodeId node) {
    const std::string_view text = heap().text(tree_.name(node));
    if (auto it = names_->find(std::string(text)); it != names_->end()) return it->second;
    const NativeDef* def = find_native(text);
    return def ? Value(heap().make<Native>(def)) : Value();
  }

  Value compare_chain(NodeId node) {
    Value left = eval(tree_.kid(node, 0));
    for (uint32_t i = 1; i + 1 < tree_.kids(node).size(); i += 2) {
      const Value right = eval(tree_.kid(node, i + 1));
      if (!left.valid() || !right.valid()) return {};
      const auto answer = compare(static_cast<python::Op>(tree_.node(tree_.kid(node, i)).op), left, right);
      if (!answer) return {};
      if (!*answer) return Value::boolean(false);
      left = right;
    }
    return Value::boolean(true);
  }

  Value container(NodeId node, NodeKind kind) {
    std::vector<Value> items;
    for (NodeId kid : tree_.kids(node)) {
      items.push_back(eval(kid));
      if (!items.back().valid()) return {};
    }
    if (kind == NodeKind::kList) return heap().list(std::move(items));
    if (kind == NodeKind::kTuple) return heap().tuple(std::move(items));
    auto* dict = heap().make<Dict>(kind == NodeKind::kSet ? Kind::kSet : Kind::kDict);
    for (size_t i = 0; i < items.size(); ++i) {
      if (kind == NodeKind::kSet) {
        dict_set(dict, items[i], Value::none());
      } else {
        dict_set(dict, items[i], items[i + 1]);
        ++i;
      }
    }
    return Value(dict);
  }

  Value call_node(NodeId node) {
    const Value function = eval(tree_.kid(node, 0));
    CallArgs args;
    for (uint32_t i = 1; i < tree_.kids(node).size(); ++i) {
      const NodeId kid = tree_.kid(node, i);
      const bool keyword = tree_.node(kid).kind == NodeKind::kKeyword;
      const Value v = eval(keyword ? tree_.kid(kid, 0) : kid);
      if (!v.valid()) return {};
      if (keyword) {
        args.keywords.emplace_back(tree_.name(kid), v);
      } else {
        args.positional.push_back(v);
      }
    }
    return function.valid() ? call(function, std::move(args)) : Value();
  }

  Value eval(NodeId id) {
    if (id == NodeId::none) return Value::none();
    const python::Node& node = tree_.node(id);
    const auto op = static_cast<python::Op>(node.op);
    switch (node.kind) {
      case NodeKind::kConstant:
        return constant(tree_.constant(id));
      case NodeKind::kName:
        return name(id);
      case NodeKind::kBinOp: {
        const Value left = eval(tree_.kid(id, 0));
        const Value right = left.valid() ? eval(tree_.kid(id, 1)) : Value();
        return right.valid() ? binary(op, left, right) : Value();
      }
      case NodeKind::kUnaryOp: {
        const Value operand = eval(tree_.kid(id, 0));
        return operand.valid() ? unary(op, operand) : Value();
      }
      case NodeKind::kCompare:
        return compare_chain(id);
      case NodeKind::kList:
      case NodeKind::kTuple:
      case NodeKind::kSet:
      case NodeKind::kDict:
        return container(id, node.kind);
      case NodeKind::kAttribute: {
        const Value object = eval(tree_.kid(id, 0));
        return object.valid() ? attribute(object, tree_.name(id)) : Value();
      }
      case NodeKind::kSlice:
        return Value(heap().make<Slice>(eval(tree_.kid(id, 0)), eval(tree_.kid(id, 1)), eval(tree_.kid(id, 2))));
      case NodeKind::kSubscript: {
        const Value object = eval(tree_.kid(id, 0));
        const Value index = object.valid() ? eval(tree_.kid(id, 1)) : Value();
        return index.valid() ? subscript(object, index) : Value();
      }
      case NodeKind::kCall:
        return call_node(id);
      default:
        return {};
    }
  }

  uint64_t steps_;
  std::string error_;
  python::Tree tree_;
  const std::map<std::string, Value>* names_ = nullptr;
  std::map<std::string, Class*> classes_;
};

}  // namespace antivenom::interpret
