// What the package's classes and instances do where Python asks them: len(x), repr(x), for item in x, making a class,
// the end of an instance.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

namespace {

struct Protocol {
  std::string_view function;
  std::string_view method;
};
constexpr Protocol kProtocols[] = {
    {"len", "__len__"},           {"iter", "__iter__"},   {"next", "__next__"},   {"int", "__int__"},
    {"float", "__float__"},       {"abs", "__abs__"},     {"bytes", "__bytes__"}, {"hash", "__hash__"},
    {"reversed", "__reversed__"}, {"round", "__round__"},
};

}  // namespace

Value Interpreter::call_on_instance(std::string_view function, CallArgs& args) {
  const Value self = args.positional[0];
  Class* cls = self.as<Instance>()->cls;
  if (function == "bool" && args.size() == 1) {
    const std::optional<bool> answer = truth_of(self);
    return answer ? Value::boolean(*answer) : Value();
  }
  for (const Protocol& protocol : kProtocols) {
    if (protocol.function != function) continue;
    const Value* method = find_in_class(cls, sym(protocol.method));
    if (method == nullptr) return {};
    CallArgs given;
    const bool next = function == "next";
    if (!next) given.positional.assign(args.positional.begin() + 1, args.positional.end());
    const Value result = call_value(bind(*method, self, cls), given);
    // next(iterator, default)
    if (next && args.size() == 2 && raised_ && exception_.is(Kind::kInstance) &&
        is_subclass(exception_.as<Instance>()->cls, "StopIteration")) {
      raised_ = false;
      return args.positional[1];
    }
    return result;
  }
  return {};
}

// Before the body of a class runs: its metaclass is found, and what its __prepare__ gives are the first names.
bool Interpreter::prepare_class(Class* cls, const CallArgs& options, Scope* scope) {
  for (size_t i = 1; i < cls->mro.size() && !cls->metaclass.valid(); ++i) cls->metaclass = cls->mro[i]->metaclass;
  if (!cls->metaclass.is(Kind::kClass)) return true;
  const Value* hook = find_in_class(cls->metaclass.as<Class>(), sym("__prepare__"));
  if (hook == nullptr || !hook->is(Kind::kFunction)) return true;
  CallArgs args = options;
  args.positional = {heap_ref_.str(heap_ref_.text(cls->name)), heap_ref_.tuple(cls->bases)};
  const Value names = call_value(bind(*hook, cls->metaclass, cls->metaclass.as<Class>()), args);
  if (!names.valid()) return false;
  if (!names.is(Kind::kDict)) return true;
  for (const Dict::Entry& e : names.as<Dict>()->entries)
    if (e.key.is(Kind::kStr)) scope->names.set(sym(e.key.as<Text>()->text()), e.value);
  return true;
}

// Code that runs because a class was made: its metaclass, __set_name__ of what its names hold, and __init_subclass__
// of what it is derived from.
bool Interpreter::run_class_hooks(Class* cls, const CallArgs& options) {
  const Value metaclass = cls->metaclass;
  if (metaclass.is(Kind::kFunction) || metaclass.is(Kind::kClass)) {
    auto* space = heap_ref_.make<Dict>(Kind::kDict);
    for (const auto& [name, value] : cls->attributes.items())
      if (value.valid()) dict_set(space, heap_ref_.str(heap_ref_.text(name)), value);
    const std::vector<Value> made_of{heap_ref_.str(heap_ref_.text(cls->name)), heap_ref_.tuple(cls->bases),
                                     Value(space)};
    for (const char* hook : {"__new__", "__init__"}) {
      const Value* method = metaclass.is(Kind::kClass) ? find_in_class(metaclass.as<Class>(), sym(hook)) : nullptr;
      if (method == nullptr || !method->is(Kind::kFunction)) continue;
      CallArgs args = options;
      args.positional = made_of;
      args.positional.insert(args.positional.begin(), hook == std::string_view("__new__") ? metaclass : Value(cls));
      if (!call_value(*method, args).valid()) return false;
    }
    CallArgs args = options;
    args.positional = made_of;
    if (metaclass.is(Kind::kFunction) && !call_value(metaclass, args).valid()) return false;
  }
  const auto attributes = cls->attributes.items();
  for (const auto& [name, value] : attributes) {
    if (!value.is(Kind::kInstance)) continue;
    Class* kind = value.as<Instance>()->cls;
    const Value* hook = find_in_class(kind, sym("__set_name__"));
    if (hook == nullptr || !hook->is(Kind::kFunction)) continue;
    CallArgs args;
    args.positional = {Value(cls), heap_ref_.str(heap_ref_.text(name))};
    if (!call_value(bind(*hook, value, kind), args).valid()) return false;
  }
  for (size_t i = 1; i < cls->mro.size(); ++i) {
    const Value* hook = cls->mro[i]->attributes.find(sym("__init_subclass__"));
    if (hook == nullptr || !hook->is(Kind::kFunction)) continue;
    CallArgs args = options;
    args.positional.push_back(Value(cls));
    return call_value(*hook, args).valid();
  }
  return true;
}

// Class(...) where a metaclass of the package says what that means. Where it leaves the making to type.__call__ its
// result is not known, and the class is called as any other.
Value Interpreter::call_of_metaclass(Class* cls, const CallArgs& args) {
  if (!cls->metaclass.is(Kind::kClass)) return {};
  const Value* method = find_in_class(cls->metaclass.as<Class>(), sym("__call__"));
  if (method == nullptr || !method->is(Kind::kFunction)) return {};
  CallArgs with_class = args;
  with_class.positional.insert(with_class.positional.begin(), Value(cls));
  const Value made = call_value(*method, with_class);
  return made.is_unknown() ? Value() : made;
}

// Class.name where the class has none: methods of its metaclass, then the metaclass's __getattr__.
Value Interpreter::attribute_of_metaclass(Class* cls, Symbol name) {
  if (!cls->metaclass.is(Kind::kClass)) return {};
  Class* metaclass = cls->metaclass.as<Class>();
  if (const Value* found = find_in_class(metaclass, name)) {
    if (found->is(Kind::kProperty)) {
      CallArgs args;
      args.positional.push_back(Value(cls));
      return call_value(found->as<Property>()->getter, args);
    }
    return found->is(Kind::kFunction) ? Value(heap_ref_.make<BoundMethod>(Value(cls), *found)) : *found;
  }
  const Value* hook = heap_ref_.text(name).starts_with("__") ? nullptr : find_in_class(metaclass, sym("__getattr__"));
  if (hook == nullptr || !hook->is(Kind::kFunction)) return {};
  CallArgs args;
  args.positional = {Value(cls), heap_ref_.str(heap_ref_.text(name))};
  return call_value(*hook, args);
}

void Interpreter::finalise(Value instance) {
  const auto it = std::find_if(to_finalise_.begin(), to_finalise_.end(), [&](Value v) { return v.same(instance); });
  if (it == to_finalise_.end() || stopped_) return;
  to_finalise_.erase(it);
  Class* cls = instance.as<Instance>()->cls;
  const Value* method = find_in_class(cls, sym("__del__"));
  if (method == nullptr) return;
  CallArgs none;
  call_value(bind(*method, instance, cls), none);
  raised_ = false;  // Python reports it and goes on
}

void Interpreter::finalise_all() {
  constexpr size_t kMaxFinalised = 1'000;
  for (size_t i = 0; i < kMaxFinalised && !to_finalise_.empty() && !stopped_; ++i) finalise(to_finalise_.front());
  to_finalise_.clear();
}

Value Interpreter::new_instance(Class* cls, const CallArgs& args) {
  auto* instance = heap_ref_.make<Instance>(cls);
  constexpr size_t kMaxToFinalise = 10'000;
  if (!cls->builtin && to_finalise_.size() < kMaxToFinalise && find_in_class(cls, sym("__del__")) != nullptr)
    to_finalise_.emplace_back(instance);
  const Value* maker = find_in_class(cls, sym("__new__"));
  if (maker == nullptr || !maker->is(Kind::kFunction)) return Value(instance);
  CallArgs with_class = args;
  with_class.positional.insert(with_class.positional.begin(), Value(cls));
  const Value made = call_value(*maker, with_class);
  // What object.__new__ gives is not known, and stands for an instance.
  return made.is_unknown() ? Value(instance) : made;
}

void Interpreter::start_instance(Value instance, std::string_view callee) {
  if (callee != "threading.Thread.start" && callee != "multiprocessing.Process.start" &&
      callee != "multiprocessing.context.Process.start")
    return;
  Class* cls = instance.as<Instance>()->cls;
  const Value* run = find_in_class(cls, sym("run"));
  if (run == nullptr || !run->is(Kind::kFunction)) return;
  CallArgs none;
  call_value(bind(*run, instance, cls), none);
  raised_ = false;  // ends the thread, not who started it
}

std::optional<std::string> Interpreter::instance_text(Value instance, bool repr) {
  Class* cls = instance.as<Instance>()->cls;
  const Value* method = repr ? nullptr : find_in_class(cls, sym("__str__"));
  if (method == nullptr) method = find_in_class(cls, sym("__repr__"));
  if (method == nullptr || !method->is(Kind::kFunction)) return std::nullopt;
  CallArgs none;
  const Value text = call_value(bind(*method, instance, cls), none);
  if (!text.is(Kind::kStr)) return std::nullopt;
  return std::string(text.as<Text>()->text());
}

std::optional<bool> Interpreter::instance_compare(python::Op op, Value a, Value b) {
  bool found = false;
  const Value answer = call_operator(op, a, b, found);
  if (found) return answer.valid() ? truth_of(answer) : std::nullopt;
  // Without __eq__ only the same object is equal.
  const auto plain = [&](Value v) {
    return !v.is(Kind::kInstance) || (!v.as<Instance>()->cls->has_unknown_base && !v.as<Instance>()->payload.valid());
  };
  return op == python::Op::kEq && plain(a) && plain(b) ? std::optional<bool>(a.same(b)) : std::nullopt;
}

std::optional<std::vector<Value>> Interpreter::instance_items(Value instance, size_t limit, bool cut) {
  constexpr size_t kMaxItems = 65'536;
  Class* cls = instance.as<Instance>()->cls;
  const Value* iter = find_in_class(cls, sym("__iter__"));
  if (iter == nullptr || !iter->is(Kind::kFunction)) return std::nullopt;
  CallArgs none;
  const Value iterator = call_value(bind(*iter, instance, cls), none);
  if (!iterator.valid()) return std::nullopt;
  if (!iterator.is(Kind::kInstance)) return items_of(iterator, cut ? kMaxItems : limit);
  Class* iterator_class = iterator.as<Instance>()->cls;
  const Value* next = find_in_class(iterator_class, sym("__next__"));
  if (next == nullptr || !next->is(Kind::kFunction)) return std::nullopt;
  const Value method = *next;
  const uint64_t tests = tests_on_unknowns_;
  std::vector<Value> items;
  IdleRounds idle(*this);
  LoopShare share(*this);
  while (items.size() < std::min(limit, kMaxItems) && tests_on_unknowns_ == tests) {
    if (!items.empty() && (idle.enough() || share.spent())) return std::nullopt;
    CallArgs arguments;
    const Value item = call_value(bind(method, iterator, iterator_class), arguments);
    if (item.valid()) {
      items.push_back(item);
      continue;
    }
    if (stopped_ || !exception_.is(Kind::kInstance) || !is_subclass(exception_.as<Instance>()->cls, "StopIteration"))
      return std::nullopt;
    raised_ = false;
    return items;
  }
  return cut && items.size() == limit ? std::optional(std::move(items)) : std::nullopt;
}

}  // namespace antivenom::interpret
