// What code reads of itself: docstrings, defaults, annotations, the names and constants of its code objects, its
// source. Payloads hide there because nobody looks for code in them.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

using python::ConstantKind;
using python::NodeId;
using python::NodeKind;

namespace {

constexpr size_t kMaxParts = 65'536;  // names or constants of one code object

bool is_text(const python::Tree& tree, NodeId node) {
  return tree.node(node).kind == NodeKind::kConstant && tree.constant(node).kind == ConstantKind::kStr;
}

// The text of the docstring of a block, or nullptr.
const std::string* docstring_text(const python::Tree& tree, NodeId block) {
  const NodeId first = block == NodeId::none ? NodeId::none : tree.kid(block, 0);
  if (first == NodeId::none || tree.node(first).kind != NodeKind::kExprStmt) return nullptr;
  const NodeId text = tree.kid(first, 0);
  return text != NodeId::none && is_text(tree, text) ? &tree.constant(text).text : nullptr;
}

// The nodes below `root` in the order in which they are evaluated (children first), without functions and classes.
std::vector<NodeId> in_order(const python::Tree& tree, NodeId root) {
  std::vector<NodeId> order;
  std::vector<std::pair<NodeId, bool>> pending{{root, false}};
  while (!pending.empty() && order.size() < kMaxParts) {
    const auto [node, opened] = pending.back();
    pending.pop_back();
    if (node == NodeId::none) continue;
    const NodeKind kind = tree.node(node).kind;
    if (opened) {
      order.push_back(node);
      continue;
    }
    if (node != root && (kind == NodeKind::kFunctionDef || kind == NodeKind::kLambda || kind == NodeKind::kClassDef))
      continue;
    pending.emplace_back(node, true);
    const auto kids = tree.kids(node);
    for (size_t i = kids.size(); i-- > 0;) pending.emplace_back(kids[i], false);
  }
  return order;
}

}  // namespace

Value Interpreter::docstring(const Unit* unit, NodeId block) {
  const std::string* text = unit != nullptr ? docstring_text(unit->tree, block) : nullptr;
  Value value = text != nullptr ? heap_ref_.str(*text) : Value();
  return value.valid() ? value : Value::none();
}

Value Interpreter::own_text_of_function(Function* function, std::string_view name) {
  const python::Tree& t = function->unit->tree;
  const bool lambda = t.node(function->node).kind == NodeKind::kLambda;
  if (name == "__doc__") return lambda ? Value::none() : docstring(function->unit, t.kid(function->node, 1));
  if (name == "__module__") {
    const Value* module = function->globals != nullptr ? function->globals->find(sym("__name__")) : nullptr;
    return module != nullptr ? *module : unknown();
  }
  if (name == "__dict__") return Value(heap_ref_.make<NamespaceView>(&function->attributes));
  if (name == "__defaults__") {
    std::vector<Value> defaults;
    for (Value v : function->defaults)
      if (v.valid()) defaults.push_back(v);
    return defaults.empty() ? Value::none() : heap_ref_.tuple(std::move(defaults));
  }
  if (name == "__annotations__") {
    auto* annotations = heap_ref_.make<Dict>(Kind::kDict);
    const NodeId parameters = t.kid(function->node, 0);
    auto add = [&](std::string_view parameter, NodeId annotation) {
      if (annotation == NodeId::none) return;
      Value value = is_text(t, annotation) ? heap_ref_.str(t.constant(annotation).text) : unknown();
      if (value.valid()) dict_set(annotations, heap_ref_.str(parameter), value);
    };
    if (parameters != NodeId::none)
      for (NodeId parameter : t.kids(parameters)) add(heap_ref_.text(t.name(parameter)), t.kid(parameter, 1));
    if (!lambda) add("return", t.kid(function->node, 2));
    return Value(annotations);
  }
  return unknown();
}

// co_consts and co_names of a function of the package: its constants (the docstring or None first) and the names it
// looks up outside of itself, each once, in the order of its code.
Value Interpreter::attribute_of_code(Code* code, Symbol name) {
  const std::string_view text = heap_ref_.text(name);
  if (text == "replace") return Value(heap_ref_.make<BoundMethod>(Value(code), reference("types.CodeType.replace")));
  if (code->bytecode >= 0) return attribute_of_marshalled(code, text);
  const Function* function = code->function;
  if (function == nullptr) return unknown(code->origins);
  if (text == "co_name") return heap_ref_.str(heap_ref_.text(function->name));
  if (text == "co_firstlineno")
    return Value::integer(function->unit->tree.line_of(function->unit->tree.node(function->node).begin));
  const bool constants = text == "co_consts", names = text == "co_names", locals = text == "co_varnames";
  if (!constants && !names && !locals) return unknown();
  const python::Tree& t = function->unit->tree;
  const NodeId parameters = t.kid(function->node, 0), body = t.kid(function->node, 1);
  std::vector<Value> parts;
  std::vector<Symbol> seen, bound;
  if (parameters != NodeId::none)
    for (NodeId parameter : t.kids(parameters)) bound.push_back(t.name(parameter));
  const std::vector<NodeId> order = in_order(t, body);
  if (!spend(order.size())) return {};
  for (NodeId node : order) {
    const NodeKind kind = t.node(node).kind;
    if (kind != NodeKind::kAssign) continue;
    for (uint32_t i = 1; i < t.node(node).child_count; ++i)
      if (t.node(t.kid(node, i)).kind == NodeKind::kName) bound.push_back(t.name(t.kid(node, i)));
  }
  if (locals) {
    for (Symbol s : bound) parts.push_back(heap_ref_.str(heap_ref_.text(s)));
    return heap_ref_.tuple(std::move(parts));
  }
  if (constants)
    parts.push_back(docstring(function->unit, t.node(function->node).kind == NodeKind::kLambda ? NodeId::none : body));
  for (NodeId node : order) {
    const NodeKind kind = t.node(node).kind;
    if (constants && kind == NodeKind::kConstant) {
      const python::Constant& c = t.constant(node);
      if (c.kind != ConstantKind::kStr && c.kind != ConstantKind::kBytes && c.kind != ConstantKind::kInt) continue;
      Value value = c.kind == ConstantKind::kStr     ? heap_ref_.str(c.text)
                    : c.kind == ConstantKind::kBytes ? heap_ref_.bytes(c.text)
                                                     : Value();
      mpz_class number;
      if (c.kind == ConstantKind::kInt && c.text.size() < 1'000 && number.set_str(c.text, 0) == 0)
        value = heap_ref_.integer(number);
      if (!value.valid()) return unknown();
      const bool again = std::any_of(parts.begin(), parts.end(),
                                     [&](Value v) { return v.kind() == value.kind() && equal(v, value) == true; });
      if (!again) parts.push_back(value);
    }
    if (names && (kind == NodeKind::kName || kind == NodeKind::kAttribute)) {
      const Symbol s = t.name(node);
      const bool local = kind == NodeKind::kName && std::find(bound.begin(), bound.end(), s) != bound.end();
      if (local || std::find(seen.begin(), seen.end(), s) != seen.end()) continue;
      seen.push_back(s);
      parts.push_back(heap_ref_.str(heap_ref_.text(s)));
    }
    if (parts.size() > kMaxParts || !spend(1 + parts.size() / 16)) return unknown();
  }
  return heap_ref_.tuple(std::move(parts));
}

// inspect.getsource(): whole lines of a module, function or class of the package.
Value Interpreter::source_of(Value object) {
  const Unit* unit = nullptr;
  NodeId node = NodeId::none;
  if (object.is(Kind::kBoundMethod)) object = object.as<BoundMethod>()->function;
  if (object.is(Kind::kCode) && object.as<Code>()->function != nullptr) object = Value(object.as<Code>()->function);
  if (object.is(Kind::kModule)) unit = object.as<Module>()->unit;
  if (object.is(Kind::kFunction)) unit = object.as<Function>()->unit, node = object.as<Function>()->node;
  if (object.is(Kind::kClass)) unit = object.as<Class>()->unit, node = object.as<Class>()->node;
  if (unit == nullptr) return {};
  const std::string_view text = unit->tree.text;
  if (node == NodeId::none) return heap_ref_.str(text);
  const python::Node& n = unit->tree.node(node);
  const size_t begin = unit->tree.line_starts[unit->tree.line_of(n.begin) - 1];
  const size_t end = std::min(text.find('\n', std::max(n.begin, n.end > 0 ? n.end - 1 : 0)), text.size() - 1);
  return heap_ref_.str(text.substr(begin, end - begin + 1));
}

}  // namespace antivenom::interpret
