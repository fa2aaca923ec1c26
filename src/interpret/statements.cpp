// Statements, in the order of Python's reference. Control flow that depends on unknowns is in branches.cpp.
#include <algorithm>

#include "interpret/branches.h"
#include "interpret/interpreter.h"

namespace antivenom::interpret {

using python::NodeId;
using python::NodeKind;

Flow Interpreter::exec_block(NodeId block) {
  if (block == NodeId::none) return Flow::kNormal;
  for (NodeId statement : tree().kids(block)) {
    Flow flow = exec(statement);
    if (flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

Flow Interpreter::exec(NodeId node) {
  if (!spend(1)) return Flow::kStop;
  if (depth_ >= budget_.eval_depth) {
    exhausted("nesting of " + entry_name_);
    return Flow::kNormal;
  }
  ++depth_;
  if (top().unit->runs_first(node)) patience_.renew(steps_, kStatementIsWorth);
  Flow flow = Flow::kNormal;
  switch (tree().node(node).kind) {
    case NodeKind::kExprStmt:
      eval(tree().kid(node, 0));
      break;
    case NodeKind::kBlock:
    case NodeKind::kError:
    case NodeKind::kModule:
      flow = exec_block(node);
      break;
    case NodeKind::kFunctionDef:
      flow = exec_function_def(node);
      break;
    case NodeKind::kClassDef:
      flow = exec_class_def(node);
      break;
    case NodeKind::kReturn:
      flow = exec_return(node);
      break;
    case NodeKind::kDelete:
      flow = exec_delete(node);
      break;
    case NodeKind::kAssign:
      flow = exec_assign(node);
      break;
    case NodeKind::kAugAssign:
      flow = exec_aug_assign(node);
      break;
    case NodeKind::kAnnAssign:
      if ((top().scope->is_module || top().scope->is_class) && !eval_annotation(tree().kid(node, 1))) break;
      if (NodeId value = tree().kid(node, 2); value != NodeId::none) {
        if (Value v = eval(value); v.valid()) assign(tree().kid(node, 0), v);
      }
      break;
    case NodeKind::kFor:
      flow = exec_for(node);
      break;
    case NodeKind::kWhile:
      flow = exec_while(node);
      break;
    case NodeKind::kIf:
      flow = exec_if(node);
      break;
    case NodeKind::kWith:
      flow = exec_with(node);
      break;
    case NodeKind::kMatch:
      flow = exec_match(node);
      break;
    case NodeKind::kRaise:
      flow = exec_raise(node);
      break;
    case NodeKind::kTry:
      flow = exec_try(node);
      break;
    case NodeKind::kAssert: {
      Value test = eval(tree().kid(node, 0));
      if (!test.valid() || truth_of(test) != false || raised_) break;
      const NodeId message = tree().kid(node, 1);
      const Value said = message != NodeId::none ? eval(message) : Value();
      if (message != NodeId::none && !said.valid()) break;
      raise("AssertionError", "");
      if (raised_ && said.valid() && exception_.is(Kind::kInstance))
        exception_.as<Instance>()->payload = heap_ref_.tuple({said});
      break;
    }
    case NodeKind::kImport:
      flow = exec_import(node);
      break;
    case NodeKind::kImportFrom:
      flow = exec_import_from(node);
      break;
    case NodeKind::kGlobal:
      for (NodeId name : tree().kids(node)) top().scope->declared_global.push_back(tree().name(name));
      break;
    case NodeKind::kNonlocal:
      for (NodeId name : tree().kids(node)) top().scope->declared_nonlocal.push_back(tree().name(name));
      break;
    case NodeKind::kPass:
      break;
    case NodeKind::kBreak:
      flow = Flow::kBreak;
      break;
    case NodeKind::kContinue:
      flow = Flow::kContinue;
      break;
    default:
      eval(node);
      break;  // an expression recovered from a broken region
  }
  --depth_;
  if (stopped_) return Flow::kStop;
  if (raised_) return Flow::kRaise;
  return flow;
}

Flow Interpreter::exec_assign(NodeId node) {
  Value value = eval(tree().kid(node, 0));
  if (!value.valid()) return Flow::kRaise;
  const uint32_t count = tree().node(node).child_count;
  for (uint32_t i = 1; i < count; ++i)
    if (!assign(tree().kid(node, i), value)) return Flow::kRaise;
  return Flow::kNormal;
}

Flow Interpreter::exec_aug_assign(NodeId node) {
  const NodeId target = tree().kid(node, 0);
  const auto op = static_cast<python::Op>(tree().node(node).op);
  Value before = eval(target);
  if (!before.valid()) return Flow::kRaise;
  Value operand = eval(tree().kid(node, 1));
  if (!operand.valid()) return Flow::kRaise;
  // list += iterable changes the list itself; every alias sees it.
  if (op == python::Op::kAdd && (before.is(Kind::kList) || before.is(Kind::kByteArray))) {
    Value extend = get_attribute(before, sym("extend"), false);
    CallArgs args;
    args.positional.push_back(operand);
    if (!extend.valid() || !call_value(extend, args).valid()) return Flow::kRaise;
    return Flow::kNormal;
  }
  Value after = binary_value(op, before, operand);
  if (!after.valid()) return Flow::kRaise;
  return assign(target, after) ? Flow::kNormal : Flow::kRaise;
}

// Stores a value in a target; false when that raised or the budget is out.
bool Interpreter::assign(NodeId target, Value value) {
  switch (tree().node(target).kind) {
    case NodeKind::kName:
    case NodeKind::kAlias:
      store_name(tree().name(target), value);
      return true;
    case NodeKind::kAttribute: {
      Value object = eval(tree().kid(target, 0));
      return object.valid() && set_attribute(object, tree().name(target), value);
    }
    case NodeKind::kSubscript: {
      Value object = eval(tree().kid(target, 0));
      if (!object.valid()) return false;
      Value index = eval(tree().kid(target, 1));
      return index.valid() && set_item(object, index, value);
    }
    case NodeKind::kTuple:
    case NodeKind::kList:
      return assign_sequence(target, value);
    case NodeKind::kStarred:
      return assign(tree().kid(target, 0), value);
    default:
      return true;  // a target of broken code
  }
}

bool Interpreter::assign_sequence(NodeId target, Value value) {
  const auto targets = tree().kids(target);
  auto starred =
      std::find_if(targets.begin(), targets.end(), [&](NodeId t) { return tree().node(t).kind == NodeKind::kStarred; });
  std::optional<std::vector<Value>> items = items_of(value);
  if (!items) {
    const Origins origins = origins_of(value);
    return std::all_of(targets.begin(), targets.end(), [&](NodeId t) { return assign(t, unknown(origins)); });
  }
  const size_t plain = targets.size() - (starred != targets.end() ? 1 : 0);
  if (items->size() < plain || (starred == targets.end() && items->size() != plain)) {
    raise("ValueError", items->size() < plain ? "not enough values to unpack" : "too many values to unpack");
    return false;
  }
  size_t next = 0;
  for (NodeId t : targets) {
    if (tree().node(t).kind == NodeKind::kStarred) {
      const size_t count = items->size() - plain;
      std::vector<Value> rest(items->begin() + static_cast<ptrdiff_t>(next),
                              items->begin() + static_cast<ptrdiff_t>(next + count));
      next += count;
      if (!assign(t, heap_ref_.list(std::move(rest)))) return false;
    } else if (!assign(t, (*items)[next++])) {
      return false;
    }
  }
  return true;
}

void Interpreter::delete_target(NodeId target) {
  switch (tree().node(target).kind) {
    case NodeKind::kName: {
      const Value* held = variables()->find(tree().name(target));
      const Value object = held != nullptr ? *held : Value();
      store(variables(), tree().name(target), Value());
      if (object.is(Kind::kInstance)) finalise(object);
      break;
    }
    case NodeKind::kSubscript: {
      Value object = eval(tree().kid(target, 0));
      Value index = object.valid() ? eval(tree().kid(target, 1)) : Value();
      if (index.valid() && object.is(Kind::kNamespace) && index.is(Kind::kStr))
        store(object.as<NamespaceView>()->names, sym(index.as<Text>()->text()), Value());
      else if (index.valid() && !index.is_unknown())
        delete_subscript(object, index);
      break;
    }
    case NodeKind::kAttribute: {
      Value object = eval(tree().kid(target, 0));
      if (object.is(Kind::kInstance)) store(&object.as<Instance>()->attributes, tree().name(target), Value());
      break;
    }
    case NodeKind::kTuple:
    case NodeKind::kList:
      for (NodeId t : tree().kids(target)) delete_target(t);
      break;
    default:
      break;
  }
}

Flow Interpreter::exec_delete(NodeId node) {
  for (NodeId target : tree().kids(node)) delete_target(target);
  return Flow::kNormal;
}

// A FunctionDef or Lambda as a value; defaults are evaluated now, as Python does.
Value Interpreter::make_function(NodeId node, Symbol name) {
  auto* function = heap_ref_.make<Function>();
  function->unit = top().unit;
  function->node = node;
  function->name = name;
  function->globals = top().scope->globals;
  Scope* scope = top().scope;
  while (scope != nullptr && scope->is_class) scope = scope->enclosing;
  function->enclosing = scope;
  function->qualified = name;
  const python::Node& n = tree().node(node);
  function->is_async = (n.flags & python::kFlagAsync) != 0;
  const NodeId parameters = tree().kid(node, 0);
  if (parameters != NodeId::none) {
    for (NodeId parameter : tree().kids(parameters)) {
      const NodeId default_value = tree().kid(parameter, 0);
      Value v;
      if (default_value != NodeId::none) {
        v = eval(default_value);
        if (!v.valid()) return {};
      }
      function->defaults.push_back(v);
    }
    for (NodeId parameter : tree().kids(parameters))
      if (!eval_annotation(tree().kid(parameter, 1))) return {};
  }
  if (n.kind == NodeKind::kFunctionDef && !eval_annotation(tree().kid(node, 2))) return {};
  function->is_generator = std::binary_search(top().unit->generators.begin(), top().unit->generators.end(), node);
  return Value(function);
}

// An annotation is evaluated where it stands. Only what it calls matters; false: that raised, or the budget is out.
bool Interpreter::eval_annotation(NodeId annotation) {
  constexpr size_t kMaxNodes = 256;
  if (annotation == NodeId::none) return true;
  std::vector<NodeId> pending{annotation};
  for (size_t seen = 0; !pending.empty() && seen < kMaxNodes; ++seen) {
    const NodeId next = pending.back();
    pending.pop_back();
    if (next == NodeId::none) continue;
    const NodeKind kind = tree().node(next).kind;
    if (kind == NodeKind::kCall || kind == NodeKind::kNamedExpr) return eval(annotation).valid();
    for (NodeId kid : tree().kids(next)) pending.push_back(kid);
  }
  return true;
}

// Applies decorators, innermost first. What an unknown decorator returns behaves like what it was given.
Value Interpreter::decorate(NodeId node, uint32_t first, Value value) {
  const uint32_t count = tree().node(node).child_count;
  for (uint32_t i = count; i-- > first;) {
    const NodeId decorator_node = tree().kid(node, i);
    Value decorator = eval(decorator_node);
    if (!decorator.valid()) return {};
    CallArgs args;
    args.positional.push_back(value);
    const NodeId site = site_;
    const Unit* site_unit = site_unit_;
    site_ = decorator_node;
    site_unit_ = top().unit;
    const bool outer = decorating_;
    decorating_ = decorator.is_unknown();
    Value result = call_value(decorator, args);
    decorating_ = outer;
    site_ = site;
    site_unit_ = site_unit;
    if (!result.valid()) return {};
    if (!result.is_unknown()) value = result;
  }
  return value;
}

Flow Interpreter::exec_function_def(NodeId node) {
  Value function = make_function(node, tree().name(node));
  if (!function.valid()) return Flow::kRaise;
  // Parameters, Block, returns, then the decorators.
  Value value = decorate(node, 3, function);
  if (!value.valid()) return Flow::kRaise;
  store_name(tree().name(node), value);
  return Flow::kNormal;
}

Flow Interpreter::exec_class_def(NodeId node) {
  auto* cls = heap_ref_.make<Class>();
  cls->name = tree().name(node);
  cls->qualified = cls->name;
  cls->unit = top().unit;
  cls->node = node;
  std::vector<Value> bases;
  bool open_ended = false;
  Origins origins = Origins::none;
  CallArgs options;  // class A(Base, metaclass=M, option=x): what is told to M and to Base.__init_subclass__
  if (NodeId arguments = tree().kid(node, 0); arguments != NodeId::none) {
    for (NodeId argument : tree().kids(arguments)) {
      const NodeKind kind = tree().node(argument).kind;
      if (kind == NodeKind::kKeyword || kind == NodeKind::kDoubleStarred) {
        const Value value = eval(tree().kid(argument, 0));
        if (!value.valid()) return Flow::kRaise;
        if (kind != NodeKind::kKeyword) continue;
        if (name_text(argument) == "metaclass")
          cls->metaclass = value;
        else
          options.keywords.emplace_back(tree().name(argument), value);
      }
    }
    if (!eval_items(arguments, bases, open_ended, origins)) return Flow::kRaise;
  }
  cls->has_unknown_base = open_ended;
  for (Value base : bases) {
    if (base.is_unknown()) {
      // A builtin exception or a plain `object` is known well enough.
      std::string_view name = heap_ref_.text(base.as<Unknown>()->name);
      if (name == "object") continue;
      cls->has_unknown_base = true;
    }
    cls->bases.push_back(base);
  }
  make_mro(cls);

  Scope* scope = heap_ref_.make<Scope>();
  scope->enclosing = top().scope;
  scope->globals = top().scope->globals;
  scope->is_class = true;
  scope->names.set(sym("__module__"), heap_ref_.str(heap_ref_.text(top().unit->package)));
  if (!prepare_class(cls, options, scope)) return stopped_ ? Flow::kStop : Flow::kRaise;
  Scope* outer = top().scope;
  top().scope = scope;
  Flow flow = exec_block(tree().kid(node, 1));
  top().scope = outer;
  if (flow == Flow::kRaise || flow == Flow::kStop) return flow;
  for (const auto& [name, value] : scope->names.items()) {
    if (!value.valid()) continue;
    cls->attributes.set(name, value);
    Value function = value;
    if (function.is(Kind::kProperty)) function = function.as<Property>()->getter;
    if (function.is(Kind::kFunction) && function.as<Function>()->owner == nullptr) {
      function.as<Function>()->owner = cls;
      function.as<Function>()->qualified = sym(std::string(heap_ref_.text(cls->name)) + '.' +
                                               std::string(heap_ref_.text(function.as<Function>()->name)));
    }
  }
  if (!run_class_hooks(cls, options)) return stopped_ ? Flow::kStop : Flow::kRaise;
  // Arguments, Block, then the decorators.
  Value value = decorate(node, 2, Value(cls));
  if (!value.valid()) return Flow::kRaise;
  store_name(cls->name, value);
  return Flow::kNormal;
}

Flow Interpreter::exec_return(NodeId node) {
  Value value = Value::none();
  if (NodeId expression = tree().kid(node, 0); expression != NodeId::none) value = eval(expression);
  if (!value.valid()) return Flow::kRaise;
  constexpr size_t kMaxReturns = 16;
  if (top().returns.size() < kMaxReturns) top().returns.push_back(value);
  return Flow::kReturn;
}

Flow Interpreter::exec_raise(NodeId node) {
  const NodeId expression = tree().kid(node, 0);
  if (expression == NodeId::none) {
    exception_ = top().handled.valid() ? top().handled : unknown();
  } else {
    Value value = eval(expression);
    if (!value.valid()) return stopped_ ? Flow::kStop : Flow::kRaise;
    if (value.is(Kind::kClass)) {
      CallArgs args;
      value = instantiate(value.as<Class>(), args);
      if (!value.valid()) return stopped_ ? Flow::kStop : Flow::kRaise;
    }
    exception_ = value;
  }
  raised_ = true;
  return Flow::kRaise;
}

Flow Interpreter::exec_with(NodeId node) {
  const uint32_t count = tree().node(node).child_count;
  std::vector<Value> managers;
  for (uint32_t i = 1; i < count; ++i) {
    const NodeId item = tree().kid(node, i);
    Value manager = eval(tree().kid(item, 0));
    if (!manager.valid()) return Flow::kRaise;
    managers.push_back(manager);
    Value entered = manager;
    if (manager.is(Kind::kInstance) && find_in_class(manager.as<Instance>()->cls, sym("__enter__")) != nullptr) {
      CallArgs none;
      entered = call_value(get_attribute(manager, sym("__enter__"), false), none);
      if (!entered.valid()) return Flow::kRaise;
    }
    if (NodeId target = tree().kid(item, 1); target != NodeId::none && !assign(target, entered)) return Flow::kRaise;
  }
  const bool may_swallow = std::any_of(managers.begin(), managers.end(), [&](Value m) {
    return m.is(Kind::kInstance) && find_in_class(m.as<Instance>()->cls, sym("__exit__")) != nullptr;
  });
  if (may_swallow) ++tries_;
  Flow flow = exec_block(tree().kid(node, 0));
  if (may_swallow) --tries_;
  for (size_t i = managers.size(); i-- > 0;) {
    Value manager = managers[i];
    if (!manager.is(Kind::kInstance)) {
      // contextlib.suppress and the like swallow what was raised inside.
      if (raised_ && manager.is_unknown()) {
        raised_ = false;
        flow = Flow::kNormal;
      }
      continue;
    }
    const Value* exit_method = find_in_class(manager.as<Instance>()->cls, sym("__exit__"));
    if (exit_method == nullptr || stopped_) continue;
    const bool was_raised = raised_;
    const Value exception = exception_;
    raised_ = false;
    CallArgs args;
    args.positional.assign(3, was_raised ? unknown() : Value::none());
    if (was_raised && exception.is(Kind::kInstance)) {
      args.positional[0] = Value(exception.as<Instance>()->cls);
      args.positional[1] = exception;
    }
    Value swallowed = call_value(bind(*exit_method, manager, manager.as<Instance>()->cls), args);
    if (was_raised && !raised_) {
      if (swallowed.valid() && truth_of(swallowed) == true) {
        flow = Flow::kNormal;
      } else {
        raised_ = true;
        exception_ = exception;
      }
    }
  }
  return flow;
}

}  // namespace antivenom::interpret
