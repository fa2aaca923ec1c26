// Attributes: of the package's own modules, classes and instances, of builtin values, and of what is outside.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

namespace {

constexpr std::string_view kBuiltinModules[] = {"builtins.", "__builtin__.", "__builtins__."};

// exec, getattr and the rest that specials.cpp has.
constexpr std::string_view kSpecialNames[] = {
    "exec",        "eval",    "compile",    "__import__", "getattr",  "setattr",
    "hasattr",     "delattr", "globals",    "locals",     "vars",     "dir",
    "type",        "super",   "isinstance", "issubclass", "property", "staticmethod",
    "classmethod", "object",  "execfile",   "open",       "input",    "raw_input",
    "print",       "id",      "hash",       "exit",       "quit",     "memoryview",
    "breakpoint",  "help",    "file",       "reload",     "apply",    "__build_class__",
    "callable",    "aiter",   "anext",
};

bool is_exception_name(std::string_view name) {
  return name.ends_with("Error") || name.ends_with("Exception") || name.ends_with("Warning") || name == "SystemExit" ||
         name == "KeyboardInterrupt" || name == "StopIteration" || name == "StopAsyncIteration" ||
         name == "GeneratorExit";
}

}  // namespace

namespace {

// Values of the machine that are texts: what methods they have is known, what they say is not.
constexpr std::string_view kMachineTexts[] = {"sys.executable",  "sys.platform", "sys.prefix", "sys.exec_prefix",
                                              "sys.base_prefix", "sys.version",  "os.name"};

}  // namespace

// A name outside the package. References without `indirect` are shared: one object a name.
Value Interpreter::reference(std::string_view qualified, bool indirect) {
  for (std::string_view prefix : kBuiltinModules)
    if (qualified.starts_with(prefix)) qualified.remove_prefix(prefix.size());
  const Symbol name = sym(qualified);
  if (!indirect) {
    if (Unknown* const* known = references_.find(static_cast<uint64_t>(name))) return Value(*known);
  }
  if (Value constant = module_constant(heap_ref_, qualified); constant.valid()) return constant;
  Unknown* result = heap_ref_.new_unknown();
  result->indirect = indirect;
  if (std::find(std::begin(kMachineTexts), std::end(kMachineTexts), qualified) != std::end(kMachineTexts)) {
    result->type = sym("str");
    result->set_hint(heap_ref_.keep("{" + std::string(qualified) + "}"));
    result->has_hint = true;
  } else {
    result->name = name;
  }
  if (!indirect) references_[static_cast<uint64_t>(name)] = result;
  return Value(result);
}

Value Interpreter::reference(Symbol qualified, bool indirect) {
  if (Unknown* const* known = indirect ? nullptr : references_.find(static_cast<uint64_t>(qualified)))
    return Value(*known);
  return reference(heap_ref_.text(qualified), indirect);
}

Symbol Interpreter::dotted(Symbol object, Symbol attribute) {
  const uint64_t key = static_cast<uint64_t>(object) << 32 | static_cast<uint64_t>(attribute);
  if (const Symbol* known = dotted_.find(key)) return *known;
  std::string name(heap_ref_.text(object));
  name += '.';
  name += heap_ref_.text(attribute);
  return dotted_[key] = sym(name);
}

Interpreter::Outside Interpreter::outside(Symbol name) {
  Outside& known = outside_[static_cast<uint64_t>(name)];
  if (known.asked) return known;
  known.asked = true;
  std::string_view text = heap_ref_.text(name);
  known.api = knowledge::find_api(text);
  if (known.api != nullptr && !known.api->canonical.empty()) text = known.api->canonical;
  known.native = find_native(text);
  known.special = special_function(text);
  known.package_special = is_package_special(text);
  known.tells_text = tells_text(text);
  return known;
}

Value Interpreter::builtin_name(Symbol symbol) {
  if (const Value* known = builtin_names_.find(static_cast<uint64_t>(symbol))) return *known;
  const std::string_view name = heap_ref_.text(symbol);
  const bool special = std::find(std::begin(kSpecialNames), std::end(kSpecialNames), name) != std::end(kSpecialNames);
  Value found;
  if (special || (name.find('.') == std::string_view::npos &&
                  (find_native(name) != nullptr || knowledge::find_api(name) != nullptr)))
    found = reference(name);
  else if (is_exception_name(name) && !builtin_class(name)->bases.empty())
    found = Value(builtin_class(name));
  // References and classes are one object a name; other constants are made anew.
  if (!found.valid() || found.is_unknown() || found.is(Kind::kClass))
    builtin_names_[static_cast<uint64_t>(symbol)] = found;
  return found;
}

Value Interpreter::computed_name(Value value) {
  if (!value.is_unknown()) return value;
  const auto* u = value.as<Unknown>();
  if (u->name == Symbol::empty || u->indirect || u->receiver().valid()) return value;
  return reference(u->name, true);
}

Value Interpreter::unknown_like(std::string_view type, std::string hint, Origins origins) {
  Value value = unknown(origins, type);
  auto* u = value.as<Unknown>();
  constexpr size_t kMaxHint = 4'096;
  if (hint.size() > kMaxHint) hint.resize(kMaxHint);
  u->has_hint = !hint.empty();
  heap_ref_.charge(hint.size());
  u->set_hint(heap_ref_.keep(hint));
  return value;
}

// A text of which a part is known, put together from `parts`. It is as disguised as the known ones were; how an unknown
// one was made says nothing about them.
Value Interpreter::partly_known(std::string_view type, std::string hint, Origins origins,
                                std::initializer_list<Value> parts) {
  Value value = unknown_like(type, std::move(hint), origins);
  auto* u = value.as<Unknown>();
  for (Value part : parts) {
    u->trail = heap_ref_.join(u->trail, shown_trail(part));
    if (part.is(Kind::kTuple))
      for (Value item : part.as<Sequence>()->items) u->trail = heap_ref_.join(u->trail, shown_trail(item));
  }
  return value;
}

Trail Interpreter::shown_trail(Value part) {
  const bool shown =
      part.is(Kind::kStr) || part.is(Kind::kBytes) ||
      (part.is_unknown() && part.as<Unknown>()->has_hint && !part.as<Unknown>()->hint().starts_with('{'));
  return shown ? trail_of(part) : Trail::none;
}

Value Interpreter::attribute(Value object, Symbol name) { return get_attribute(object, name, false); }

Value Interpreter::get_attribute(Value object, Symbol name, bool indirect) {
  switch (object.kind()) {
    case Kind::kModule: {
      auto* module = object.as<Module>();
      if (const Value* value = module->globals.find(name)) return indirect ? computed_name(*value) : *value;
      if (heap_ref_.text(name) == "__dict__") return Value(heap_ref_.make<NamespaceView>(&module->globals));
      if (const Symbol full = dotted(module->name, name); module_name(full).file) {
        if (Module* sub = load_module(full)) return Value(sub);
        if (raised_ || stopped_) return {};
      }
      if (const Value* hook = module->globals.find(sym("__getattr__"))) {
        CallArgs args;
        args.positional.push_back(heap_ref_.str(heap_ref_.text(name)));
        return call_value(*hook, args);
      }
      // A decoy by the name of what everybody knows lacks what is really called.
      const ModuleName& own = module_name(module->name);
      return own.known && !own.pythons ? reference(dotted(module->name, name)) : unknown();
    }
    case Kind::kClass:
      return attribute_of_class(object.as<Class>(), name, Value());
    case Kind::kInstance:
      return attribute_of_instance(object.as<Instance>(), name, indirect);
    case Kind::kUnknown:
      return attribute_of_unknown(object.as<Unknown>(), name, indirect);
    case Kind::kSuper: {
      auto* super = object.as<Super>();
      const Class* start = super->self.is(Kind::kInstance) ? super->self.as<Instance>()->cls
                           : super->self.is(Kind::kClass)  ? super->self.as<Class>()
                                                           : super->cls;
      bool behind = false;
      for (Class* cls : start->mro) {
        if (behind) {
          if (const Value* value = cls->attributes.find(name)) return bind(*value, super->self, cls);
        }
        behind = behind || cls == super->cls;
      }
      // The base from outside: super().run() is that base's run.
      for (Class* cls : start->mro)
        for (Value base : cls->bases)
          if (base.is_unknown() && base.as<Unknown>()->name != Symbol::empty) {
            Value method = attribute_of_unknown(base.as<Unknown>(), name, indirect);
            return method;
          }
      return unknown();
    }
    case Kind::kFunction: {
      auto* function = object.as<Function>();
      if (const Value* value = function->attributes.find(name)) return *value;
      const std::string_view text = heap_ref_.text(name);
      if (text == "__name__") return heap_ref_.str(heap_ref_.text(function->name));
      if (text == "__qualname__") return heap_ref_.str(heap_ref_.text(function->qualified));
      if (text == "__globals__" && function->globals != nullptr)
        return Value(heap_ref_.make<NamespaceView>(function->globals));
      if (text == "__call__" || text == "__wrapped__" || text == "__func__") return object;
      if (text == "__code__") {
        auto* code = heap_ref_.make<Code>();
        code->function = function;
        return Value(code);
      }
      return own_text_of_function(function, text);
    }
    case Kind::kCode:
      return attribute_of_code(object.as<Code>(), name);
    case Kind::kBoundMethod: {
      const std::string_view text = heap_ref_.text(name);
      if (text == "__self__") return object.as<BoundMethod>()->self;
      if (text == "__func__") return object.as<BoundMethod>()->function;
      if (text == "__call__") return object;
      return get_attribute(object.as<BoundMethod>()->function, name, indirect);
    }
    case Kind::kProperty: {
      // @x.setter, @x.getter, @x.deleter: decorators that keep the property.
      const std::string_view text = heap_ref_.text(name);
      if (text == "setter" || text == "getter" || text == "deleter") {
        auto* bound = heap_ref_.make<BoundMethod>(object, reference("property." + std::string(text)));
        return Value(bound);
      }
      return unknown();
    }
    default:
      return attribute_of_builtin(object, name);
  }
}

const Value* Interpreter::find_in_class(const Class* cls, Symbol name) const {
  for (const Class* c : cls->mro)
    if (const Value* value = c->attributes.find(name)) return value;
  return nullptr;
}

// What a function or property found in a class becomes when read through an instance (or the class itself: self
// Invalid or a Class).
Value Interpreter::bind(Value attribute, Value self, Class* cls) {
  if (attribute.is(Kind::kFunction)) {
    const auto* function = attribute.as<Function>();
    if (function->is_static) return attribute;
    if (function->is_classmethod) {
      Value owner = self.is(Kind::kInstance) ? Value(self.as<Instance>()->cls) : Value(cls);
      return Value(heap_ref_.make<BoundMethod>(owner, attribute));
    }
    if (self.is(Kind::kInstance)) return Value(heap_ref_.make<BoundMethod>(self, attribute));
    return attribute;
  }
  if (attribute.is(Kind::kProperty) && self.is(Kind::kInstance)) {
    CallArgs args;
    args.positional.push_back(self);
    return call_value(attribute.as<Property>()->getter, args);
  }
  if (attribute.is(Kind::kInstance) && !attribute.as<Instance>()->cls->builtin) {
    Class* kind = attribute.as<Instance>()->cls;
    const Value* getter = find_in_class(kind, sym("__get__"));
    if (getter == nullptr || !getter->is(Kind::kFunction)) return attribute;
    CallArgs args;
    args.positional = {attribute, self.is(Kind::kInstance) ? self : Value::none(),
                       self.is(Kind::kInstance) ? Value(self.as<Instance>()->cls) : Value(cls)};
    return call_value(*getter, args);
  }
  return attribute;
}

Value Interpreter::attribute_of_class(Class* cls, Symbol name, Value bind_to) {
  if (const Value* value = find_in_class(cls, name)) return bind(*value, bind_to, cls);
  const std::string_view text = heap_ref_.text(name);
  if (text == "__name__" || text == "__qualname__") return heap_ref_.str(heap_ref_.text(cls->name));
  if (text == "__dict__") return Value(heap_ref_.make<NamespaceView>(&cls->attributes));
  if (text == "__mro__") {
    std::vector<Value> mro;
    for (Class* c : cls->mro) mro.emplace_back(c);
    mro.push_back(reference("object"));
    return heap_ref_.tuple(std::move(mro));
  }
  if (text == "__bases__")
    return heap_ref_.tuple(cls->bases.empty() ? std::vector<Value>{reference("object")} : cls->bases);
  if (text == "__base__") return cls->bases.empty() ? reference("object") : cls->bases.front();
  if (cls->builtin) {
    const std::string full = std::string(heap_ref_.text(cls->qualified)) + '.' + std::string(text);
    return reference(full);
  }
  if (Value found = attribute_of_metaclass(cls, name); found.valid() || raised_ || stopped_) return found;
  if (text == "__doc__")
    return docstring(cls->unit, cls->unit != nullptr ? cls->unit->tree.kid(cls->node, 1) : NodeId::none);
  for (Class* c : cls->mro)
    for (Value base : c->bases)
      if (base.is_unknown()) return attribute_of_unknown(base.as<Unknown>(), name, false);
  return unknown();
}

Value Interpreter::attribute_of_instance(Instance* object, Symbol name, bool indirect) {
  const Value self(object);
  if (const Value* value = object->attributes.find(name)) return indirect ? computed_name(*value) : *value;
  if (const Value* value = find_in_class(object->cls, name)) return bind(*value, self, object->cls);
  const std::string_view text = heap_ref_.text(name);
  if (text == "__class__") return Value(object->cls);
  if (text == "__dict__") return Value(heap_ref_.make<NamespaceView>(&object->attributes));
  for (const Class* cls : object->cls->mro) {
    if (!cls->builtin) continue;
    if (const NativeDef* def = find_method(heap_ref_.text(cls->qualified), text))
      return Value(heap_ref_.make<Native>(def, self));
  }
  if (text == "args" && object->payload.valid()) return object->payload;
  if (const Value* hook = find_in_class(object->cls, sym("__getattr__"))) {
    CallArgs args;
    args.positional.push_back(heap_ref_.str(text));
    return call_value(bind(*hook, self, object->cls), args);
  }
  if (object->payload.valid() && !object->payload.is(Kind::kTuple))
    return get_attribute(object->payload, name, indirect);
  for (Class* cls : object->cls->mro) {
    for (Value base : cls->bases) {
      if (!base.is_unknown() || base.as<Unknown>()->name == Symbol::empty) continue;
      Unknown* method = heap_ref_.new_unknown();
      method->name = dotted(base.as<Unknown>()->name, name);
      method->set_receiver(self);
      method->origins = object->origins;
      method->indirect = indirect;
      return Value(method);
    }
  }
  if (object->cls->builtin && !is_subclass(object->cls, "BaseException")) {
    Unknown* method = heap_ref_.new_unknown();
    method->name = dotted(object->cls->qualified, name);
    method->set_receiver(self);
    return Value(method);
  }
  return unknown(object->origins);
}

const NativeDef* Interpreter::method_of(Value object, Symbol name) {
  const uint64_t key = static_cast<uint64_t>(object.kind()) << 32 | static_cast<uint64_t>(name);
  if (object.is(Kind::kNative))
    return find_method(type_name(object), heap_ref_.text(name));  // types have methods of their own
  if (const NativeDef* const* known = methods_.find(key)) return *known;
  return methods_[key] = find_method(type_name(object), heap_ref_.text(name));
}

Value Interpreter::attribute_of_builtin(Value object, Symbol name) {
  const std::string_view text = heap_ref_.text(name);
  const std::string_view type = type_name(object);
  if (const NativeDef* def = method_of(object, name)) return Value(heap_ref_.make<Native>(def, object));
  if (text == "__class__") return reference(type);
  if (object.is(Kind::kNamespace)) return method_reference(dotted(sym("dict"), name), object);
  if (object.is(Kind::kNative)) {
    if (text == "__call__") return object;
    if (text == "__self__" && object.as<Native>()->self.valid()) return object.as<Native>()->self;
    if (text == "__name__") {
      std::string_view full = object.as<Native>()->def->name;
      return heap_ref_.str(full.substr(full.rfind('.') + 1));
    }
    return unknown();
  }
  // x.__add__(y) is operator.add(x, y); reflected and in-place forms are rare enough to stay unknown.
  if (text.size() > 4 && text.starts_with("__") && text.ends_with("__")) {
    const std::string function = "operator." + std::string(text);
    if (const NativeDef* def = find_native(function)) {
      auto* bound = heap_ref_.make<BoundMethod>(object, Value(heap_ref_.make<Native>(def)));
      return Value(bound);
    }
    if (text == "__len__") return Value(heap_ref_.make<BoundMethod>(object, reference("len")));
    if (text == "__str__") return Value(heap_ref_.make<BoundMethod>(object, reference("str")));
    if (text == "__repr__") return Value(heap_ref_.make<BoundMethod>(object, reference("repr")));
    if (text == "__iter__") return Value(heap_ref_.make<BoundMethod>(object, reference("iter")));
    if (text == "__next__") return Value(heap_ref_.make<BoundMethod>(object, reference("next")));
    if (text == "__getattribute__") return Value(heap_ref_.make<BoundMethod>(object, reference("getattr")));
  }
  return unknown(origins_of(object));
}

Value Interpreter::method_reference(Symbol qualified, Value receiver) {
  Unknown* result = heap_ref_.new_unknown();
  result->name = qualified;
  result->set_receiver(receiver);
  result->origins = receiver.is_unknown() ? receiver.as<Unknown>()->origins : Origins::none;
  return Value(result);
}

Value Interpreter::attribute_of_unknown(Unknown* object, Symbol name, bool indirect) {
  const std::string_view text = heap_ref_.text(name);
  if (!object->options().empty()) {
    Value result;
    for (Value option : object->options()) {
      if (option.is_none()) continue;  // `x = None` before a conditional assignment
      Value v = get_attribute(option, name, indirect);
      if (!v.valid()) return {};
      result = join(result, v);
    }
    return result.valid() ? result : unknown(object->origins);
  }
  indirect = indirect || object->indirect;
  if (text.starts_with('_') && !object->receiver().valid()) {
    if (Value step = step_of_ladder(object, text); step.valid()) return step;
  }
  // A method of a value whose class we know: `socket.socket.connect` with the socket as receiver.
  if (object->type != Symbol::empty) {
    const std::string_view type = heap_ref_.text(object->type);
    // A name picked out of os.environ is a read of that name, however os.environ came here.
    if (type == "os.environ") return reference("os.environ." + std::string(text), indirect);
    if (object->has_hint && type == "pathlib.Path") {
      if (Value v = path_attribute(object, text); v.valid()) return v;
    }
    if (text == "__class__") return reference(type);
    if (object->has_hint && type == "io.IOBase" && text == "name")
      return unknown_like("str", std::string(object->hint()), object->origins);
    Value method = method_reference(dotted(object->type, name), Value(object));
    method.as<Unknown>()->indirect = indirect;
    return method;
  }
  if (object->name != Symbol::empty && !object->receiver().valid()) {
    const uint64_t both = static_cast<uint64_t>(object->name) << 32 | static_cast<uint64_t>(name);
    if (Unknown* const* known = indirect ? nullptr : attributes_of_names_.find(both)) return Value(*known);
    if (text == "__dict__") return computed_name(Value(object));
    if (text == "__getattribute__") return Value(heap_ref_.make<BoundMethod>(Value(object), reference("getattr")));
    if (text == "__name__") {
      std::string_view full = heap_ref_.text(object->name);
      return heap_ref_.str(full.substr(full.rfind('.') + 1));
    }
    if (text == "__call__") return Value(object);
    if (text == "__init__" && indirect) return reference(std::string(heap_ref_.text(object->name)) + ".__init__", true);
    constexpr size_t kMaxName = 256;
    if (heap_ref_.text(object->name).size() + 1 + text.size() > kMaxName) return unknown(object->origins);
    const Symbol full = dotted(object->name, name);
    if (indirect) return reference(full, true);
    const bool ours = module_name(full).file.has_value();
    if (Module* own = ours ? find_module(full) : nullptr) return found(own, full);
    const Value result = reference(full);
    if (!ours && result.is_unknown()) attributes_of_names_[both] = result.as<Unknown>();
    return result;
  }
  // A plain value: a method of it, known by its name only.
  Unknown* method = heap_ref_.new_unknown();
  method->name = dotted(Symbol::empty, name);
  method->set_receiver(Value(object));
  method->origins = object->origins;
  method->set_hint(object->hint());
  method->has_hint = object->has_hint;
  method->indirect = indirect;
  return Value(method);
}

// The last part of "/home/{user}/notes.txt" tells nothing about the user.
Origins Interpreter::origins_of_part(std::string_view part, Origins whole) {
  return part.empty() || part.find_first_of("{}%*?~$") != std::string_view::npos ? whole : Origins::none;
}

// Parts of a path whose text is known at least as a pattern.
Value Interpreter::path_attribute(Unknown* path, std::string_view name) {
  const std::string hint(path->hint());
  const size_t slash = hint.find_last_of("/\\");
  if (name == "parent") {
    const bool hole = hint.starts_with('{') && hint.ends_with('}');  // as os.path.dirname: hint_after()
    return unknown_like("pathlib.Path",
                        slash != std::string::npos ? hint.substr(0, slash)
                        : hole                     ? hint
                                                   : ".",
                        path->origins);
  }
  std::string last = slash == std::string::npos ? hint : hint.substr(slash + 1);
  const Origins origins = origins_of_part(last, path->origins);
  if (name == "name") return unknown_like("str", last, origins);
  if (name == "stem") return unknown_like("str", last.substr(0, last.rfind('.')), origins);
  if (name == "suffix")
    return unknown_like("str", last.rfind('.') == std::string::npos ? "" : last.substr(last.rfind('.')), origins);
  return {};
}

namespace {

// Names of modules that Python calls by itself, whoever puts a function there.
bool is_hook(std::string_view module, std::string_view name) {
  return (module == "sys" && (name == "excepthook" || name == "displayhook" || name == "unraisablehook")) ||
         (module == "threading" && name == "excepthook") || (module == "builtins" && name == "__import__");
}

}  // namespace

bool Interpreter::set_attribute(Value object, Symbol name, Value value) {
  switch (object.kind()) {
    case Kind::kInstance: {
      auto* instance = object.as<Instance>();
      if (const Value* found = find_in_class(instance->cls, name); found != nullptr && found->is(Kind::kProperty)) {
        Value setter = found->as<Property>()->setter;
        if (setter.valid()) {
          CallArgs args;
          args.positional = {object, value};
          return call_value(setter, args).valid();
        }
      } else if (found != nullptr && found->is(Kind::kInstance)) {
        Class* kind = found->as<Instance>()->cls;
        if (const Value* setter = find_in_class(kind, sym("__set__"));
            setter != nullptr && setter->is(Kind::kFunction)) {
          CallArgs args;
          args.positional = {*found, object, value};
          return call_value(*setter, args).valid();
        }
      }
      store(&instance->attributes, name, value);
      break;
    }
    case Kind::kClass:
      store(&object.as<Class>()->attributes, name, value);
      break;
    case Kind::kModule:
      store(&object.as<Module>()->globals, name, value);
      break;
    case Kind::kFunction:
      store(&object.as<Function>()->attributes, name, value);
      if (value.is(Kind::kCode) && heap_ref_.text(name) == "__code__") object.as<Function>()->code = value;
      break;
    case Kind::kUnknown: {
      auto* target = object.as<Unknown>();
      for (Value option : std::vector<Value>(target->options()))
        if (!option.is_unknown() && !set_attribute(option, name, value)) return false;
      // Objects from outside keep what they were given: session.headers, startupinfo.dwFlags, module.function = ours.
      if (target->shared)
        break;
      else if (target->name == Symbol::empty)
        target->origins = heap_ref_.join(target->origins, origins_of(value));
      else if (is_hook(heap_ref_.text(target->name), heap_ref_.text(name))) {
        CallArgs given;
        given.positional.push_back(value);
        call_back(given);
      }
      break;
    }
    default:
      break;
  }
  return !raised_ && !stopped_;
}

// Depth-first, left to right, a later occurrence of a base winning: equals C3 for every hierarchy that C3 accepts and
// that has no diamond, and never fails on the others.
void Interpreter::make_mro(Class* cls) {
  constexpr size_t kMaxMro = 128;
  std::vector<Class*> order;
  for (Value base : cls->bases) {
    if (!base.is(Kind::kClass)) continue;
    cls->has_unknown_base = cls->has_unknown_base || base.as<Class>()->has_unknown_base;
    for (Class* c : base.as<Class>()->mro) order.push_back(c);
  }
  cls->mro.assign(1, cls);
  for (size_t i = 0; i < order.size() && cls->mro.size() < kMaxMro; ++i)
    if (std::find(order.begin() + static_cast<ptrdiff_t>(i) + 1, order.end(), order[i]) == order.end())
      cls->mro.push_back(order[i]);
}

}  // namespace antivenom::interpret
