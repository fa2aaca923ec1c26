// Expressions. A result is a known value, an Unknown that remembers where it came from, or Invalid: an exception was
// raised or the budget is out.
#include <algorithm>

#include "base/small_vector.h"
#include "interpret/branches.h"
#include "interpret/library/text_forms.h"

namespace antivenom::interpret {

using python::ConstantKind;
using python::NodeKind;
using python::Op;

Value Interpreter::eval(NodeId node) {
  if (node == NodeId::none) return Value::none();
  if (!spend(1) || raised_) return {};
  if (depth_ >= budget_.eval_depth) {
    exhausted("nesting of " + entry_name_);
    return unknown();
  }
  ++depth_;
  Value value;
  switch (tree().node(node).kind) {
    case NodeKind::kName:
      site_ = node;
      site_unit_ = top().unit;
      value = whole_value(eval_name(node));
      break;
    case NodeKind::kConstant:
      value = eval_constant(node);
      break;
    case NodeKind::kCall:
    case NodeKind::kAttribute:
    case NodeKind::kSubscript:
      value = eval_chain(node);
      break;
    default:
      value = eval_compound(node);
      break;
  }
  --depth_;
  return value;
}

// All but names, constants and chains, which are most.
Value Interpreter::eval_compound(NodeId node) {
  switch (tree().node(node).kind) {
    case NodeKind::kBinOp:
      return eval_bin_op(node);
    case NodeKind::kBoolOp:
      return eval_bool_op(node);
    case NodeKind::kCompare:
      return eval_compare(node);
    case NodeKind::kUnaryOp: {
      Value operand = eval(tree().kid(node, 0));
      return operand.valid() ? unary_value(static_cast<Op>(tree().node(node).op), operand) : Value();
    }
    case NodeKind::kNamedExpr: {
      Value value = eval(tree().kid(node, 1));
      return value.valid() && assign(tree().kid(node, 0), value) ? value : Value();
    }
    case NodeKind::kLambda:
      return make_function(node, sym("<lambda>"));
    case NodeKind::kIfExp: {
      Value test = eval(tree().kid(node, 0));
      if (!test.valid()) return {};
      const std::optional<bool> truth = truth_of(test);
      if (truth) return eval(tree().kid(node, *truth ? 1 : 2));
      Value then, otherwise;
      Flow flow = branch(
          tree().kid(node, 0), test,
          [&] {
            then = eval(tree().kid(node, 1));
            return then.valid() ? Flow::kNormal : Flow::kRaise;
          },
          [&] {
            otherwise = eval(tree().kid(node, 2));
            return otherwise.valid() ? Flow::kNormal : Flow::kRaise;
          });
      return flow == Flow::kNormal ? join(then, otherwise) : Value();
    }
    case NodeKind::kList:
    case NodeKind::kTuple:
    case NodeKind::kSet:
      return eval_container(node);
    case NodeKind::kDict:
      return eval_dict(node);
    case NodeKind::kListComp:
    case NodeKind::kSetComp:
    case NodeKind::kGeneratorExp:
    case NodeKind::kDictComp:
      return eval_comprehension(node);
    case NodeKind::kJoinedStr:
      return eval_joined_str(node);
    case NodeKind::kSlice:
      return eval_slice(node);
    case NodeKind::kAwait:
    case NodeKind::kStarred:
      return eval(tree().kid(node, 0));
    case NodeKind::kYield: {
      Value value = eval(tree().kid(node, 0));
      if (!value.valid()) return {};
      constexpr size_t kMaxYields = 65'536;
      if (top().yields.size() >= kMaxYields) {
        raise("GeneratorExit", "");
        return {};
      }
      top().yields.push_back(value);
      return Value(heap_ref_.new_unknown());  // what the caller sends, which is most often nothing
    }
    case NodeKind::kYieldFrom: {
      Value value = eval(tree().kid(node, 0));
      if (!value.valid()) return {};
      if (auto items = items_of(value))
        top().yields.insert(top().yields.end(), items->begin(), items->end());
      else
        top().yields.push_back(unknown(origins_of(value)));
      if (value.is(Kind::kIterator) && value.as<Iterator>()->returned.valid()) return value.as<Iterator>()->returned;
      if (value.is(Kind::kList) || value.is(Kind::kTuple)) return Value::none();
      return unknown();
    }
    default:
      // A statement or pieces of one inside a broken expression.
      for (NodeId kid : tree().kids(node)) {
        if (kid == NodeId::none) continue;
        const NodeKind kind = tree().node(kid).kind;
        if (kind >= NodeKind::kName && kind <= NodeKind::kSubscript && !eval(kid).valid()) return {};
      }
      return unknown();
  }
}

// ---- names and constants --------------------------------------------------------------------------------------

Value Interpreter::lookup(Symbol name) {
  Activation& activation = top();
  const Scope* innermost = activation.scope;
  const auto& global = innermost->declared_global;
  const bool is_global = !global.empty() && std::find(global.begin(), global.end(), name) != global.end();
  if (!is_global) {
    for (const Scope* scope = innermost; scope != nullptr; scope = scope->enclosing) {
      if (scope->is_module || (scope->is_class && scope != innermost)) continue;
      if (const Value* value = scope->names.find(name)) return *value;
    }
  }
  if (innermost->globals != nullptr) {
    if (const Value* value = innermost->globals->find(name)) return *value;
  }
  const std::string_view text = heap_ref_.text(name);
  if (text == "__builtins__") return reference("builtins");
  if (text == "__class__" && activation.function != nullptr && activation.function->owner != nullptr)
    return Value(activation.function->owner);
  if (Value builtin = builtin_name(name); builtin.valid()) return builtin;
  for (size_t i = star_modules_.size(); i-- > 0;) {
    const std::string full = star_modules_[i] + '.' + std::string(text);
    if (knowledge::find_api(full) != nullptr || find_native(full) != nullptr) return reference(full);
  }
  // Used and never imported: pasted into code that it was not written for. The name tells what is meant.
  if (knowledge::is_standard_module(text) || text == "requests") return reference(text);
  if (!star_modules_.empty()) return reference(star_modules_.back() + '.' + std::string(text));
  return {};
}

Value Interpreter::eval_name(NodeId node) {
  Value value = lookup(tree().name(node));
  return value.valid() ? value : unknown();
}

Value Interpreter::eval_constant(NodeId node) {
  Unit* unit = top().unit;
  const uint32_t index = tree().node(node).value;
  if (unit->literals.size() <= index) unit->literals.resize(tree().constants.size());
  Value& literal = unit->literals[index];
  if (literal.valid()) return literal;
  const python::Constant& constant = tree().constants[index];
  switch (constant.kind) {
    case ConstantKind::kNone:
      return Value::none();
    case ConstantKind::kTrue:
      return Value::boolean(true);
    case ConstantKind::kFalse:
      return Value::boolean(false);
    case ConstantKind::kEllipsis:
      return Value::ellipsis();
    case ConstantKind::kFloat:
      literal = Value::real(std::strtod(constant.text.c_str(), nullptr));
      break;
    case ConstantKind::kImaginary:
      literal = unknown(Origins::none, "complex");
      break;
    case ConstantKind::kStr:
      literal = heap_ref_.literal(Kind::kStr, constant.text);
      break;
    case ConstantKind::kBytes:
      literal = heap_ref_.literal(Kind::kBytes, constant.text);
      break;
    case ConstantKind::kInt: {
      constexpr size_t kMaxDigits = 1'000'000;
      std::string digits = constant.text;
      if (digits.size() > 2 && (digits[1] == 'o' || digits[1] == 'O')) digits.erase(1, 1);  // GMP reads 0... as octal
      mpz_class number;
      if (digits.size() <= kMaxDigits && spend(digits.size() / 64) && number.set_str(digits, 0) == 0)
        literal = heap_ref_.integer(number);
      break;
    }
  }
  if (!literal.valid()) literal = unknown();
  return literal;
}

// ---- operators ------------------------------------------------------------------------------------------------

std::optional<bool> Interpreter::truth_of(Value v) {
  if (v.is(Kind::kInstance)) {
    for (const char* method : {"__bool__", "__len__"}) {
      if (const Value* found = find_in_class(v.as<Instance>()->cls, sym(method))) {
        CallArgs none;
        Value result = call_value(bind(*found, v, v.as<Instance>()->cls), none);
        return result.valid() ? truth(result) : std::nullopt;
      }
    }
    return v.as<Instance>()->cls->has_unknown_base ? std::nullopt : std::optional<bool>(true);
  }
  if (v.is_unknown()) {
    const auto* u = v.as<Unknown>();
    if (!u->options().empty()) {
      std::optional<bool> all = truth(u->options().front());
      for (Value option : u->options())
        if (truth(option) != all) return std::nullopt;
      return all;
    }
    // Modules, functions and classes from outside are true; constants of a module are not known.
    const std::string_view name = heap_ref_.text(u->name);
    if (name == "typing.TYPE_CHECKING") return false;
    return std::nullopt;
  }
  return truth(v);
}

Value Interpreter::unary_value(Op op, Value a) {
  if (op == Op::kNot) {
    const std::optional<bool> t = truth_of(a);
    if (raised_ || stopped_) return {};
    return t ? Value::boolean(!*t) : heap_ref_.undecided(origins_of(a));
  }
  if (a.is(Kind::kInstance)) {
    const char* method = op == Op::kInvert ? "__invert__" : op == Op::kUSub ? "__neg__" : "__pos__";
    if (const Value* found = find_in_class(a.as<Instance>()->cls, sym(method))) {
      CallArgs none;
      return call_value(bind(*found, a, a.as<Instance>()->cls), none);
    }
  }
  Value result = a.is_unknown() ? Value() : unary(op, a);
  if (result.valid() || raised_ || stopped_) return result;
  return unknown(origins_of(a), a.is_unknown() ? heap_ref_.text(a.as<Unknown>()->type) : "");
}

namespace {

struct Special {
  Op op;
  const char* left;
  const char* right;
};
constexpr Special kOperatorMethods[] = {
    {Op::kAdd, "__add__", "__radd__"},
    {Op::kSub, "__sub__", "__rsub__"},
    {Op::kMul, "__mul__", "__rmul__"},
    {Op::kDiv, "__truediv__", "__rtruediv__"},
    {Op::kFloorDiv, "__floordiv__", "__rfloordiv__"},
    {Op::kMod, "__mod__", "__rmod__"},
    {Op::kPow, "__pow__", "__rpow__"},
    {Op::kMatMul, "__matmul__", "__rmatmul__"},
    {Op::kLShift, "__lshift__", "__rlshift__"},
    {Op::kRShift, "__rshift__", "__rrshift__"},
    {Op::kBitAnd, "__and__", "__rand__"},
    {Op::kBitOr, "__or__", "__ror__"},
    {Op::kBitXor, "__xor__", "__rxor__"},
    {Op::kEq, "__eq__", "__eq__"},
    {Op::kNotEq, "__ne__", "__ne__"},
    {Op::kLt, "__lt__", "__gt__"},
    {Op::kGt, "__gt__", "__lt__"},
    {Op::kLtE, "__le__", "__ge__"},
    {Op::kGtE, "__ge__", "__le__"},
};

const Special* operator_method(Op op) {
  for (const Special& s : kOperatorMethods)
    if (s.op == op) return &s;
  return nullptr;
}

}  // namespace

Value Interpreter::call_operator(Op op, Value a, Value b, bool& found) {
  const Special* special = operator_method(op);
  found = false;
  if (special == nullptr) return {};
  auto try_on = [&](Value self, Value other, const char* method) -> Value {
    if (!self.is(Kind::kInstance)) return {};
    const Value* attribute_value = find_in_class(self.as<Instance>()->cls, sym(method));
    if (attribute_value == nullptr) return {};
    CallArgs args;
    args.positional.push_back(other);
    found = true;
    return call_value(bind(*attribute_value, self, self.as<Instance>()->cls), args);
  };
  Value result = try_on(a, b, special->left);
  if (found && !(result.is(Kind::kNotImplemented))) return result;
  found = false;
  return try_on(b, a, special->right);
}

Value Interpreter::binary_value(Op op, Value a, Value b) {
  if (a.is(Kind::kInstance) || b.is(Kind::kInstance)) {
    bool found = false;
    Value result = call_operator(op, a, b, found);
    if (found) return result;
    if (a.is(Kind::kInstance) && a.as<Instance>()->payload.valid()) a = a.as<Instance>()->payload;
    if (b.is(Kind::kInstance) && b.as<Instance>()->payload.valid()) b = b.as<Instance>()->payload;
  }
  if (op == Op::kMod && a.is(Kind::kStr)) {
    Value formatted = percent_format(a, b);
    if (formatted.valid() || raised_ || stopped_) return formatted;
    return partly_known("str", percent_hint(a, b), heap_ref_.join(origins_of(a), origins_of(b)), {a, b});
  }
  if (op == Op::kBitXor) last_xor_ = worked();
  if (!a.is_unknown() && !b.is_unknown()) {
    Value result = binary(op, a, b);
    if (result.valid() || raised_ || stopped_) return result;
  }
  // A few alternatives a side are worth computing: both URLs of `base + ("x.exe" if windows else "x")`.
  if (Value mapped = over_options(a, b, [&](Value x, Value y) { return binary_value(op, x, y); }); mapped.valid())
    return mapped;
  const Origins origins = heap_ref_.join(origins_of(a), origins_of(b));
  const std::string_view type_a = type_name(a), type_b = type_name(b);
  if (op == Op::kAdd && (type_a == "str" || type_b == "str" || type_a == "bytes" || type_b == "bytes"))
    return partly_known(type_a == "str" || type_b == "str" ? "str" : "bytes", hint_of(a) + hint_of(b), origins, {a, b});
  if (op == Op::kDiv && (type_a == "pathlib.Path" || type_b == "pathlib.Path"))
    return partly_known("pathlib.Path", hint_of(a) + '/' + hint_of(b), origins, {a, b});
  return unknown(origins, type_a == type_b ? type_a : std::string_view());
}

// Applies an operation to every alternative of two joined values, when there are few; Invalid when not applicable.
Value Interpreter::over_options(Value a, Value b, const std::function<Value(Value, Value)>& operation) {
  const auto count = [](Value v) { return v.is_unknown() ? v.as<Unknown>()->options().size() : size_t{0}; };
  if (count(a) < 2 && count(b) < 2) return {};
  auto options = [](Value v) -> std::vector<Value> {
    if (v.is_unknown() && !v.as<Unknown>()->options().empty()) return v.as<Unknown>()->options();
    return {v};
  };
  const std::vector<Value> left = options(a), right = options(b);
  constexpr size_t kMaxPairs = 4;
  if (left.size() * right.size() == 1 || left.size() * right.size() > kMaxPairs || option_depth_ > 2) return {};
  ++option_depth_;
  Value result;
  for (Value x : left)
    for (Value y : right) {
      Value v = operation(x, y);
      if (raised_) raised_ = false;
      if (stopped_) break;
      if (v.valid()) result = join(result, v);
    }
  --option_depth_;
  return stopped_ ? Value() : result;
}

// a + b + c + ... leans left: collected first, then computed without recursion.
Value Interpreter::eval_bin_op(NodeId node) {
  SmallVector<NodeId, 16> spine;
  NodeId left = node;
  while (tree().node(left).kind == NodeKind::kBinOp) {
    spine.push_back(left);
    left = tree().kid(left, 0);
  }
  Value value = eval(left);
  for (size_t i = spine.size(); i-- > 0 && value.valid();) {
    if (!spend(1)) return {};
    Value right = eval(tree().kid(spine[i], 1));
    if (!right.valid()) return {};
    value = binary_value(static_cast<Op>(tree().node(spine[i]).op), value, right);
  }
  return value;
}

Value Interpreter::eval_bool_op(NodeId node) {
  const bool is_and = static_cast<Op>(tree().node(node).op) == Op::kAnd;
  Value result;
  const auto operands = tree().kids(node);
  for (size_t i = 0; i < operands.size(); ++i) {
    Value value = eval(operands[i]);
    if (!value.valid()) return {};
    const std::optional<bool> t = truth_of(value);
    if (raised_ || stopped_) return {};
    if (t && *t != is_and) return result.valid() ? join(result, value) : value;  // decided
    if (t) {
      if (i + 1 == operands.size()) return result.valid() ? join(result, value) : value;
      continue;
    }
    result = join(result, value);
    if (i + 1 == operands.size()) break;
    // The rest may or may not run.
    Value rest;
    ++tests_on_unknowns_;
    ++uncertain_;
    const size_t depth = conditions_.size();
    conditions_.push(condition(operands[i], value, !is_and));
    Outcome outcome = speculate([&] {
      for (size_t k = i + 1; k < operands.size(); ++k) {
        Value v = eval(operands[k]);
        if (!v.valid()) return Flow::kRaise;
        rest = join(rest, v);
        const std::optional<bool> known_truth = truth_of(v);
        if (known_truth && *known_truth != is_and) break;
      }
      return Flow::kNormal;
    });
    conditions_.leave_to(depth);
    --uncertain_;
    if (stopped_) return {};
    keep_lasting_writes(outcome);
    merge(outcome, Outcome{});
    return join(result, rest);
  }
  return result;
}

Value Interpreter::compare_value(Op op, Value a, Value b) {
  if (a.is(Kind::kInstance) || b.is(Kind::kInstance)) {
    bool found = false;
    Value result = call_operator(op, a, b, found);
    if (found) return result;
    if (op == Op::kIn && b.is(Kind::kInstance)) {
      if (const Value* contains = find_in_class(b.as<Instance>()->cls, sym("__contains__"))) {
        CallArgs args;
        args.positional.push_back(a);
        return call_value(bind(*contains, b, b.as<Instance>()->cls), args);
      }
      if (auto items = instance_items(b, SIZE_MAX)) b = heap_ref_.list(std::move(*items));
      if (raised_ || stopped_) return {};
    }
  }
  if ((op == Op::kIn || op == Op::kNotIn) && b.is(Kind::kNamespace) && a.is(Kind::kStr)) {
    const bool in = b.as<NamespaceView>()->names->find(sym(a.as<Text>()->text())) != nullptr;
    return Value::boolean(in == (op == Op::kIn));
  }
  std::optional<bool> result = compare(op, a, b);
  if (result) return Value::boolean(*result);
  if (raised_ || stopped_) return {};
  return heap_ref_.undecided(heap_ref_.join(origins_of(a), origins_of(b)));
}

Value Interpreter::eval_compare(NodeId node) {
  const auto kids = tree().kids(node);
  Value left = eval(kids[0]);
  if (!left.valid()) return {};
  Value result;
  for (size_t i = 1; i + 1 < kids.size(); i += 2) {
    Value right = eval(kids[i + 1]);
    if (!right.valid()) return {};
    Value one = compare_value(static_cast<Op>(tree().node(kids[i]).op), left, right);
    if (!one.valid()) return {};
    const std::optional<bool> t = truth_of(one);
    if (t == false) return one;
    if (!result.valid() || !t) result = result.valid() && result.is_unknown() ? join(result, one) : one;
    left = right;
  }
  return result.valid() ? result : unknown();
}

// ---- calls, attributes, subscripts ----------------------------------------------------------------------------

Value Interpreter::eval_chain(NodeId node) {
  SmallVector<NodeId, 16> spine;
  NodeId base = node;
  for (;;) {
    const NodeKind kind = tree().node(base).kind;
    if (kind != NodeKind::kCall && kind != NodeKind::kAttribute && kind != NodeKind::kSubscript) break;
    spine.push_back(base);
    base = tree().kid(base, 0);
  }
  Value value = tree().node(base).kind == NodeKind::kName ? eval_name(base) : eval(base);
  for (size_t i = spine.size(); i-- > 0;) {
    if (!value.valid() || !spend(1)) return {};
    const NodeId link = spine[i];
    switch (tree().node(link).kind) {
      case NodeKind::kAttribute: {
        site_ = link;
        site_unit_ = top().unit;
        value = get_attribute(value, tree().name(link), false);
        if (i == 0) value = whole_value(value);
        break;
      }
      case NodeKind::kSubscript: {
        Value index = eval(tree().kid(link, 1));
        if (!index.valid()) return {};
        site_ = link;
        site_unit_ = top().unit;
        value = get_item(value, index);
        break;
      }
      default:
        value = eval_call(link, value);
        break;
    }
  }
  return value;
}

bool Interpreter::eval_arguments(NodeId node, CallArgs& args) {
  const uint32_t count = tree().node(node).child_count;
  args.positional.reserve(count - 1);
  for (uint32_t i = 1; i < count; ++i) {
    const NodeId argument = tree().kid(node, i);
    switch (tree().node(argument).kind) {
      case NodeKind::kKeyword: {
        Value v = eval(tree().kid(argument, 0));
        if (!v.valid()) return false;
        args.keywords.emplace_back(tree().name(argument), v);
        break;
      }
      case NodeKind::kDoubleStarred: {
        Value v = eval(tree().kid(argument, 0));
        if (!v.valid()) return false;
        if (!v.is(Kind::kDict)) {
          args.open_ended = true;
          args.rest = join(args.rest, v);
          break;
        }
        for (const Dict::Entry& entry : v.as<Dict>()->entries)
          if (entry.key.is(Kind::kStr)) args.keywords.emplace_back(sym(entry.key.as<Text>()->text()), entry.value);
        break;
      }
      case NodeKind::kStarred: {
        Value v = eval(tree().kid(argument, 0));
        if (!v.valid()) return false;
        constexpr size_t kMaxSpread = 65'536;
        if (auto items = items_of(v, kMaxSpread)) {
          args.positional.insert(args.positional.end(), items->begin(), items->end());
        } else {
          args.open_ended = true;
          args.rest = join(args.rest, v);
        }
        break;
      }
      default: {
        Value v = eval(argument);
        if (!v.valid()) return false;
        args.positional.push_back(v);
      }
    }
  }
  return true;
}

Value Interpreter::eval_call(NodeId node, Value function) {
  CallArgs args;
  // The room of a call that has ended, mostly: calls are what is made most often.
  if (!spare_lists_.empty()) {
    args.positional = std::move(spare_lists_.back());
    spare_lists_.pop_back();
  }
  const Value result = eval_arguments(node, args) ? call_at(node, function, args) : Value();
  constexpr size_t kMostSpare = 64, kLargestSpare = 16;
  if (args.positional.capacity() <= kLargestSpare && spare_lists_.size() < kMostSpare) {
    args.positional.clear();
    spare_lists_.push_back(std::move(args.positional));
  }
  return result;
}

// The call that stands at `node`.
Value Interpreter::call_at(NodeId node, Value function, CallArgs& args) {
  const NodeId site = site_;
  const Unit* site_unit = site_unit_;
  site_ = node;
  site_unit_ = top().unit;
  // `b = exec; b(...)`: a builtin under another name is an indirect call.
  if (function.is_unknown() && tree().node(tree().kid(node, 0)).kind == NodeKind::kName) {
    const auto* callee = function.as<Unknown>();
    if (callee->name != Symbol::empty && callee->name != tree().name(tree().kid(node, 0)) && !callee->indirect &&
        heap_ref_.text(callee->name).find('.') == std::string_view::npos)
      function = reference(callee->name, true);
  }
  Value result = call_value(function, args);
  site_ = site;
  site_unit_ = site_unit;
  return result;
}

Value Interpreter::eval_slice(NodeId node) {
  Value parts[3] = {Value::none(), Value::none(), Value::none()};
  for (uint32_t i = 0; i < 3; ++i) {
    if (NodeId part = tree().kid(node, i); part != NodeId::none) parts[i] = eval(part);
    if (!parts[i].valid()) return {};
  }
  return Value(heap_ref_.make<Slice>(parts[0], parts[1], parts[2]));
}

Value Interpreter::get_item(Value object, Value index) {
  // One of a few indices: each of them.
  constexpr size_t kMaxIndices = 4;
  if (index.is_unknown() && !index.as<Unknown>()->options().empty() &&
      index.as<Unknown>()->options().size() <= kMaxIndices) {
    Value result;
    for (Value option : std::vector<Value>(index.as<Unknown>()->options())) {
      if (option.is_unknown()) continue;
      const Value item = get_item(object, option);
      raised_ = false;
      if (stopped_) return {};
      if (item.valid()) result = join(result, item);
    }
    if (result.valid()) return result;
  }
  switch (object.kind()) {
    case Kind::kNamespace:
      if (index.is(Kind::kStr)) {
        const Symbol name = sym(index.as<Text>()->text());
        if (const Value* value = object.as<NamespaceView>()->names->find(name)) return computed_name(*value);
        if (heap_ref_.text(name) == "__builtins__") return reference("builtins", true);
        // After `from builtins import *` they are among the globals.
        if (Value builtin = builtin_name(name); builtin.valid()) return computed_name(builtin);
      }
      return unknown(origins_of(index));
    case Kind::kUnknown:
      return item_of_unknown(object.as<Unknown>(), index);
    case Kind::kInstance: {
      auto* instance = object.as<Instance>();
      if (const Value* method = find_in_class(instance->cls, sym("__getitem__"))) {
        CallArgs args;
        args.positional.push_back(index);
        return call_value(bind(*method, object, instance->cls), args);
      }
      if (instance->cls->builtin) {
        if (const NativeDef* def = find_method(heap_ref_.text(instance->cls->qualified), "__getitem__")) {
          CallArgs args;
          args.positional.push_back(index);
          return call_native(def, object, args);
        }
      }
      if (instance->payload.valid()) return get_item(instance->payload, index);
      return unknown(heap_ref_.join(instance->origins, origins_of(index)));
    }
    case Kind::kClass: {
      const Value method = attribute_of_metaclass(object.as<Class>(), sym("__getitem__"));
      if (!method.valid()) return raised_ || stopped_ ? Value() : object;
      CallArgs args;
      args.positional.push_back(index);
      return call_value(method, args);
    }
    case Kind::kFunction:
      return object;  // Generic[T]
    default:
      break;
  }
  if (object.is(Kind::kList) && object.as<Sequence>()->unordered && !index.is(Kind::kSlice))
    return any_item(object, index);
  if (!known(index) || (index.is(Kind::kSlice) && !known(index.as<Slice>()->lower))) return any_item(object, index);
  Value result = subscript(object, index);
  if (result.valid() || raised_ || stopped_) return result;
  return unknown(heap_ref_.join(origins_of(object), origins_of(index)));
}

// container[unknown]: one of a few items, or an unknown.
Value Interpreter::any_item(Value object, Value index) {
  constexpr size_t kFew = 8;
  const Origins origins = heap_ref_.join(origins_of(object), origins_of(index));
  std::vector<Value> candidates;
  if ((object.is(Kind::kList) || object.is(Kind::kTuple)) && !index.is(Kind::kSlice)) {
    if (object.as<Sequence>()->items.size() <= kFew) candidates = object.as<Sequence>()->items;
  } else if (object.is(Kind::kDict) && object.as<Dict>()->live <= kFew) {
    for (const Dict::Entry& entry : object.as<Dict>()->entries)
      if (entry.key.valid()) candidates.push_back(entry.value);
  }
  if (candidates.empty()) return unknown(origins);
  Value result;
  for (Value candidate : candidates) result = join(result, candidate);
  return result;
}

bool Interpreter::set_item(Value object, Value index, Value value) {
  switch (object.kind()) {
    case Kind::kNamespace:
      if (index.is(Kind::kStr)) store(object.as<NamespaceView>()->names, sym(index.as<Text>()->text()), value);
      return true;
    case Kind::kUnknown: {
      auto* target = object.as<Unknown>();
      constexpr size_t kMaxMadeModules = 1'000;
      if (heap_ref_.text(target->name) == "sys.modules" && index.is(Kind::kStr) &&
          made_modules_.size() < kMaxMadeModules) {
        made_modules_[std::string(index.as<Text>()->text())] = value;
        return true;
      }
      const std::string name = std::string(heap_ref_.text(target->name)) + ".__setitem__";
      if (const knowledge::Api* api = knowledge::find_api(name)) {
        CallArgs args;
        args.positional = {index, value};
        record(api->canonical, api->effects, Value(), args, target->indirect);
      }
      if (!target->shared) target->origins = heap_ref_.join(target->origins, origins_of(value));
      return true;
    }
    case Kind::kInstance: {
      auto* instance = object.as<Instance>();
      if (const Value* method = find_in_class(instance->cls, sym("__setitem__"))) {
        CallArgs args;
        args.positional = {index, value};
        return call_value(bind(*method, object, instance->cls), args).valid();
      }
      if (instance->payload.valid()) return set_item(instance->payload, index, value);
      instance->origins = heap_ref_.join(instance->origins, origins_of(value));
      return true;
    }
    default:
      break;
  }
  if (store_subscript(object, index, value) || raised_) return !raised_;
  if (object.is(Kind::kList)) {
    object.as<Sequence>()->origins = heap_ref_.join(object.as<Sequence>()->origins, origins_of(value));
    object.as<Sequence>()->open_ended = true;
  }
  return !stopped_;
}

// ---- containers -----------------------------------------------------------------------------------------------

// Evaluates expressions and `*iterable`s in order; keywords are skipped. False: raised or stopped.
bool Interpreter::eval_items(NodeId node, std::vector<Value>& items, bool& open_ended, Origins& origins) {
  for (NodeId kid : tree().kids(node)) {
    const NodeKind kind = tree().node(kid).kind;
    if (kind == NodeKind::kKeyword || kind == NodeKind::kDoubleStarred) continue;
    if (kind == NodeKind::kStarred) {
      Value v = eval(tree().kid(kid, 0));
      if (!v.valid()) return false;
      if (auto spread = items_of(v)) {
        items.insert(items.end(), spread->begin(), spread->end());
      } else {
        open_ended = true;
        origins = heap_ref_.join(origins, origins_of(v));
      }
      continue;
    }
    Value v = eval(kid);
    if (!v.valid()) return false;
    items.push_back(v);
  }
  return true;
}

Value Interpreter::eval_container(NodeId node) {
  std::vector<Value> items;
  bool open_ended = false;
  Origins origins = Origins::none;
  items.reserve(tree().node(node).child_count);
  if (!eval_items(node, items, open_ended, origins)) return {};
  if (!heap_ref_.charge(items.size() * sizeof(Value))) return unknown();
  if (tree().node(node).kind == NodeKind::kSet) {
    auto* set = heap_ref_.make<Dict>(Kind::kSet);
    for (Value item : items) dict_set(set, item, Value::none());
    set->open_ended = open_ended;
    set->origins = origins;
    return Value(set);
  }
  auto* sequence = heap_ref_.make<Sequence>(tree().node(node).kind == NodeKind::kList ? Kind::kList : Kind::kTuple);
  sequence->items = std::move(items);
  sequence->open_ended = open_ended;
  sequence->origins = origins;
  return Value(sequence);
}

Value Interpreter::eval_dict(NodeId node) {
  auto* dict = heap_ref_.make<Dict>(Kind::kDict);
  const auto kids = tree().kids(node);
  for (size_t i = 0; i + 1 < kids.size(); i += 2) {
    Value value;
    if (kids[i] == NodeId::none) {
      value = eval(kids[i + 1]);
      if (!value.valid()) return {};
      if (value.is(Kind::kDict)) {
        for (const Dict::Entry& entry : value.as<Dict>()->entries)
          if (entry.key.valid()) dict_set(dict, entry.key, entry.value);
      } else {
        dict->open_ended = true;
        dict->origins = heap_ref_.join(dict->origins, origins_of(value));
      }
      continue;
    }
    Value key = eval(kids[i]);
    if (!key.valid()) return {};
    value = eval(kids[i + 1]);
    if (!value.valid()) return {};
    if (key.is(Kind::kList) || key.is(Kind::kDict) || key.is(Kind::kSet) || key.is(Kind::kByteArray)) {
      raise("TypeError", "unhashable type: '" + std::string(type_name(key)) + "'");
      return {};
    }
    heap_ref_.charge(sizeof(Dict::Entry));
    dict_set(dict, key, value);
  }
  return Value(dict);
}

// True if an expression depends on nothing around it: constants, containers, and names that its own comprehensions
// bind.
bool Interpreter::stands_alone(NodeId node) const {
  constexpr size_t kMaxNodes = 200'000;
  std::vector<NodeId> pending{node};
  std::vector<Symbol> bound, used;
  for (size_t seen = 0; !pending.empty(); ++seen) {
    const NodeId next = pending.back();
    pending.pop_back();
    if (next == NodeId::none) continue;
    if (seen > kMaxNodes) return false;
    switch (tree().node(next).kind) {
      case NodeKind::kName:
        used.push_back(tree().name(next));
        break;
      case NodeKind::kComprehension: {
        const NodeId target = tree().kid(next, 0);
        for (NodeId name :
             tree().node(target).kind == NodeKind::kName ? std::span<const NodeId>(&target, 1) : tree().kids(target))
          if (tree().node(name).kind == NodeKind::kName) bound.push_back(tree().name(name));
        break;
      }
      case NodeKind::kNamedExpr:
      case NodeKind::kLambda:
      case NodeKind::kYield:
      case NodeKind::kYieldFrom:
      case NodeKind::kAwait:
        return false;
      default:
        break;
    }
    for (NodeId kid : tree().kids(next)) pending.push_back(kid);
  }
  return std::all_of(used.begin(), used.end(),
                     [&](Symbol name) { return std::find(bound.begin(), bound.end(), name) != bound.end(); });
}

// What a loop runs over. An expression that depends on nothing around it is computed once, however often the loop
// around it comes by: nothing else holds its value.
Value Interpreter::eval_iterable(NodeId node) {
  const NodeKind kind = tree().node(node).kind;
  if (kind == NodeKind::kName || kind == NodeKind::kAttribute || kind == NodeKind::kGeneratorExp) return eval(node);
  Unit* unit = top().unit;
  if (auto it = unit->constant_containers.find(node); it != unit->constant_containers.end())
    return it->second.valid() ? it->second : eval(node);
  const bool alone = stands_alone(node);
  Value value = eval(node);
  const bool container =
      value.is(Kind::kList) || value.is(Kind::kTuple) || value.is(Kind::kDict) || value.is(Kind::kSet);
  unit->constant_containers.emplace(node, alone && container ? value : Value());
  return value;
}

// One `for ... in ... if ...` after the other; `body` runs for each combination. False: raised or stopped.
bool Interpreter::comprehend(NodeId node, uint32_t part, const std::function<bool()>& body) {
  if (part >= tree().node(node).child_count) return body();
  const NodeId comprehension = tree().kid(node, part);
  const NodeId target = tree().kid(comprehension, 0);
  // The first iterable is evaluated outside: names of a class body are seen by it alone.
  Scope* inner = top().scope;
  const bool first = part == (tree().node(node).kind == NodeKind::kDictComp ? 2u : 1u);
  if (first) top().scope = comprehension_outer_;
  Value iterable = eval_iterable(tree().kid(comprehension, 1));
  top().scope = inner;
  if (!iterable.valid()) return false;
  if (Value lines = lines_of_file(iterable); lines.valid()) iterable = lines;
  auto one = [&](Value item) {
    if (!assign(target, item)) return false;
    const uint32_t count = tree().node(comprehension).child_count;
    for (uint32_t i = 2; i < count; ++i) {
      Value test = eval(tree().kid(comprehension, i));
      if (!test.valid()) return false;
      const std::optional<bool> keep = truth_of(test);
      if (raised_ || stopped_) return false;
      if (keep == false) return true;
      if (!keep) comprehension_open_ = true;
    }
    return comprehend(node, part + 1, body);
  };
  LoopShare share(*this);
  if (iterable.is(Kind::kRange)) {
    const auto* range = iterable.as<Range>();
    const uint64_t length = range->length();
    int64_t value = range->start;
    uint64_t i = 0;
    for (; i < length && !share.spent(); ++i) {
      if (!spend(1) || !one(Value::integer(value))) return false;
      if (i + 1 < length) value += range->step;
    }
    if (i == length) return true;
  } else if (auto items = items_of(iterable)) {
    auto item = items->begin();
    for (; item != items->end() && !share.spent(); ++item)
      if (!spend(1) || !one(*item)) return false;
    if (item == items->end()) return true;
  } else if (iterable.is(Kind::kList)) {
    for (Value item : std::vector<Value>(iterable.as<Sequence>()->items))
      if (!one(item)) return false;
  }
  comprehension_open_ = true;
  return one(unknown(origins_of(iterable)));
}

Value Interpreter::eval_comprehension(NodeId node) {
  const NodeKind kind = tree().node(node).kind;
  Scope* scope = heap_ref_.make<Scope>();
  scope->enclosing = top().scope;
  scope->globals = top().scope->globals;
  Scope* outer = top().scope;
  Scope* const outer_comprehension = comprehension_outer_;
  comprehension_outer_ = outer;
  top().scope = scope;
  const bool outer_open = comprehension_open_;
  comprehension_open_ = false;
  std::vector<Value> items;
  Dict* dict = kind == NodeKind::kDictComp || kind == NodeKind::kSetComp
                   ? heap_ref_.make<Dict>(kind == NodeKind::kDictComp ? Kind::kDict : Kind::kSet)
                   : nullptr;
  const bool done = comprehend(node, kind == NodeKind::kDictComp ? 2 : 1, [&] {
    Value item = eval(tree().kid(node, 0));
    if (!item.valid()) return false;
    if (!heap_ref_.charge(sizeof(Value) * 2)) return false;
    if (dict == nullptr) {
      items.push_back(item);
      return true;
    }
    Value value = kind == NodeKind::kDictComp ? eval(tree().kid(node, 1)) : Value::none();
    if (!value.valid()) return false;
    dict_set(dict, item, value);
    return true;
  });
  top().scope = outer;
  comprehension_outer_ = outer_comprehension;
  const bool open_ended = comprehension_open_;
  comprehension_open_ = outer_open;
  if (!done) return raised_ || stopped_ ? Value() : unknown();
  if (dict != nullptr) {
    dict->open_ended = open_ended;
    return Value(dict);
  }
  if (kind == NodeKind::kListComp || open_ended) {
    Value list = heap_ref_.list(std::move(items));
    if (list.is(Kind::kList)) list.as<Sequence>()->open_ended = open_ended;
    return list;
  }
  auto* iterator = heap_ref_.make<Iterator>();
  iterator->items = std::move(items);
  return Value(iterator);
}

Value Interpreter::eval_joined_str(NodeId node) {
  std::string text;
  bool all_known = true;
  Origins origins = Origins::none;
  Trail trail = Trail::none;
  for (NodeId part : tree().kids(node)) {
    if (tree().node(part).kind == NodeKind::kConstant) {
      text += tree().constant(part).text;
      continue;
    }
    Value value = eval(tree().kid(part, 0));
    if (!value.valid()) return {};
    std::string spec;
    if (NodeId spec_node = tree().kid(part, 1); spec_node != NodeId::none) {
      Value spec_value = eval(spec_node);
      if (!spec_value.valid()) return {};
      if (spec_value.is(Kind::kStr)) spec = spec_value.as<Text>()->text();
    }
    const char conversion = static_cast<char>(tree().node(part).op);
    std::optional<std::string> piece;
    if (conversion == 'r' || conversion == 'a') {
      piece = to_repr(value);
      if (piece && conversion == 'a') piece = escape_non_ascii(*piece);
      if (piece && !spec.empty()) {
        const Value plain = heap_ref_.str(*piece);
        const Value padded = plain.valid() ? format(plain, spec) : Value();
        piece = padded.is(Kind::kStr) ? std::optional(std::string(padded.as<Text>()->text())) : std::nullopt;
      }
    } else if (value.is(Kind::kInstance)) {
      piece = text_of_instance(value);
    } else if (spec.empty() && !value.is_unknown()) {
      piece = to_str(value);
    } else {
      Value formatted = value.is_unknown() ? Value() : format(value, spec);
      if (formatted.is(Kind::kStr)) piece = std::string(formatted.as<Text>()->text());
    }
    if (raised_ || stopped_) return {};
    origins = heap_ref_.join(origins, origins_of(value));
    if (piece) trail = heap_ref_.join(trail, trail_of(value));
    if (!piece) {
      all_known = false;
      piece = hint_of(value);
    }
    if (text.size() + piece->size() > budget_.value_bytes) return unknown(origins, "str");
    text += *piece;
  }
  if (all_known) {
    Value result = heap_ref_.str(text, origins, trail);
    return result.valid() ? result : unknown(origins, "str");
  }
  Value partial = unknown_like("str", std::move(text), origins);
  partial.as<Unknown>()->trail = trail;
  return partial;
}

}  // namespace antivenom::interpret
