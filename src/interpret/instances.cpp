// Instances of the package's classes where a builtin asks them something: len(x), repr(x), for item in x.
#include "interpret/interpreter.h"

namespace antivenom::interpret {

namespace {

struct Protocol {
  std::string_view function;
  std::string_view method;
};
constexpr Protocol kProtocols[] = {
    {"len", "__len__"}, {"iter", "__iter__"},   {"next", "__next__"}, {"int", "__int__"},           {"float", "__float__"},
    {"abs", "__abs__"}, {"bytes", "__bytes__"}, {"hash", "__hash__"}, {"reversed", "__reversed__"}, {"round", "__round__"},
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

// Code that runs because a class was made: its metaclass, and __init_subclass__ of what it is derived from.
bool Interpreter::run_class_hooks(Class* cls, Value metaclass) {
  if (metaclass.is(Kind::kFunction) || metaclass.is(Kind::kClass)) {
    auto* space = heap_ref_.make<Dict>(Kind::kDict);
    for (const auto& [name, value] : cls->attributes.items())
      if (value.valid()) dict_set(space, heap_ref_.str(heap_ref_.text(name)), value);
    const std::vector<Value> made_of{heap_ref_.str(heap_ref_.text(cls->name)), heap_ref_.tuple(cls->bases), Value(space)};
    for (const char* hook : {"__new__", "__init__"}) {
      const Value* method = metaclass.is(Kind::kClass) ? find_in_class(metaclass.as<Class>(), sym(hook)) : nullptr;
      if (method == nullptr || !method->is(Kind::kFunction)) continue;
      CallArgs args;
      args.positional = made_of;
      args.positional.insert(args.positional.begin(), hook == std::string_view("__new__") ? metaclass : Value(cls));
      if (!call_value(*method, args).valid()) return false;
    }
    CallArgs args;
    args.positional = made_of;
    if (metaclass.is(Kind::kFunction) && !call_value(metaclass, args).valid()) return false;
  }
  for (size_t i = 1; i < cls->mro.size(); ++i) {
    const Value* hook = cls->mro[i]->attributes.find(sym("__init_subclass__"));
    if (hook == nullptr || !hook->is(Kind::kFunction)) continue;
    CallArgs args;
    args.positional.push_back(Value(cls));
    return call_value(*hook, args).valid();
  }
  return true;
}

Value Interpreter::new_instance(Class* cls, const CallArgs& args) {
  auto* instance = heap_ref_.make<Instance>(cls);
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

std::optional<std::vector<Value>> Interpreter::instance_items(Value instance, size_t limit) {
  constexpr size_t kMaxItems = 65'536;
  Class* cls = instance.as<Instance>()->cls;
  const Value* iter = find_in_class(cls, sym("__iter__"));
  if (iter == nullptr || !iter->is(Kind::kFunction)) return std::nullopt;
  CallArgs none;
  const Value iterator = call_value(bind(*iter, instance, cls), none);
  if (!iterator.valid()) return std::nullopt;
  if (!iterator.is(Kind::kInstance)) return items_of(iterator, limit);
  Class* iterator_class = iterator.as<Instance>()->cls;
  const Value* next = find_in_class(iterator_class, sym("__next__"));
  if (next == nullptr || !next->is(Kind::kFunction)) return std::nullopt;
  const Value method = *next;
  const uint64_t tests = tests_on_unknowns_;
  std::vector<Value> items;
  while (items.size() < std::min(limit, kMaxItems) && tests_on_unknowns_ == tests) {
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
  return std::nullopt;
}

}  // namespace antivenom::interpret
