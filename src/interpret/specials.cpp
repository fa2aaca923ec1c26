// Builtins that need the interpreter itself: code from text, names from text, classes, scopes.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

using python::NodeId;

// One handler a name; each returns the call's value, or Invalid when it raised.
struct Specials {
  struct Row {
    std::string_view name;
    Interpreter::SpecialFunction handler;
  };

  static std::optional<std::string> text_of(Value v) {
    if (v.is(Kind::kStr)) return std::string(v.as<Text>()->text());
    return std::nullopt;
  }
  static EffectSet effects_of(std::string_view name, EffectSet otherwise = {}) {
    const knowledge::Api* api = knowledge::find_api(name);
    return api != nullptr ? api->effects : otherwise;
  }

  // --- code from text
  static Value run_text(Interpreter& in, CallArgs& args, bool indirect, std::string_view name) {
    in.record(name, effects_of(name, {Effect::run_code}), Value(), args, indirect);
    if (args.size() == 0) return Value::none();
    const Value globals = args.get(in.heap_ref_, 1, "globals");
    const Value locals = args.get(in.heap_ref_, 2, "locals");
    return in.run_code_value(args.positional[0], globals, locals, name);
  }
  static Value exec(Interpreter& in, CallArgs& args, bool indirect) {
    Value result = run_text(in, args, indirect, "exec");
    return result.valid() ? Value::none() : result;
  }
  static Value eval(Interpreter& in, CallArgs& args, bool indirect) {
    const Trail trail = args.size() > 0 ? in.trail_of(args.positional[0]) : Trail::none;
    const Value result = run_text(in, args, indirect, "eval");
    // A text that stands in disguised code was disguised with it.
    const bool text = result.is(Kind::kStr) || result.is(Kind::kBytes);
    return text && trail != Trail::none ? in.mark(result, Origins::none, in.heap_ref_.join(trail, in.trail_of(result)))
                                        : result;
  }
  // cast(type, value) is the value.
  static Value cast(Interpreter& in, CallArgs& args, bool) {
    const Value value = args.get(in.heap_ref_, 1, "val");
    return value.valid() ? value : in.unknown();
  }
  static Value execfile(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("execfile", effects_of("execfile", {Effect::run_code}), Value(), args, indirect);
    return in.run_file_value(args.get(in.heap_ref_, 0, "filename"), "execfile");
  }
  static Value run_path(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("runpy.run_path", effects_of("runpy.run_path", {Effect::run_code}), Value(), args, indirect);
    return in.run_file_value(args.get(in.heap_ref_, 0, "path_name"), "runpy");
  }
  static Value run_module(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("runpy.run_module", effects_of("runpy.run_module", {Effect::run_code}), Value(), args, indirect);
    if (auto name = text_of(args.get(in.heap_ref_, 0, "mod_name"))) in.load_module(in.sym(*name));
    return in.unknown();
  }
  static Value compile(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("compile", effects_of("compile"), Value(), args, indirect);
    const Value source = args.get(in.heap_ref_, 0, "source");
    const Value mode = args.get(in.heap_ref_, 2, "mode");
    if (!source.valid()) return in.unknown();
    auto* code = in.heap_ref_.make<Code>();
    code->source = source;
    code->expression = mode.is(Kind::kStr) && mode.as<Text>()->text() == "eval";
    code->origins = in.origins_of(source);
    code->trail = in.heap_ref_.step(in.trail_of(source), "compile");
    return Value(code);
  }
  static Value marshal_loads(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("marshal.loads", effects_of("marshal.loads", {Effect::decode}), Value(), args, indirect);
    return in.load_marshal(args.get(in.heap_ref_, 0, "bytes"));
  }
  // Unpickling runs what the data says. Known data is run as the source that does the same.
  static Value unpickle(Interpreter& in, CallArgs& args, bool indirect, std::string_view name) {
    const knowledge::Api* api = knowledge::find_api(name);
    const auto event = in.record(name, effects_of(name, {Effect::deserialize}), Value(), args, indirect);
    Value given = args.size() > 0 ? args.positional[0] : args.keywords.empty() ? Value() : args.keywords[0].second;
    if (!event || !given.valid()) return in.unknown();
    Value data = given;
    if (given.is(Kind::kStr))
      data = in.file_content(in.hint_of(given), true, *event);
    else if (!in.to_bytes(given) && name.find("loads") == std::string_view::npos) {
      CallArgs none;
      const Value read = in.get_attribute(given, in.sym("read"), false);
      data = read.valid() ? in.call_value(read, none) : Value();
      in.raised_ = false;
    }
    if (in.stopped_) return {};
    if (data.valid() && in.to_bytes(data)) {
      Value result = in.run_pickle(data, *event);
      if (result.valid() || in.stopped_) return result;
    }
    in.raised_ = false;
    return in.result_of(*event, api, name, args);
  }
  static Value cloudpickle_load(Interpreter& in, CallArgs& args, bool i) {
    return unpickle(in, args, i, "cloudpickle.load");
  }
  static Value cloudpickle_loads(Interpreter& in, CallArgs& args, bool i) {
    return unpickle(in, args, i, "cloudpickle.loads");
  }
  static Value dill_load(Interpreter& in, CallArgs& args, bool i) { return unpickle(in, args, i, "dill.load"); }
  static Value dill_loads(Interpreter& in, CallArgs& args, bool i) { return unpickle(in, args, i, "dill.loads"); }
  static Value joblib_load(Interpreter& in, CallArgs& args, bool i) { return unpickle(in, args, i, "joblib.load"); }
  static Value pandas_load(Interpreter& in, CallArgs& args, bool i) {
    return unpickle(in, args, i, "pandas.read_pickle");
  }
  static Value pickle_load(Interpreter& in, CallArgs& args, bool i) { return unpickle(in, args, i, "pickle.load"); }
  static Value pickle_loads(Interpreter& in, CallArgs& args, bool i) { return unpickle(in, args, i, "pickle.loads"); }
  static Value torch_load(Interpreter& in, CallArgs& args, bool i) { return unpickle(in, args, i, "torch.load"); }
  static Value function_type(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("types.FunctionType", effects_of("types.FunctionType"), Value(), args, indirect);
    const Value code = args.get(in.heap_ref_, 0, "code");
    return code.valid() ? code : in.unknown();
  }

  // --- names from text
  static Value import_builtin(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("__import__", effects_of("__import__"), Value(), args, indirect);
    const Value name = args.get(in.heap_ref_, 0, "name");
    if (auto text = text_of(name)) {
      const Value fromlist = args.get(in.heap_ref_, 3, "fromlist");
      const bool leaf = fromlist.valid() && in.truth(fromlist) == true;
      Value module = in.import_name(in.sym(*text), leaf);
      return module.valid() ? in.computed_name(module) : module;
    }
    return in.unknown(args.size() > 0 ? in.origins_of(args.positional[0]) : Origins::none);
  }
  static Value import_module(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("importlib.import_module", effects_of("importlib.import_module"), Value(), args, indirect);
    const Value name = args.get(in.heap_ref_, 0, "name");
    if (auto text = text_of(name)) {
      std::string dotted = *text;
      if (dotted.starts_with('.')) {
        if (auto package = text_of(args.get(in.heap_ref_, 1, "package")))
          dotted = *package + dotted;
        else
          dotted = std::string(in.heap_ref_.text(in.top().unit->package)) + dotted;
      }
      Value module = in.import_name(in.sym(dotted), true);
      return module.valid() ? in.computed_name(module) : module;
    }
    return in.unknown(args.size() > 0 ? in.origins_of(args.positional[0]) : Origins::none);
  }
  static Value reload(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("importlib.reload", effects_of("importlib.reload"), Value(), args, indirect);
    return args.size() > 0 ? args.positional[0] : in.unknown();
  }
  static Value get_attribute(Interpreter& in, CallArgs& args, bool) {
    if (args.size() < 2) return in.unknown();
    const Value object = args.positional[0], name = args.positional[1];
    if (!name.is(Kind::kStr)) {
      // One of a few names: each of them.
      if (name.is_unknown() && !name.as<Unknown>()->options().empty()) {
        Value result;
        for (Value option : std::vector<Value>(name.as<Unknown>()->options())) {
          if (!option.is(Kind::kStr)) continue;
          Value v = in.get_attribute(object, in.sym(option.as<Text>()->text()), true);
          if (!v.valid()) return {};
          result = in.join(result, v);
        }
        if (result.valid()) return result;
      }
      return in.unknown(in.heap_ref_.join(in.origins_of(object), in.origins_of(name)));
    }
    const Symbol symbol = in.sym(name.as<Text>()->text());
    if (args.size() > 2) {
      const std::optional<bool> there = in.has_attribute(object, symbol);
      if (there == false) return args.positional[2];
      Value v = in.get_attribute(object, symbol, true);
      return !v.valid() || there ? v : in.join(v, args.positional[2]);
    }
    return in.get_attribute(object, symbol, true);
  }
  static Value set_attribute(Interpreter& in, CallArgs& args, bool) {
    if (args.size() == 3 && args.positional[1].is(Kind::kStr) &&
        !in.set_attribute(args.positional[0], in.sym(args.positional[1].as<Text>()->text()), args.positional[2]))
      return {};
    return Value::none();
  }
  static Value has_attribute(Interpreter& in, CallArgs& args, bool) {
    if (args.size() == 2 && args.positional[1].is(Kind::kStr)) {
      if (auto there = in.has_attribute(args.positional[0], in.sym(args.positional[1].as<Text>()->text())))
        return Value::boolean(*there);
    }
    return in.heap_ref_.undecided(Origins::none);
  }
  static Value globals(Interpreter& in, CallArgs&, bool) {
    if (in.top().scope->globals == nullptr) return in.unknown(Origins::none, "dict");
    return Value(in.heap_ref_.make<NamespaceView>(in.top().scope->globals));
  }
  static Value locals(Interpreter& in, CallArgs&, bool) {
    return Value(in.heap_ref_.make<NamespaceView>(in.variables()));
  }
  static Value vars(Interpreter& in, CallArgs& args, bool indirect) {
    return args.size() == 0 ? locals(in, args, indirect)
                            : in.get_attribute(args.positional[0], in.sym("__dict__"), true);
  }
  static Value dir(Interpreter& in, CallArgs& args, bool) {
    const Namespace* names = nullptr;
    if (args.size() == 0)
      names = in.variables();
    else if (args.positional[0].is(Kind::kModule))
      names = &args.positional[0].as<Module>()->globals;
    else if (args.positional[0].is(Kind::kClass))
      names = &args.positional[0].as<Class>()->attributes;
    if (names == nullptr) return in.unknown(Origins::none, "list");
    std::vector<std::string> sorted;
    for (const auto& [name, value] : names->items())
      if (value.valid()) sorted.emplace_back(in.heap_ref_.text(name));
    std::sort(sorted.begin(), sorted.end());
    std::vector<Value> items;
    items.reserve(sorted.size());
    for (const std::string& name : sorted) items.push_back(in.heap_ref_.str(name));
    Value list = in.heap_ref_.list(std::move(items));
    if (list.is(Kind::kList)) list.as<Sequence>()->open_ended = true;
    return list;
  }

  // --- classes
  static Value type(Interpreter& in, CallArgs& args, bool) {
    if (args.size() == 1) {
      const Value v = args.positional[0];
      if (v.is(Kind::kInstance)) return Value(v.as<Instance>()->cls);
      const std::string_view name = in.type_name(v);
      // What a handler catches may be of any class below the one it names.
      if (v.is_unknown() && name == "Exception") return in.unknown(in.origins_of(v));
      return name.empty() ? in.unknown(in.origins_of(v)) : in.reference(name);
    }
    if (args.size() < 3 || !args.positional[0].is(Kind::kStr)) return in.unknown();
    auto* cls = in.heap_ref_.make<Class>();
    cls->name = cls->qualified = in.sym(args.positional[0].as<Text>()->text());
    if (auto bases = in.items_of(args.positional[1])) cls->bases = *bases;
    in.make_mro(cls);
    if (args.positional[2].is(Kind::kDict)) {
      for (const Dict::Entry& e : args.positional[2].as<Dict>()->entries) {
        if (!e.key.is(Kind::kStr)) continue;
        cls->attributes.set(in.sym(e.key.as<Text>()->text()), e.value);
        if (e.value.is(Kind::kFunction) && e.value.as<Function>()->owner == nullptr)
          e.value.as<Function>()->owner = cls;
      }
    }
    return Value(cls);
  }
  static Value super(Interpreter& in, CallArgs& args, bool) {
    if (args.size() >= 2 && args.positional[0].is(Kind::kClass))
      return Value(in.heap_ref_.make<Super>(args.positional[0].as<Class>(), args.positional[1]));
    const Function* function = in.top().function;
    if (function == nullptr || function->owner == nullptr) return in.unknown();
    const python::Tree& tree = function->unit->tree;
    const NodeId parameters = tree.kid(function->node, 0);
    const NodeId first = parameters == NodeId::none ? NodeId::none : tree.kid(parameters, 0);
    const Value* self = first == NodeId::none ? nullptr : in.top().scope->names.find(tree.name(first));
    return Value(in.heap_ref_.make<Super>(function->owner, self != nullptr ? *self : Value::none()));
  }
  static Value isinstance(Interpreter& in, CallArgs& args, bool) {
    if (args.size() != 2) return in.heap_ref_.undecided(Origins::none);
    std::vector<Value> types{args.positional[1]};
    if (args.positional[1].is(Kind::kTuple)) types = args.positional[1].as<Sequence>()->items;
    bool unsure = false;
    for (Value type_value : types) {
      const std::optional<bool> is = in.is_instance(args.positional[0], type_value);
      if (is == true) return Value::boolean(true);
      unsure = unsure || !is;
    }
    return unsure ? in.heap_ref_.undecided(in.origins_of(args.positional[0])) : Value::boolean(false);
  }
  static Value issubclass(Interpreter& in, CallArgs& args, bool) {
    if (args.size() == 2 && args.positional[0].is(Kind::kClass) && args.positional[1].is(Kind::kClass)) {
      const auto& mro = args.positional[0].as<Class>()->mro;
      return Value::boolean(std::find(mro.begin(), mro.end(), args.positional[1].as<Class>()) != mro.end());
    }
    return in.heap_ref_.undecided(Origins::none);
  }
  static Value property(Interpreter& in, CallArgs& args, bool) {
    auto* p = in.heap_ref_.make<Property>();
    p->getter = args.get(in.heap_ref_, 0, "fget");
    p->setter = args.get(in.heap_ref_, 1, "fset");
    if (!p->getter.valid()) p->getter = Value::none();
    return Value(p);
  }
  static Value property_setter(Interpreter& in, CallArgs& args, bool) {
    if (args.size() < 2 || !args.positional[0].is(Kind::kProperty)) return in.unknown();
    auto* p = in.heap_ref_.make<Property>(*args.positional[0].as<Property>());
    p->setter = args.positional[1];
    return Value(p);
  }
  static Value property_getter(Interpreter& in, CallArgs& args, bool) {
    return args.size() < 2 ? in.unknown() : args.positional[0];
  }
  static Value static_method(Interpreter& in, CallArgs& args, bool) {
    if (args.size() == 0) return in.unknown();
    if (args.positional[0].is(Kind::kFunction)) args.positional[0].as<Function>()->is_static = true;
    return args.positional[0];
  }
  static Value class_method(Interpreter& in, CallArgs& args, bool) {
    if (args.size() == 0) return in.unknown();
    if (args.positional[0].is(Kind::kFunction)) args.positional[0].as<Function>()->is_classmethod = true;
    return args.positional[0];
  }
  static Value object(Interpreter& in, CallArgs&, bool) {
    return Value(in.heap_ref_.make<Instance>(in.builtin_class("object")));
  }
  static Value callable(Interpreter& in, CallArgs& args, bool) {
    if (args.size() != 1) return in.heap_ref_.undecided(Origins::none);
    switch (args.positional[0].kind()) {
      case Kind::kFunction:
      case Kind::kBoundMethod:
      case Kind::kNative:
      case Kind::kClass:
        return Value::boolean(true);
      case Kind::kUnknown:
        return in.heap_ref_.undecided(in.origins_of(args.positional[0]));
      case Kind::kInstance:
        return Value::boolean(in.find_in_class(args.positional[0].as<Instance>()->cls, in.sym("__call__")) != nullptr);
      default:
        return Value::boolean(false);
    }
  }

  // --- packaging
  static Value setup(Interpreter& in, CallArgs& args, bool indirect) {
    in.record("setuptools.setup", effects_of("setuptools.setup", {Effect::setup}), Value(), args, indirect);
    if (Value scripts = args.get(in.heap_ref_, SIZE_MAX, "scripts"); scripts.valid()) in.name_scripts(scripts);
    if (Value commands = args.get(in.heap_ref_, SIZE_MAX, "cmdclass"); commands.valid()) in.run_commands(commands);
    if (Value dist = args.get(in.heap_ref_, SIZE_MAX, "distclass"); dist.is(Kind::kClass)) {
      auto* table = in.heap_ref_.make<Dict>(Kind::kDict);
      in.dict_set(table, in.heap_ref_.str("distclass"), dist);
      in.run_commands(Value(table));
    }
    if (in.raised_ || in.stopped_) return {};
    return in.unknown();
  }
};

namespace {

// Sorted by name.
constexpr Specials::Row kRows[] = {
    {"__import__", Specials::import_builtin},
    {"callable", Specials::callable},
    {"classmethod", Specials::class_method},
    {"cloudpickle.load", Specials::cloudpickle_load},
    {"cloudpickle.loads", Specials::cloudpickle_loads},
    {"compile", Specials::compile},
    {"dill.load", Specials::dill_load},
    {"dill.loads", Specials::dill_loads},
    {"dir", Specials::dir},
    {"distutils.core.setup", Specials::setup},
    {"eval", Specials::eval},
    {"exec", Specials::exec},
    {"execfile", Specials::execfile},
    {"getattr", Specials::get_attribute},
    {"globals", Specials::globals},
    {"hasattr", Specials::has_attribute},
    {"importlib.__import__", Specials::import_builtin},
    {"importlib.import_module", Specials::import_module},
    {"importlib.reload", Specials::reload},
    {"isinstance", Specials::isinstance},
    {"issubclass", Specials::issubclass},
    {"joblib.load", Specials::joblib_load},
    {"locals", Specials::locals},
    {"marshal.loads", Specials::marshal_loads},
    {"object", Specials::object},
    {"pandas.read_pickle", Specials::pandas_load},
    {"pickle.load", Specials::pickle_load},
    {"pickle.loads", Specials::pickle_loads},
    {"property", Specials::property},
    {"property.getter", Specials::property_getter},
    {"property.setter", Specials::property_setter},
    {"reload", Specials::reload},
    {"runpy.run_module", Specials::run_module},
    {"runpy.run_path", Specials::run_path},
    {"setattr", Specials::set_attribute},
    {"setuptools.setup", Specials::setup},
    {"staticmethod", Specials::static_method},
    {"super", Specials::super},
    {"torch.load", Specials::torch_load},
    {"type", Specials::type},
    {"types.FunctionType", Specials::function_type},
    {"types.LambdaType", Specials::function_type},
    {"typing.cast", Specials::cast},
    {"typing_extensions.cast", Specials::cast},
    {"vars", Specials::vars},
};
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

}  // namespace

Interpreter::SpecialFunction Interpreter::special_function(std::string_view name) {
  const auto row = std::lower_bound(std::begin(kRows), std::end(kRows), name,
                                    [](const Specials::Row& one, std::string_view n) { return one.name < n; });
  return row != std::end(kRows) && row->name == name ? row->handler : nullptr;
}

// Whether an attribute is certainly there, certainly not, or not known.
std::optional<bool> Interpreter::has_attribute(Value object, Symbol name) {
  switch (object.kind()) {
    case Kind::kModule:
      return object.as<Module>()->globals.find(name) != nullptr ? std::optional<bool>(true) : std::nullopt;
    case Kind::kClass:
    case Kind::kInstance: {
      const Class* cls = object.is(Kind::kClass) ? object.as<Class>() : object.as<Instance>()->cls;
      if (object.is(Kind::kInstance) && object.as<Instance>()->attributes.find(name) != nullptr) return true;
      if (find_in_class(cls, name) != nullptr) return true;
      const bool dunder = heap_ref_.text(name).starts_with("__");
      if (cls->has_unknown_base || cls->builtin || dunder || find_in_class(cls, sym("__getattr__")) != nullptr)
        return std::nullopt;
      return false;
    }
    case Kind::kUnknown:
    case Kind::kFunction:
      return std::nullopt;
    default: {
      const std::string_view text = heap_ref_.text(name);
      if (find_method(type_name(object), text) != nullptr) return true;
      return text.starts_with("__") ? std::nullopt : std::optional<bool>(false);
    }
  }
}

std::optional<bool> Interpreter::is_instance(Value object, Value type) {
  if (type.is(Kind::kClass)) {
    if (object.is(Kind::kInstance)) {
      const auto& mro = object.as<Instance>()->cls->mro;
      if (std::find(mro.begin(), mro.end(), type.as<Class>()) != mro.end()) return true;
      return object.as<Instance>()->cls->has_unknown_base ? std::nullopt : std::optional<bool>(false);
    }
    return object.is_unknown() ? std::nullopt : std::optional<bool>(false);
  }
  if (!type.is_unknown()) return std::nullopt;
  const std::string_view wanted = heap_ref_.text(type.as<Unknown>()->name);
  if (wanted == "object") return true;
  if (!is_type_name(wanted)) return std::nullopt;
  const std::string_view actual = type_name(object);
  if (object.is(Kind::kInstance)) {
    const auto* instance = object.as<Instance>();
    if (!instance->cls->has_unknown_base && !instance->cls->builtin && !instance->payload.valid()) return false;
  }
  if (actual.empty() || object.is(Kind::kInstance)) return std::nullopt;
  if (actual == wanted || (actual == "bool" && wanted == "int")) return true;
  if (object.is_unknown() && object.as<Unknown>()->type == Symbol::empty) return std::nullopt;
  if (wanted == "basestring" || wanted == "unicode" || wanted == "long") return std::nullopt;
  return false;
}

}  // namespace antivenom::interpret
