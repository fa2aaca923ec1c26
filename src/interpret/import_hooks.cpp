// Modules that code makes instead of shipping them: types.ModuleType, sys.modules, and finders in sys.meta_path whose
// loaders decode what they import.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

namespace {

constexpr char kSpec[] = "importlib.machinery.ModuleSpec";
constexpr size_t kMaxAsked = 64;  // names that finders of a package are asked for

}  // namespace

// types.ModuleType(name)
Value Interpreter::make_module(Value name) {
  auto* module = heap_ref_.make<Module>();
  module->name = name.is(Kind::kStr) ? sym(name.as<Text>()->text()) : Symbol::empty;
  module->executed = true;
  module->globals.set(sym("__name__"), name);
  module->globals.set(sym("__doc__"), Value::none());
  return Value(module);
}

Value Interpreter::made_module(std::string_view dotted) {
  const auto it = made_modules_.find(dotted);
  return it != made_modules_.end() ? it->second : Value();
}

void Interpreter::add_finder(Value finder) {
  constexpr size_t kMaxFinders = 16;
  if ((finder.is(Kind::kInstance) || finder.is(Kind::kClass)) && finders_.size() < kMaxFinders)
    finders_.push_back(finder);
}

// What importlib.util.module_from_spec() gives: what the loader makes, or an empty module.
Value Interpreter::module_of_spec(Value spec) {
  if (!spec.is(Kind::kInstance) || heap_ref_.text(spec.as<Instance>()->cls->qualified) != kSpec) return {};
  const Value name = get_attribute(spec, sym("name"), false), loader = get_attribute(spec, sym("loader"), false);
  Value module;
  if (loader.is(Kind::kInstance) && find_in_class(loader.as<Instance>()->cls, sym("create_module")) != nullptr) {
    CallArgs args;
    args.positional.push_back(spec);
    const Value maker = get_attribute(loader, sym("create_module"), false);
    module = maker.valid() ? call_value(maker, args) : Value();
    if (raised_ || stopped_) return {};
  }
  if (!module.is(Kind::kModule)) module = make_module(name);
  module.as<Module>()->globals.set(sym("__spec__"), spec);
  module.as<Module>()->globals.set(sym("__loader__"), loader);
  return module;
}

// exec_module(module) where the class of the loader leaves that to importlib: it runs what get_code(), get_source() or
// get_data() of that class gives.
Value Interpreter::run_loader(Value loader, Value module, EventId event) {
  if (!loader.is(Kind::kInstance)) return {};
  const Class* cls = loader.as<Instance>()->cls;
  const Value name = module.is(Kind::kModule) ? heap_ref_.str(heap_ref_.text(module.as<Module>()->name)) : unknown();
  for (std::string_view method : {"get_code", "get_source", "get_data"}) {
    if (find_in_class(cls, sym(method)) == nullptr) continue;
    CallArgs args;
    args.positional.push_back(name);
    if (method == "get_data" && find_in_class(cls, sym("get_filename")) != nullptr) {
      CallArgs of_name = args;
      const Value path = call_value(get_attribute(loader, sym("get_filename"), false), of_name);
      if (!path.valid()) return {};
      args.positional[0] = path;
    }
    const Value code = call_value(get_attribute(loader, sym(method), false), args);
    if (!code.valid()) return {};
    auto* names = module.is(Kind::kModule) ? &module.as<Module>()->globals : &heap_ref_.make<Scope>()->names;
    const Value ran = run_code_value(mark(code, heap_ref_.origin(event), Trail::none),
                                     Value(heap_ref_.make<NamespaceView>(names)), Value(), "import");
    return ran.valid() ? Value::none() : Value();
  }
  return {};
}

// Asks the finders of the package, in their order, for a module that it does not ship. The loader they name runs.
Value Interpreter::find_by_hooks(std::string_view dotted) {
  if (Value made = made_module(dotted); made.valid()) return made;
  if (finders_.empty()) return {};
  const std::string name(dotted);
  if (finding_ || asked_finders_.size() >= kMaxAsked || !asked_finders_.insert(name).second) return {};
  finding_ = true;
  Value module;
  const std::vector<Value> finders = finders_;
  for (Value finder : finders) {
    const Class* cls = finder.is(Kind::kClass) ? finder.as<Class>() : finder.as<Instance>()->cls;
    const bool modern = find_in_class(cls, sym("find_spec")) != nullptr;
    if (!modern && find_in_class(cls, sym("find_module")) == nullptr) continue;
    CallArgs args;
    args.positional = {heap_ref_.str(name), Value::none()};
    if (modern) args.positional.push_back(Value::none());
    const Value method = get_attribute(finder, sym(modern ? "find_spec" : "find_module"), false);
    const Value found = method.valid() ? call_value(method, args) : Value();
    if (raised_ || stopped_) break;
    if (!found.is(Kind::kInstance)) continue;
    module = modern ? module_of_spec(found) : Value();
    if (raised_ || stopped_) break;
    if (module.valid()) made_modules_[name] = module;
    CallArgs given;
    given.positional.push_back(module.valid() ? module : heap_ref_.str(name));
    const Value loader = module.valid() ? get_attribute(found, sym("loader"), false) : found;
    const Value run =
        loader.valid() ? get_attribute(loader, sym(module.valid() ? "exec_module" : "load_module"), false) : Value();
    const Value loaded = run.valid() ? call_value(run, given) : Value();
    if (!module.valid() && loaded.is(Kind::kModule)) module = loaded;
    break;
  }
  finding_ = false;
  return raised_ || stopped_ ? Value() : module;
}

}  // namespace antivenom::interpret
