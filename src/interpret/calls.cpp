// Calls: of the package's functions and classes, of the modelled library, and of everything outside.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

using python::NodeKind;
using python::ParameterKind;

namespace {

// A function that talks to the outside, or is given unknowns, shows what it does in a few runs; a decoder given known
// values must be run every time.
constexpr uint32_t kMaxCallsWithEvents = 24;
constexpr uint32_t kMaxCallsWithUnknowns = 12;
constexpr uint32_t kMaxCallsKnown = 400'000;
constexpr unsigned kMaxRecursionOnUnknowns = 2;
// A function that comes to nothing with known values, so often in a row, decodes nothing either: `__getattr__` that
// calls itself for what __init__ would have set, texts of objects of which nothing is known.
constexpr uint32_t kMaxCallsInVain = 32;  // the last one is made with unknowns: it may have waited for one value

// Whether something is known of a value, whichever of its options it is.
bool tells(Value value) {
  const auto vague = [](const Unknown* unknown) { return unknown->name == Symbol::empty && !unknown->has_hint; };
  if (!value.is_unknown() || !vague(value.as<Unknown>())) return true;
  const KeptValues& options = value.as<Unknown>()->options();
  return !options.empty() && std::none_of(options.begin(), options.end(), [&](Value option) {
    return option.is_unknown() && vague(option.as<Unknown>());
  });
}

}  // namespace

Value Interpreter::call(Value callable, CallArgs args) { return call_value(callable, args); }

Value Interpreter::call_value(Value callable, CallArgs& args) {
  if (!spend(2) || raised_) return {};
  if (depth_ >= budget_.eval_depth) {
    exhausted("nesting of " + entry_name_);
    return unknown();
  }
  ++depth_;
  Value result;
  switch (callable.kind()) {
    case Kind::kFunction:
      if (const Value code = callable.as<Function>()->code; code.valid() && code.as<Code>()->function == nullptr) {
        callable.as<Function>()->called = true;
        result = run_code_value(code, Value(heap_ref_.make<NamespaceView>(callable.as<Function>()->globals)), Value(),
                                "call");
      } else
        result = call_known_copy(callable.as<Function>(), args);
      break;
    case Kind::kBoundMethod: {
      auto* method = callable.as<BoundMethod>();
      args.positional.insert(args.positional.begin(), method->self);
      result = call_value(method->function, args);
      break;
    }
    case Kind::kNative: {
      const auto* native = callable.as<Native>();
      // Methods of the library's own objects (ciphers, hashes, buffers) are calls of their API all the same.
      if (native->self.is(Kind::kInstance)) {
        const knowledge::Api* api = knowledge::find_api(native->def->name);
        if (api != nullptr && !api->effects.empty()) record(api->canonical, api->effects, native->self, args, false);
      }
      result = call_native(native->def, native->self, args);
      break;
    }
    case Kind::kClass:
      result = call_of_metaclass(callable.as<Class>(), args);
      if (!result.valid() && !raised_ && !stopped_) result = instantiate(callable.as<Class>(), args);
      break;
    case Kind::kInstance: {
      Value method = get_attribute(callable, sym("__call__"), false);
      if (!method.valid()) break;
      const bool ours = method.is(Kind::kBoundMethod) || method.is(Kind::kNative);
      result = ours ? call_value(method, args) : unknown(callable.as<Instance>()->origins);
      break;
    }
    case Kind::kCode:
      result = run_code_value(callable, Value(), Value(), "call");
      break;
    case Kind::kUnknown:
      result = call_unknown(callable.as<Unknown>(), args);
      break;
    default:
      call_back(args);
      result = unknown(origins_of(callable));
      break;
  }
  --depth_;
  if (raised_ || stopped_) return {};
  return result.valid() ? result : unknown();
}

// ---- functions of the package -----------------------------------------------------------------------------------

bool Interpreter::bind_parameters(Function* function, CallArgs& args, Scope* scope) {
  const python::Tree& t = function->unit->tree;
  const NodeId parameters = t.kid(function->node, 0);
  if (parameters == NodeId::none) return true;
  Origins spread = Origins::none;
  if (args.rest.valid()) spread = origins_of(args.rest);
  size_t next = 0;
  size_t index = 0;
  std::vector<bool> used(args.keywords.size(), false);
  for (NodeId parameter : t.kids(parameters)) {
    const Symbol name = t.name(parameter);
    const auto kind = static_cast<ParameterKind>(t.node(parameter).op);
    const Value fallback = index < function->defaults.size() ? function->defaults[index] : Value();
    ++index;
    if (kind == ParameterKind::kVarArgs) {
      std::vector<Value> rest(args.positional.begin() + static_cast<ptrdiff_t>(std::min(next, args.positional.size())),
                              args.positional.end());
      next = args.positional.size();
      Value tuple = heap_ref_.tuple(std::move(rest));
      if (args.open_ended && tuple.is(Kind::kTuple)) {
        tuple.as<Sequence>()->open_ended = true;
        tuple.as<Sequence>()->origins = spread;
      }
      if (name != Symbol::empty) scope->names.set(name, tuple);
      continue;
    }
    if (kind == ParameterKind::kVarKeywords) {
      auto* dict = heap_ref_.make<Dict>(Kind::kDict);
      for (size_t i = 0; i < args.keywords.size(); ++i)
        if (!used[i]) dict_set(dict, heap_ref_.str(heap_ref_.text(args.keywords[i].first)), args.keywords[i].second);
      dict->open_ended = args.open_ended;
      dict->origins = spread;
      scope->names.set(name, Value(dict));
      continue;
    }
    Value value;
    if (kind != ParameterKind::kKeywordOnly && next < args.positional.size()) value = args.positional[next++];
    for (size_t i = 0; i < args.keywords.size() && !value.valid(); ++i) {
      if (args.keywords[i].first == name) {
        value = args.keywords[i].second;
        used[i] = true;
      }
    }
    if (!value.valid() && !args.open_ended) value = fallback;
    if (!value.valid()) value = join(fallback, unknown(spread));
    scope->names.set(name, value);
  }
  return true;
}

// The row of knowledge/api for a function of a module that the package ships under the name of a library that everybody
// knows: "requests.post", "requests.Session.post". nullptr for all others.
const knowledge::Api* Interpreter::api_of_copy(Function* function) {
  if (function->asked_api && function->api == nullptr) return nullptr;
  const Value* name = function->globals != nullptr ? function->globals->find(sym("__name__")) : nullptr;
  if (name == nullptr || !name->is(Kind::kStr)) return nullptr;
  std::string known(name->as<Text>()->text());
  known = known.substr(0, known.find('.'));
  const Module* top_module = made_so_far(sym(known));
  const Symbol exported = function->owner != nullptr ? function->owner->name : function->name;
  if (!function->asked_api) {
    function->asked_api = true;
    if (knowledge::is_standard_module(known)) return nullptr;  // Python itself; nobody ships that along
    (known += '.') += heap_ref_.text(exported);
    if (function->owner != nullptr) (known += '.') += heap_ref_.text(function->name);
    constexpr EffectSet kReachesOut{Effect::net_fetch, Effect::net_send, Effect::net_connect, Effect::send_message,
                                    Effect::send_mail};
    const knowledge::Api* api = knowledge::find_api(known);
    if (api != nullptr && api->effects.any(kReachesOut)) function->api = api;
  }
  // Whatever else has that name in some corner of the library is not what the library offers by it.
  if (function->api == nullptr || top_module == nullptr) return nullptr;
  const Value* offered = top_module->globals.find(exported);
  const Value own = function->owner != nullptr ? Value(function->owner) : Value(function);
  return offered != nullptr && offered->same(own) ? function->api : nullptr;
}

// A copy of a known library does what the library does, whatever its author changed in it: the call is an event by its
// known name, and the copy's code runs, too. Calls inside of such a call are how the library does it.
Value Interpreter::call_known_copy(Function* function, CallArgs& args) {
  const knowledge::Api* api = inside_copy_ || activations_.empty() ? nullptr : api_of_copy(function);
  if (api == nullptr) return call_function(function, args);
  CallArgs given = args;
  Value self;
  if (function->owner != nullptr && !given.positional.empty()) {
    self = given.positional.front();
    given.positional.erase(given.positional.begin());
  }
  const std::string_view name = api->canonical.empty() ? api->name : api->canonical;
  const auto event = record(name, api->effects, self, given, false);
  inside_copy_ = true;
  Value result = call_function(function, args);
  inside_copy_ = false;
  if (!event || !result.valid()) return result;
  const Origins origins = heap_ref_.join(origins_of(result), heap_ref_.origin(*event));
  return result.is_unknown() || result.is(Kind::kInstance) ? unknown(origins, api->returns) : result;
}

// Of the positional ones and those by keyword; not of what `*` and `**` spread.
Origins Interpreter::origins_of_all(const CallArgs& args) {
  Origins origins = Origins::none;
  for (Value v : args.positional) origins = heap_ref_.join(origins, origins_of(v));
  for (const auto& [name, v] : args.keywords) origins = heap_ref_.join(origins, origins_of(v));
  return origins;
}

// The same call with an unknown for everything that is data.
Value Interpreter::call_with_unknown_data(Function* function, const CallArgs& args) {
  const auto forgotten = [&](Value value) {
    return value.kind() <= Kind::kIterator ? unknown(origins_of(value)) : value;
  };
  CallArgs any = args;
  for (Value& value : any.positional) value = forgotten(value);
  for (auto& [name, value] : any.keywords) value = forgotten(value);
  return call_function(function, any);
}

bool Interpreter::ran_enough(const Function* function, bool all_known) const {
  return function->calls_with_events > kMaxCallsWithEvents || function->calls > kMaxCallsKnown ||
         function->calls_with_unknowns > kMaxCallsWithUnknowns ||
         (all_known && function->calls_in_vain > kMaxCallsInVain) || (function->barren && patience_.over(steps_));
}

Value Interpreter::call_function(Function* function, CallArgs& args) {
  function->called = true;
  bool all_known = !args.open_ended;
  for (Value v : args.positional) all_known = all_known && known(v);
  for (const auto& [name, v] : args.keywords) all_known = all_known && known(v);
  if (all_known && function->calls_in_vain == kMaxCallsInVain) {
    ++function->calls_in_vain;
    return call_with_unknown_data(function, args);
  }
  if (function->barren && !function->asked_at_large && patience_.over(steps_)) {
    function->asked_at_large = true;
    patience_.renew(steps_, kEventIsWorth);
    return call_with_unknown_data(function, args);
  }
  ++function->calls;
  if (!all_known) ++function->calls_with_unknowns;
  unsigned active = 0;
  for (const Activation* a : activations_) active += a->function == function ? 1 : 0;
  if (active == 0) {
    // Recursion may take three quarters of what its entry has left, so that the code behind it is still seen.
    function->step_limit = share_end(steps_, entry_limit_);
    function->heap_limit = share_end(heap_ref_.used(), entry_heap_);
  }
  // Code inside code has a bound of its own.
  const bool too_deep = activations_.size() - std::min<size_t>(layer_depth_, activations_.size()) >= budget_.call_depth;
  const bool too_much = steps_ > function->step_limit || heap_ref_.used() > function->heap_limit;
  if (too_deep) exhausted("depth of calls in " + entry_name_);
  if (too_much) exhausted("calls of a function in " + entry_name_);
  if (ran_enough(function, all_known) || (!all_known && active >= kMaxRecursionOnUnknowns) || too_deep || too_much) {
    const Origins origins = origins_of_all(args);
    return function->summary.valid() ? or_unknown(function->summary, origins) : unknown(origins);
  }
  Scope* scope = heap_ref_.make<Scope>();
  scope->enclosing = function->enclosing;
  scope->globals = function->globals;
  if (!bind_parameters(function, args, scope)) return {};
  const uint64_t calls_outside = calls_outside_;
  const size_t events = facts_.events.size();
  Value result = run_function(function, scope);
  if (calls_outside_ != calls_outside) ++function->calls_with_events;
  if (result.valid()) {
    // With other known values it may do something else outside; with unknowns it would do the same again.
    function->barren = all_known ? calls_outside_ == calls_outside && !tells(result)
                                 : facts_.events.size() == events && (result.is_none() || !tells(result));
  }
  if (all_known && result.valid()) function->calls_in_vain = tells(result) ? 0 : function->calls_in_vain + 1;
  if (result.valid() && (!all_known || function->calls_with_events > 0 || function->calls_in_vain > 0))
    function->summary = function->summary.valid() ? join(function->summary, result) : result;
  return result;
}

Value Interpreter::run_function(Function* function, Scope* scope) {
  Activation activation;
  activation.unit = function->unit;
  activation.scope = scope;
  activation.function = function;
  activation.generator = function->is_generator;
  activation.conditions = conditions_.size();
  activation.call_unit = site_unit_;
  activation.call_node = site_;
  activations_.push_back(&activation);
  const Unit* site_unit = site_unit_;
  const NodeId site = site_;
  Flow flow = Flow::kNormal;
  const NodeId body = function->unit->tree.kid(function->node, 1);
  if (function->unit->tree.node(function->node).kind == NodeKind::kLambda) {
    Value value = eval(body);
    if (value.valid()) activation.returns.push_back(value);
    flow = value.valid() ? Flow::kReturn : Flow::kRaise;
  } else {
    flow = exec_block(body);
  }
  activations_.pop_back();
  conditions_.leave_to(activation.conditions);
  site_unit_ = site_unit;
  site_ = site;
  return finish_activation(activation, flow);
}

// What the call gives: the join of all returns that may be reached, or the generator's items.
Value Interpreter::finish_activation(Activation& activation, Flow flow) {
  if (stopped_) return {};
  if (activation.generator) {
    if (raised_ && exception_.is(Kind::kInstance) && is_subclass(exception_.as<Instance>()->cls, "GeneratorExit"))
      raised_ = false;
    if (raised_ && activation.yields.empty()) return {};
    raised_ = false;
    auto* iterator = heap_ref_.make<Iterator>();
    heap_ref_.charge(activation.yields.size() * sizeof(Value));
    iterator->items = std::move(activation.yields);
    if (activation.returns.empty()) iterator->returned = Value::none();
    for (Value v : activation.returns) iterator->returned = join(iterator->returned, v);
    return Value(iterator);
  }
  Value result;
  for (Value v : activation.returns) result = join(result, v);
  if (flow == Flow::kRaise || raised_) {
    if (!result.valid()) return {};
    raised_ = false;  // it may have returned before
    return result;
  }
  if (flow == Flow::kNormal) result = result.valid() ? join(result, Value::none()) : Value::none();
  return result.valid() ? result : Value::none();
}

Value Interpreter::instantiate(Class* cls, CallArgs& args) {
  const Value self = new_instance(cls, args);
  if (!self.is(Kind::kInstance) || self.as<Instance>()->cls != cls) return self;
  auto* instance = self.as<Instance>();
  if (const Value* init = find_in_class(cls, sym("__init__"))) {
    if (init->is(Kind::kFunction)) {
      CallArgs with_self = args;
      with_self.positional.insert(with_self.positional.begin(), self);
      if (!call_value(*init, with_self).valid()) return {};
    }
    return self;
  }
  if (is_subclass(cls, "BaseException")) {
    instance->payload = heap_ref_.tuple(args.positional);
    return self;
  }
  // A subclass of str, dict ... behaves like what its base makes of the arguments.
  for (const Class* c : cls->mro) {
    for (Value base : c->bases) {
      if (!base.is_unknown()) continue;
      if (is_type_name(heap_ref_.text(base.as<Unknown>()->name)))
        instance->payload = call_unknown(base.as<Unknown>(), args);
      if (raised_ || stopped_) return {};
    }
  }
  // A dataclass or a base from outside keeps its keywords.
  for (const auto& [name, v] : args.keywords) instance->attributes.set(name, v);
  instance->origins = heap_ref_.join(instance->origins, origins_of_all(args));
  return self;
}

// Calls something with unknowns for every parameter: what a framework, or a user of the package, would pass.
Value Interpreter::call_with_unknowns(Value callable, Origins origins) {
  Function* function = nullptr;
  CallArgs args;
  size_t skip = 0;
  if (callable.is(Kind::kFunction)) function = callable.as<Function>();
  if (callable.is(Kind::kBoundMethod) && callable.as<BoundMethod>()->function.is(Kind::kFunction)) {
    function = callable.as<BoundMethod>()->function.as<Function>();
    skip = 1;
  }
  if (function == nullptr) return call_value(callable, args);
  const python::Tree& t = function->unit->tree;
  if (NodeId parameters = t.kid(function->node, 0); parameters != NodeId::none) {
    size_t index = 0;
    for (NodeId parameter : t.kids(parameters)) {
      const auto kind = static_cast<ParameterKind>(t.node(parameter).op);
      const Value fallback = index < function->defaults.size() ? function->defaults[index] : Value();
      if (index++ < skip || kind == ParameterKind::kVarArgs || kind == ParameterKind::kVarKeywords) continue;
      if (fallback.valid() && !fallback.is_none()) continue;  // the default is the best guess there is
      Value v = unknown(origins);
      v.as<Unknown>()->set_hint(heap_ref_.keep("{" + std::string(heap_ref_.text(t.name(parameter))) + "}"));
      v.as<Unknown>()->has_hint = true;
      if (kind != ParameterKind::kKeywordOnly && index - skip == args.positional.size() + 1)
        args.positional.push_back(v);
      else
        args.keywords.emplace_back(t.name(parameter), v);
    }
  }
  return call_value(callable, args);
}

// Functions handed to something outside will be called by it: a thread's target, a callback, a route, a hook.
void Interpreter::call_back(const CallArgs& args, Origins origins) {
  auto visit = [&](Value v) {
    Value function = v.is(Kind::kBoundMethod) ? v.as<BoundMethod>()->function : v;
    if (!function.is(Kind::kFunction) || function.as<Function>()->called || raised_ || stopped_) return;
    call_with_unknowns(v, origins);
    raised_ = false;  // the caller outside deals with it
  };
  // Thread(target=f, args=(...)): the arguments are known.
  // exec, os.system and other functions from outside that do something are called just as the package's own.
  auto acts = [&](Value v) {
    if (v.is(Kind::kInstance)) return heap_ref_.text(v.as<Instance>()->cls->qualified) == "functools.partial";
    if (!v.is_unknown() || v.as<Unknown>()->name == Symbol::empty || v.as<Unknown>()->receiver().valid()) return false;
    const std::string_view name = heap_ref_.text(v.as<Unknown>()->name);
    const knowledge::Api* api = knowledge::find_api(name);
    // A type is handed over to say what something is.
    return api != nullptr && !name.starts_with("types.") &&
           api->effects.any({Effect::run_code, Effect::run_shell, Effect::run_process});
  };
  const Value target = args.get(heap_ref_, SIZE_MAX, "target");
  if (target.valid() && (target.is(Kind::kFunction) || target.is(Kind::kBoundMethod) || acts(target))) {
    CallArgs call_args;
    if (Value given = args.get(heap_ref_, SIZE_MAX, "args"); given.valid()) {
      if (auto items = items_of(given)) call_args.positional = *items;
    }
    if (Value given = args.get(heap_ref_, SIZE_MAX, "kwargs"); given.is(Kind::kDict)) {
      for (const Dict::Entry& e : given.as<Dict>()->entries)
        if (e.key.is(Kind::kStr)) call_args.keywords.emplace_back(sym(e.key.as<Text>()->text()), e.value);
    }
    call_value(target, call_args);
    raised_ = false;
  }
  // submit(f, a, b), register(f, a), start_new_thread(f, (a, b)), Timer(5, f, [a]): what stands behind it is passed on.
  for (size_t i = 0; i + 1 < args.positional.size(); ++i) {
    const Value v = args.positional[i];
    if (raised_ || stopped_) return;
    if (acts(v)) {
      CallArgs call_args;
      call_args.positional.assign(args.positional.begin() + static_cast<ptrdiff_t>(i) + 1, args.positional.end());
      if (call_args.size() == 1 && call_args.positional[0].is(Kind::kTuple)) {
        const std::vector<Value> spread = call_args.positional[0].as<Sequence>()->items;
        call_args.positional = spread;
      }
      if (const Value given = args.get(heap_ref_, SIZE_MAX, "args"); given.valid())
        if (auto items = items_of(given)) call_args.positional = *items;
      call_value(v, call_args);
      raised_ = false;
      continue;
    }
    if (!v.is(Kind::kFunction) || v.as<Function>()->called) continue;
    const NodeId parameters = v.as<Function>()->unit->tree.kid(v.as<Function>()->node, 0);
    const size_t wanted = parameters == NodeId::none ? 0 : v.as<Function>()->unit->tree.node(parameters).child_count;
    CallArgs call_args;
    call_args.positional.assign(args.positional.begin() + static_cast<ptrdiff_t>(i) + 1, args.positional.end());
    if (call_args.size() == 1 &&
        (call_args.positional[0].is(Kind::kTuple) || call_args.positional[0].is(Kind::kList))) {
      const std::vector<Value> spread = call_args.positional[0].as<Sequence>()->items;
      if (spread.size() == wanted) call_args.positional = spread;
    }
    if (call_args.size() > wanted) continue;
    call_value(v, call_args);
    raised_ = false;
  }
  constexpr size_t kMaxInside = 64;
  auto visit_deep = [&](Value v) {
    visit(v);
    if (v.is(Kind::kList) || v.is(Kind::kTuple)) {
      const auto items = v.as<Sequence>()->items;
      for (size_t i = 0; i < items.size() && i < kMaxInside; ++i) visit(items[i]);
    } else if (v.is(Kind::kDict)) {
      const auto entries = v.as<Dict>()->entries;
      for (size_t i = 0; i < entries.size() && i < kMaxInside; ++i) visit(entries[i].value);
    }
  };
  for (size_t i = 0; i < args.positional.size(); ++i) visit_deep(args.positional[i]);
  for (size_t i = 0; i < args.keywords.size(); ++i) visit_deep(args.keywords[i].second);
}

// ---- the modelled library -----------------------------------------------------------------------------------------

namespace {

// Functions whose result reads like one of their arguments: f"{x}".encode() still says what it is.
constexpr std::string_view kSameText[] = {
    "str.encode",
    "bytes.decode",
    "str.strip",
    "str.lower",
    "str.upper",
    "str.lstrip",
    "str.rstrip",
    "str.replace",
    "str.title",
    "str",
    "bytes",
    "bytearray",
    "os.path.abspath",
    "os.path.realpath",
    "os.path.normpath",
    "os.path.expanduser",
    "os.path.expandvars",
    "os.fspath",
    "str.removeprefix",
    "str.removesuffix",
    "os.path.normcase",
    "shlex.quote",
    "urllib.parse.quote",
    "urllib.parse.unquote",
    "str.expandtabs",
    "str.casefold",
    "repr",
    "os.fsencode",
    "os.fsdecode",
    "str.format_map",
    "bytes.strip",
    "textwrap.dedent",
};

}  // namespace

// True for the names that hint_after() knows.
bool Interpreter::tells_text(std::string_view native) {
  constexpr std::string_view kParts[] = {"os.path.join",     "posixpath.join", "ntpath.join", "os.path.dirname",
                                         "os.path.basename", "str.join",       "str.format"};
  return std::find(std::begin(kParts), std::end(kParts), native) != std::end(kParts) ||
         std::find(std::begin(kSameText), std::end(kSameText), native) != std::end(kSameText);
}

// True for the ways there of which decoding is the way back.
bool Interpreter::encodes(std::string_view native) {
  const knowledge::Api* api = knowledge::find_api(native);
  if (api != nullptr) return api->effects.any({Effect::encode, Effect::compress, Effect::encrypt});
  return native.ends_with(".hex") || native.find("encode") != std::string_view::npos;
}

// Gives a computed text the origins and decoding steps of what it was made from. The object may be shared (a cached
// letter, the argument itself), so it is marked on a copy of its header.
Value Interpreter::mark(Value result, Origins origins, Trail trail) {
  if (result.is(Kind::kByteArray)) {
    auto* b = result.as<ByteArray>();
    b->origins = heap_ref_.join(b->origins, origins);
    b->trail = trail == Trail::none ? b->trail : trail;
    return result;
  }
  if (!result.is(Kind::kStr) && !result.is(Kind::kBytes)) return result;
  const auto* text = result.as<Text>();
  const Origins all = heap_ref_.join(text->origins, origins);
  if (text->origins == all && (trail == Trail::none || text->trail == trail)) return result;
  Text* copy = heap_ref_.make<Text>(*text);
  copy->origins = all;
  if (trail != Trail::none) copy->trail = trail;
  return Value(copy);
}

namespace {

// "".join(letters) and bytes(numbers): a text that was put together from single letters, which is how tables and hidden
// characters are decoded. Words and lines are joined too: those are longer.
bool is_made_of_letters(std::string_view function, Value self, const CallArgs& args) {
  constexpr size_t kMinLetters = 16, kLooked = 64;
  const bool join = function == "str.join", bytes = function == "bytes" || function == "bytearray";
  if ((!join && !bytes) || args.size() != 1) return false;
  if (join && (!self.is(Kind::kStr) || self.as<Text>()->size != 0)) return false;
  const Value given = args.positional[0];
  const Value source = given.is(Kind::kIterator) ? given.as<Iterator>()->source : given;
  const bool list = source.is(Kind::kList) || source.is(Kind::kTuple);
  if (!list && (source.valid() || !given.is(Kind::kIterator))) return false;
  const std::vector<Value>& items = list ? source.as<Sequence>()->items : given.as<Iterator>()->items;
  if (items.size() < kMinLetters) return false;
  return std::all_of(
      items.begin(), items.begin() + static_cast<ptrdiff_t>(std::min(items.size(), kLooked)), [&](Value v) {
        return join ? v.is(Kind::kStr) && v.as<Text>()->chars <= 1 : v.is(Kind::kInt) || v.is(Kind::kBool);
      });
}

}  // namespace

// Letters or bytes made right behind an exclusive-or were deciphered by it.
bool Interpreter::made_by_xor(std::string_view native) const {
  constexpr uint64_t kNear = 40;
  return last_xor_ != 0 && worked() - last_xor_ < kNear &&
         (native == "chr" || native == "bytes" || native == "bytearray");
}

Value Interpreter::call_native(const NativeDef* def, Value self, CallArgs& args) {
  if (def->name == "operator.xor" || def->name.ends_with(".__xor__")) last_xor_ = worked();
  Value result = args.open_ended ? Value() : def->fn(*this, self, args);
  if (raised_ || stopped_) return {};
  // Numbers and containers carry no marks of their own; looking for them in large arguments would cost the most.
  const bool text = result.is(Kind::kStr) || result.is(Kind::kBytes) || result.is(Kind::kByteArray);
  if (result.valid() && !text) return result;
  Marks marks;
  if (self.valid()) marks = marks_of(self);
  for (Value v : args.positional) {
    if (!v.is_object()) continue;
    const Marks more = marks_of(v);
    marks = {heap_ref_.join(marks.origins, more.origins), heap_ref_.join(marks.trail, more.trail)};
  }
  Origins origins = marks.origins;
  Trail trail = marks.trail;
  for (const auto& [name, v] : args.keywords)
    if (v.is_object()) origins = heap_ref_.join(origins, origins_of(v));
  if (!text) return native_fallback(def, self, args, origins);
  if (!def->trail.empty() && !encodes(def->name)) trail = heap_ref_.step(trail, def->trail);
  if (made_by_xor(def->name)) trail = heap_ref_.step(trail, "xor");
  if (trail == Trail::none && is_made_of_letters(def->name, self, args)) trail = heap_ref_.step(trail, "letters");
  return mark(result, origins, trail);
}

// A decoder that is given one of a few texts gives one of a few results. Invalid: not that.
Value Interpreter::native_over_options(const NativeDef* def, Value self, const CallArgs& args) {
  if (def->trail.empty() || encodes(def->name) || args.size() == 0 || args.open_ended || option_depth_ > 0) return {};
  const Value first = args.positional[0];
  if (!first.is_unknown() || first.as<Unknown>()->options().empty()) return {};
  Value result;
  bool others = false;
  ++option_depth_;
  for (Value option : std::vector<Value>(first.as<Unknown>()->options())) {
    CallArgs given = args;
    given.positional[0] = option;
    const Value v = option.is_unknown() ? Value() : call_native(def, self, given);
    raised_ = false;
    if (stopped_) break;
    if (v.valid() && !v.is_unknown())
      result = join(result, v);
    else
      others = true;
  }
  --option_depth_;
  if (result.valid() && others) result = join(result, unknown(origins_of(first), def->result_type));
  return stopped_ ? Value() : result;
}

Value Interpreter::native_fallback(const NativeDef* def, Value self, CallArgs& args, Origins origins) {
  if (Value mapped = native_over_options(def, self, args); mapped.valid() || stopped_) return mapped;
  if (args.size() == 1 && (def->name == "str" || def->name == "repr"))
    if (const auto text = text_of_class(args.positional[0])) return heap_ref_.str(*text);
  if (args.rest.valid()) origins = heap_ref_.join(origins, origins_of(args.rest));
  call_back(args);
  if (stopped_) return {};
  bool has_hint = false;
  std::string hint = hint_after(def->name, self, args, has_hint);
  if (!def->trail.empty() && !has_hint && origins == Origins::none) note("undecoded", std::string(def->name));
  std::string_view type = def->result_type;
  // An object of the library that could not be made: its methods still have names.
  if (const std::string_view last = def->name.substr(def->name.rfind('.') + 1);
      type.empty() && def->name.find('.') != std::string_view::npos &&
      std::isupper(static_cast<unsigned char>(last[0])) != 0)
    type = def->name;
  Value result = has_hint ? unknown_like(def->result_type.empty() ? "str" : def->result_type, std::move(hint), origins)
                          : unknown(origins, type);
  if (def->name == "os.path.basename" && has_hint)
    result.as<Unknown>()->origins = origins_of_part(result.as<Unknown>()->hint(), origins);
  // A text of which a part stays unknown is as disguised as the known ones were: partly_known().
  Trail trail = Trail::none;
  if (has_hint) {
    trail = shown_trail(self);
    for (Value v : args.positional) trail = heap_ref_.join(trail, shown_trail(v));
  }
  if (!def->trail.empty() && !encodes(def->name)) trail = heap_ref_.step(trail, def->trail);
  if (made_by_xor(def->name)) trail = heap_ref_.step(trail, "xor");
  result.as<Unknown>()->trail = trail;
  return result;
}

// What is known of the text that a function of the library would give, when the exact text is not.
std::string Interpreter::hint_after(std::string_view native, Value self, CallArgs& args, bool& has_hint) {
  const Value first = self.valid() ? self : args.get(heap_ref_, 0, "");
  has_hint = true;
  if (native == "os.path.join" || native == "posixpath.join" || native == "ntpath.join") {
    std::string path;
    for (Value v : args.positional) {
      std::string part = hint_of(v);
      if (!path.empty() && !path.ends_with('/') && !path.ends_with('\\')) path += '/';
      path += part;
    }
    return path;
  }
  if (native == "os.path.dirname") {
    const std::string path = hint_of(first);
    const size_t slash = path.find_last_of("/\\");
    if (slash != std::string::npos) return path.substr(0, slash);
    return path.starts_with('{') && path.ends_with('}') ? path : std::string();  // somewhere in {requests.__file__}
  }
  if (native == "os.path.basename") {
    std::string path = hint_of(first);
    return path.substr(path.find_last_of("/\\") == std::string::npos ? 0 : path.find_last_of("/\\") + 1);
  }
  if (native == "str.join" && args.size() == 1) {
    if (args.positional[0].is(Kind::kList) || args.positional[0].is(Kind::kTuple)) {
      std::string out;
      const std::string separator = hint_of(first);
      constexpr size_t kMaxParts = 256;
      const auto& items = args.positional[0].as<Sequence>()->items;
      for (size_t i = 0; i < items.size() && i < kMaxParts; ++i) out += (i == 0 ? "" : separator) + hint_of(items[i]);
      return out;
    }
    return hint_of(args.positional[0]);
  }
  if (native == "str.format") return format_hint(hint_of(first), args);
  if (std::find(std::begin(kSameText), std::end(kSameText), native) != std::end(kSameText)) return hint_of(first);
  has_hint = false;
  return {};
}

// "...{}...{name}...".format(...) with the arguments' hints in the holes.
std::string Interpreter::format_hint(const std::string& format, CallArgs& args) {
  std::string out;
  size_t next = 0;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '{') {
      out += format[i];
      continue;
    }
    const size_t close = format.find('}', i);
    if (close == std::string::npos) return out + format.substr(i);
    std::string field = format.substr(i + 1, close - i - 1);
    field = field.substr(0, field.find_first_of("!:.["));
    i = close;
    Value v;
    if (field.empty()) {
      v = args.get(heap_ref_, next++, "");
    } else if (field.find_first_not_of("0123456789") == std::string::npos && field.size() < 4) {
      v = args.get(heap_ref_, static_cast<size_t>(std::stoul(field)), "");
    } else {
      v = args.get(heap_ref_, SIZE_MAX, field);
    }
    out += v.valid() ? hint_of(v) : "{" + field + "}";
  }
  return out;
}

// "%s/%s" % (...) likewise.
std::string Interpreter::percent_hint(Value format, Value arguments) {
  const std::string text = hint_of(format);
  std::vector<Value> items;
  if (arguments.is(Kind::kTuple))
    items = arguments.as<Sequence>()->items;
  else
    items.push_back(arguments);
  std::string out;
  size_t next = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    if (text[i + 1] == '%') {
      out += '%';
      ++i;
      continue;
    }
    size_t end = i + 1;
    if (text[end] == '(') end = std::min(text.find(')', end), text.size());
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) == 0) ++end;
    out += next < items.size() ? hint_of(items[next++]) : "{?}";
    i = end;
  }
  return out;
}

// ---- outside --------------------------------------------------------------------------------------------------------

Value Interpreter::call_unknown(Unknown* callee, CallArgs& args) {
  if (!callee->options().empty()) {
    Value result;
    for (Value option : callee->options()) {
      if (option.is_none()) continue;
      CallArgs copy = args;
      Value v = call_value(option, copy);
      if (raised_) raised_ = false;
      if (stopped_) return {};
      if (v.valid()) result = join(result, v);
    }
    return result.valid() ? result : unknown(callee->origins);
  }
  if (callee->name != Symbol::empty) return call_named(callee, args);
  const Origins origins = heap_ref_.join(callee->origins, origins_of_all(args));
  // A decorator that something outside made: it calls the function later, with what it then gets.
  if (decorating_) {
    if (!comes_from_source(callee->origins)) return unknown(origins);
    const Trigger trigger = trigger_;
    trigger_ = Trigger::runtime;
    call_back(args, callee->origins);
    trigger_ = trigger;
    return unknown(origins);
  }
  call_back(args, callee->origins);
  // An object from outside that is called: what it was is all we know of what it does.
  return unknown(origins);
}

Value Interpreter::call_named(Unknown* callee, CallArgs& args) {
  const Outside about = outside(callee->name);
  const knowledge::Api* api = about.api;
  const std::string_view name =
      api != nullptr && !api->canonical.empty() ? api->canonical : heap_ref_.text(callee->name);
  if (about.special != nullptr) return about.special(*this, args, callee->indirect);

  bool handled = false;
  Value result;
  const Value receiver = callee->receiver();
  if (about.package_special) result = call_package_special(name, receiver, args, callee->indirect, handled);
  if (handled || raised_ || stopped_) return result;
  if (name.starts_with('.')) return call_method_of_plain(callee, name, args);

  const NativeDef* native = about.native;
  if (native != nullptr && args.size() > 0 && args.positional[0].is(Kind::kInstance)) {
    result = call_on_instance(name, args);
    if (result.valid() || raised_ || stopped_) return result;
  }
  Origins origins = receiver.valid() ? origins_of(receiver) : Origins::none;
  if (native != nullptr) {
    result = call_native(native, receiver, args);
    if (!result.valid()) return {};
    if (takes_in_any(args)) fill_from(Value(), args, std::nullopt);
    if (result.is_unknown() && api != nullptr && !api->returns.empty() && result.as<Unknown>()->type == Symbol::empty)
      result.as<Unknown>()->type = sym(api->returns);
    if (api == nullptr || api->effects.empty()) return result;
    const auto event = record(name, api->effects, receiver, args, callee->indirect);
    if (event && result.is_unknown()) {
      auto* u = result.as<Unknown>();
      u->origins = heap_ref_.origin(*event);
      if (!api->returns.empty() && u->type == Symbol::empty) u->type = sym(api->returns);
    }
    return result;
  }
  bool has_hint = false;
  if (std::string hint = about.tells_text ? hint_after(name, receiver, args, has_hint) : std::string(); has_hint) {
    for (Value v : args.positional) origins = heap_ref_.join(origins, origins_of(v));
    return unknown_like("str", std::move(hint), origins);
  }
  const bool known_effects = api != nullptr && (!api->effects.empty() || !api->attack.empty());
  std::optional<EventId> event;
  if (known_effects || worth_recording(receiver, args))
    event = record(name, known_effects ? api->effects : EffectSet(), receiver, args, callee->indirect);
  if (known_effects && event) {
    result = touch_files(*event, name, receiver, args);
    if (!result.valid() && !raised_ && !stopped_)
      result = named_result(name, api->returns, receiver, args, heap_ref_.origin(*event));
    if (!result.valid() && !raised_ && !stopped_) result = result_of(*event, api, name, args);
  }
  const Origins made = event ? heap_ref_.origin(*event) : Origins::none;
  if (receiver.is(Kind::kInstance)) start_instance(receiver, name);
  // `@atexit.register` and the like start what they are given without waiting for anybody.
  const bool starts = known_effects && api->effects.has(Effect::start_thread);
  if (!decorating_ || starts) {
    call_back(args, made);
  } else if (comes_from_source(made)) {
    const Trigger trigger = trigger_;
    trigger_ = Trigger::runtime;
    call_back(args, made);
    trigger_ = trigger;
  }
  if (raised_ || stopped_) return {};
  if (is_exit(name)) {
    raise("SystemExit", "");
    return {};
  }
  const Origins given = fill_from(receiver, args, event);
  if (result.valid()) return result;
  origins = heap_ref_.join(origins, given);
  if (event) origins = heap_ref_.join(origins, heap_ref_.origin(*event));
  result = named_result(name, api != nullptr ? api->returns : std::string_view(), receiver, args, origins);
  if (result.valid()) return result;
  result = unknown(origins, api != nullptr && api->returns != "value" ? api->returns : std::string_view());
  auto* u = result.as<Unknown>();
  // `discord.Client()` is an instance of discord.Client: its methods then have names.
  const std::string_view last = name.substr(name.rfind('.') == std::string_view::npos ? 0 : name.rfind('.') + 1);
  if (u->type == Symbol::empty && !last.empty() && std::isupper(static_cast<unsigned char>(last[0])) != 0)
    u->type = callee->name;
  return result;
}

bool Interpreter::comes_from_source(Origins origins) const {
  constexpr EffectSet kSources{Effect::net_receive, Effect::net_listen, Effect::read_keys, Effect::read_clipboard,
                               Effect::send_message};
  const auto events = heap_ref_.events(origins);
  return std::any_of(events.begin(), events.end(), [&](EventId id) { return facts_.events[id].effects.any(kSources); });
}

// Whether it takes in what it is given with: a buffer, or a file that was opened.
bool Interpreter::takes_in(Value v) const {
  if (v.is(Kind::kInstance))
    return v.as<Instance>()->cls->builtin && heap_ref_.text(v.as<Instance>()->cls->qualified).starts_with("io.");
  return v.is_unknown() && v.as<Unknown>()->has_hint && heap_ref_.text(v.as<Unknown>()->type) == "io.IOBase";
}

bool Interpreter::takes_in_any(const CallArgs& args) const {
  return std::any_of(args.positional.begin(), args.positional.end(), [&](Value v) { return takes_in(v); }) ||
         std::any_of(args.keywords.begin(), args.keywords.end(), [&](const auto& one) { return takes_in(one.second); });
}

// An object takes in what its methods are given: form.add_field(name, secret), msg.attach(part), json.dump(data, file),
// image.save(buffer). Gives the origins of all arguments.
Origins Interpreter::fill_from(Value receiver, const CallArgs& args, std::optional<EventId> event) {
  Origins given = Origins::none;
  std::vector<Value> targets;
  auto take = [&](Value v) {
    if (!v.is_object()) return;
    given = heap_ref_.join(given, origins_of(v));
    if (takes_in(v)) targets.push_back(v);
  };
  for (Value v : args.positional) take(v);
  for (const auto& [name, v] : args.keywords) take(v);
  const Origins with_receiver = receiver.valid() ? heap_ref_.join(given, origins_of(receiver)) : given;
  for (Value target : targets) {
    if (target.is(Kind::kInstance)) {
      auto* buffer = target.as<Instance>();
      buffer->origins = heap_ref_.join(buffer->origins, with_receiver);
      if (with_receiver != Origins::none) buffer->payload = unknown(buffer->origins, "bytes");
      continue;
    }
    const auto* file = target.as<Unknown>();
    if (!file->receiver().valid() || hint_of(file->receiver()).find_first_of("wax+") == std::string::npos) continue;
    for (EventId writer : heap_ref_.events(with_receiver)) add_writer(std::string(file->hint()), writer, Value());
    if (event) add_writer(std::string(file->hint()), *event, Value());
  }
  // What a connected object receives comes from where it was connected to.
  const bool connects = event && facts_.events[*event].effects.has(Effect::net_connect);
  const Origins taken = connects ? heap_ref_.join(given, heap_ref_.origin(*event)) : given;
  if (receiver.is_unknown() && !receiver.as<Unknown>()->shared) {
    auto* object = receiver.as<Unknown>();
    object->origins = heap_ref_.join(object->origins, taken);
  } else if (connects && receiver.is(Kind::kInstance)) {
    auto* object = receiver.as<Instance>();
    object->origins = heap_ref_.join(object->origins, taken);
  }
  return given;
}

bool Interpreter::is_exit(std::string_view name) {
  return name == "sys.exit" || name == "exit" || name == "quit" || name == "os._exit" || name == "os.abort";
}

// x.method(...) where nothing is known of x but where it came from.
Value Interpreter::call_method_of_plain(Unknown* callee, std::string_view name, CallArgs& args) {
  Origins origins = heap_ref_.join(callee->origins, origins_of_all(args));
  const std::string_view method = name.substr(1);
  const NativeDef* text_method = find_method("str", method);
  if (text_method == nullptr) text_method = find_method("bytes", method);
  if (text_method != nullptr) {
    call_back(args);
    if (raised_ || stopped_) return {};
    if (callee->has_hint) return unknown_like("", std::string(callee->hint()), origins);
    return unknown(origins);
  }
  std::optional<EventId> event;
  if (worth_recording(callee->receiver(), args))
    event = record(name, EffectSet(), callee->receiver(), args, callee->indirect);
  if (!decorating_) call_back(args, event ? heap_ref_.origin(*event) : Origins::none);
  fill_from(callee->receiver(), args, event);
  if (raised_ || stopped_) return {};
  if (event) origins = heap_ref_.join(origins, heap_ref_.origin(*event));
  return unknown(origins);
}

}  // namespace antivenom::interpret
