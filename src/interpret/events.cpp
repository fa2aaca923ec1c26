// The world outside: every call that leaves the package becomes an event; its result is an unknown that remembers it.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

namespace {

constexpr size_t kMaxText = 4'096;  // of one argument, bytes
constexpr size_t kMaxArguments = 32;
constexpr size_t kMaxFrames = 12;
constexpr uint32_t kMaxEventsAtSite = 48;  // different arguments at one call site, per trigger
constexpr size_t kMaxConditions = 32;      // of one event

uint64_t mix(uint64_t h, uint64_t v) { return (h ^ v) * 0x100000001B3ull + (h >> 29); }
uint64_t mix(uint64_t h, std::string_view s) { return mix(h, std::hash<std::string_view>{}(s)); }

// Cuts at a character boundary.
void cut(std::string& text, size_t limit) {
  if (text.size() <= limit) return;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  text.resize(limit);
}

}  // namespace

std::string Interpreter::hole_name(const Unknown* value) {
  if (value->name != Symbol::empty) return "{" + std::string(heap_ref_.text(value->name)) + "}";
  const auto events = heap_ref_.events(value->origins);
  if (!events.empty()) return "{" + facts_.events[events.back()].callee + "}";
  if (value->type != Symbol::empty) return "{" + std::string(heap_ref_.text(value->type)) + "}";
  return "{?}";
}

// What is known of a value's text, holes in braces; at most kMaxText bytes.
std::string Interpreter::hint_of(Value value) {
  std::string out;
  Known known = Known::exact;
  describe_into(value, out, known, 0);
  cut(out, kMaxText);
  return out;
}

void Interpreter::describe_into(Value value, std::string& out, Known& known, unsigned depth) {
  constexpr unsigned kMaxDepth = 4;
  constexpr size_t kMaxItems = 64;
  if (out.size() > kMaxText) return;
  auto unknown_part = [&] { known = out.empty() || known == Known::nothing ? Known::nothing : Known::partial; };
  switch (value.kind()) {
    case Kind::kStr:
    case Kind::kBytes: {
      const std::string_view text = value.as<Text>()->text();
      out += text.substr(0, kMaxText + 4);
      return;
    }
    case Kind::kByteArray:
      out += std::string_view(value.as<ByteArray>()->data).substr(0, kMaxText + 4);
      return;
    case Kind::kUnknown: {
      const auto* u = value.as<Unknown>();
      if (!u->options().empty() && depth < kMaxDepth) {
        bool first = true;
        for (Value option : u->options()) {
          if (option.is_none()) continue;
          if (!first) out += " {or} ";
          first = false;
          describe_into(option, out, known, depth + 1);
        }
        if (known == Known::exact) known = Known::partial;
        return;
      }
      if (u->has_hint) {
        known = known == Known::nothing ? Known::nothing : Known::partial;
        out += u->hint();
        return;
      }
      unknown_part();
      out += hole_name(u);
      return;
    }
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kSet:
    case Kind::kFrozenSet: {
      if (depth >= kMaxDepth) {
        known = Known::partial;
        return;
      }
      std::vector<Value> items;
      if (value.is(Kind::kList) || value.is(Kind::kTuple)) {
        items = value.as<Sequence>()->items;
        if (value.as<Sequence>()->open_ended) known = Known::partial;
      } else {
        if (value.as<Dict>()->open_ended || !value.as<Dict>()->unknown_keys.empty()) known = Known::partial;
        for (const Dict::Entry& e : value.as<Dict>()->entries)
          if (e.key.valid()) items.push_back(e.key);
      }
      for (size_t i = 0; i < items.size() && i < kMaxItems && out.size() < kMaxText; ++i) {
        if (i > 0) out += ' ';
        describe_into(items[i], out, known, depth + 1);
        if (known == Known::nothing) known = Known::partial;
      }
      return;
    }
    case Kind::kDict: {
      if (depth >= kMaxDepth) {
        known = Known::partial;
        return;
      }
      if (value.as<Dict>()->open_ended || !value.as<Dict>()->unknown_keys.empty()) known = Known::partial;
      size_t count = 0;
      for (const Dict::Entry& e : value.as<Dict>()->entries) {
        if (!e.key.valid()) continue;
        if (count++ >= kMaxItems || out.size() >= kMaxText) break;
        if (count > 1) out += ", ";
        describe_into(e.key, out, known, depth + 1);
        out += '=';
        describe_into(e.value, out, known, depth + 1);
        if (known == Known::nothing) known = Known::partial;
      }
      return;
    }
    case Kind::kInstance: {
      const auto* instance = value.as<Instance>();
      if (instance->payload.valid() && depth < kMaxDepth) {
        describe_into(instance->payload, out, known, depth + 1);
        return;
      }
      out += '<' + std::string(heap_ref_.text(instance->cls->name)) + '>';
      known = Known::partial;
      return;
    }
    case Kind::kFunction:
      out += '<' + std::string(heap_ref_.text(value.as<Function>()->qualified)) + '>';
      return;
    case Kind::kBoundMethod:
      describe_into(value.as<BoundMethod>()->function, out, known, depth + 1);
      return;
    case Kind::kClass:
      out += '<' + std::string(heap_ref_.text(value.as<Class>()->name)) + '>';
      return;
    case Kind::kModule:
      out += '<' + std::string(heap_ref_.text(value.as<Module>()->name)) + '>';
      return;
    case Kind::kCode:
      out += "<code>";
      if (value.as<Code>()->source.valid() && depth < kMaxDepth) {
        out.clear();
        describe_into(value.as<Code>()->source, out, known, depth + 1);
      }
      return;
    default: {
      if (auto text = to_str(value))
        out += *text;
      else
        unknown_part();
    }
  }
}

Argument Interpreter::describe(Value value) {
  Argument a;
  a.known = Known::exact;
  describe_into(value, a.text, a.known, 0);
  a.type = std::string(type_name(value));
  if (value.is(Kind::kStr)) a.length = value.as<Text>()->chars;
  if (value.is(Kind::kBytes)) a.length = value.as<Text>()->size;
  if (value.is(Kind::kByteArray)) a.length = value.as<ByteArray>()->data.size();
  if (a.text.size() > kMaxText) {
    a.truncated = true;
    cut(a.text, kMaxText);
  }
  const auto events = heap_ref_.events(origins_of(value));
  a.origins.assign(events.begin(), events.end());
  return a;
}

void Interpreter::describe_more(Value value, Argument& out) {
  for (std::string_view tag : knowledge::tags_of(out.text)) out.tags.emplace_back(tag);
  for (Symbol step : heap_ref_.steps(trail_of(value))) out.how.emplace_back(heap_ref_.text(step));
}

bool Interpreter::has_tags(const Text* text) {
  if (text->tagged == Text::Tagged::kUnasked)
    text->tagged = knowledge::tags_of(text->text()).empty() ? Text::Tagged::kNo : Text::Tagged::kYes;
  return text->tagged == Text::Tagged::kYes;
}

// A call without a known effect is kept only if something of interest goes into it.
bool Interpreter::worth_recording(Value receiver, const CallArgs& args) {
  auto interesting = [&](Value v) {
    if (!v.is_object()) return false;
    if (origins_of(v) != Origins::none) return true;
    return v.is(Kind::kStr) && v.as<Text>()->size >= 4 && has_tags(v.as<Text>());
  };
  if (receiver.valid() && interesting(receiver)) return true;
  for (Value v : args.positional)
    if (interesting(v)) return true;
  return std::any_of(args.keywords.begin(), args.keywords.end(), [&](const auto& k) { return interesting(k.second); });
}

// What a call does can depend on its arguments: open(path, "w") writes, subprocess.run(..., shell=True) starts a shell,
// urlopen(url, data) sends.
EffectSet Interpreter::effects_of_call(std::string_view callee, EffectSet effects, const CallArgs& args) {
  auto text = [&](size_t position, std::string_view keyword) {
    const Value v = args.get(heap_ref_, position, keyword);
    return v.valid() && v.is(Kind::kStr) ? std::string(v.as<Text>()->text()) : std::string();
  };
  if (effects.has(Effect::read_file) || callee == "zipfile.ZipFile" || callee == "tarfile.open") {
    const bool method = callee == "pathlib.Path.open";
    const std::string mode = text(method ? 0 : 1, "mode");
    if (mode.size() <= 6 && mode.find_first_of("wax+") != std::string::npos) {
      effects.add(Effect::write_file);
      if (mode.find_first_of("r+") == std::string::npos) effects.remove(Effect::read_file);
    }
  }
  if (effects.has(Effect::run_process) && callee.starts_with("subprocess.")) {
    const Value shell = args.get(heap_ref_, SIZE_MAX, "shell");
    if (shell.valid() && truth(shell) != false) effects.add(Effect::run_shell);
  }
  if (effects.has(Effect::net_fetch)) {
    const bool second = callee == "urllib.request.urlopen" || callee == "urllib.request.Request";
    const Value data = args.get(heap_ref_, second ? 1 : SIZE_MAX, "data");
    const Value json = args.get(heap_ref_, SIZE_MAX, "json");
    const bool post = text(0, "method") == "POST" || text(0, "method") == "PUT" || text(0, "method") == "post";
    if ((data.valid() && !data.is_none()) || json.valid() || post) effects.add(Effect::net_send);
  }
  return effects;
}

// A reference that is a value, not a function, read as a whole: os.environ, flask.request.json. Its table row says so
// by the type "value"; what is in it is the user's from here on.
Value Interpreter::whole_value(Value value) {
  if (!value.is_unknown()) return value;
  auto* u = value.as<Unknown>();
  if (u->name == Symbol::empty || u->receiver().valid()) return value;
  const knowledge::Api* api = outside(u->name).api;
  if (api == nullptr || api->returns != "value") return value;
  const auto event = record(api->canonical, api->effects, Value(), CallArgs{}, u->indirect);
  return event ? unknown(heap_ref_.origin(*event), api->canonical == "os.environ" ? "os.environ" : "") : value;
}

// Writes an event down and gives its id; the id of the same event when it was seen before.
std::optional<EventId> Interpreter::record(std::string_view callee, EffectSet effects, Value receiver,
                                           const CallArgs& args, bool indirect) {
  ++calls_outside_;
  effects = effects_of_call(callee, effects, args);
  // What only turns data into data raises exactly when its computation does; showing a text does not fail.
  constexpr EffectSet kComputed{Effect::encode,  Effect::decode,  Effect::compress, Effect::decompress,
                                Effect::encrypt, Effect::decrypt, Effect::hash,     Effect::show_user};
  if (effects.empty() || !((effects | kComputed) == kComputed)) ++effects_outside_;
  uint64_t site = mix(mix(0xCBF29CE484222325ull, callee), site_unit_ != nullptr ? site_unit_->key(site_) : 0);
  site = mix(site, static_cast<uint64_t>(trigger_) << 8 | static_cast<uint64_t>(reach_));
  const auto [count, last] = events_at_[site];
  if (count >= kMaxEventsAtSite) return last;
  if (facts_.events.size() >= budget_.events) {
    exhausted("events");
    return count > 0 ? std::optional<EventId>(last) : std::nullopt;
  }
  Event e;
  e.callee = callee;
  e.effects = effects;
  e.trigger = trigger_;
  e.reach = reach_;
  e.silenced = silenced_ > 0;
  e.indirect = indirect;
  e.has_receiver = receiver.valid();
  std::vector<Value> values;
  const auto add = [&](Value v, std::string_view keyword) {
    if (values.size() >= kMaxArguments) return;
    values.push_back(v);
    e.args.push_back(describe(v));
    e.args.back().keyword = keyword;
  };
  if (receiver.valid()) add(receiver, "");
  for (Value v : args.positional) add(v, "");
  for (const auto& [name, v] : args.keywords) add(v, heap_ref_.text(name));
  if (args.rest.valid()) add(args.rest, "*");
  add_written_origins(e);
  uint64_t same = site;
  for (const Argument& a : e.args) {
    same = mix(mix(same, a.text), a.origins.size());
    for (EventId origin : a.origins) same = mix(same, origin);
  }
  if (const EventId* known = event_ids_.find(same)) return *known;
  // It is a new one.
  e.place = here();
  if (site_unit_ != nullptr && site_ != NodeId::none)
    e.hidden_column = site_unit_->padded_lines.off_screen(site_unit_->tree, site_unit_->tree.node(site_).begin);
  for (size_t i = 0; i < values.size(); ++i) describe_more(values[i], e.args[i]);
  for (const Argument& a : e.args)
    for (const std::string& tag : a.tags)
      if (std::find(e.tags.begin(), e.tags.end(), tag) == e.tags.end()) e.tags.push_back(tag);
  std::sort(e.tags.begin(), e.tags.end());
  const auto conditions = conditions_.innermost(kMaxConditions);
  e.conditions.assign(conditions.begin(), conditions.end());
  const size_t frames = activations_.size();
  for (size_t i = 0; i < frames; ++i) {
    if (frames > kMaxFrames && i >= kMaxFrames / 2 && i < frames - kMaxFrames / 2) continue;
    const Activation& a = *activations_[i];
    e.path.push_back({a.function != nullptr ? std::string(heap_ref_.text(a.function->qualified)) : a.name,
                      place_of(a.call_unit, a.call_node)});
  }
  const auto id = static_cast<EventId>(facts_.events.size());
  facts_.events.push_back(std::move(e));
  patience_.renew(steps_, kEventIsWorth);
  event_ids_[same] = id;
  auto& at_site = events_at_[site];
  ++at_site.first;
  at_site.second = id;
  if (facts_.events[id].effects.any({Effect::run_shell, Effect::run_process})) {
    const size_t layers = facts_.layers.size();
    look_into_command(id);
    // What the command line hid tells what it is.
    for (size_t layer = layers; layer < facts_.layers.size(); ++layer) {
      auto& tags = facts_.events[id].tags;
      for (std::string_view tag : knowledge::tags_of(facts_.layers[layer].text)) tags.emplace_back(tag);
      std::sort(tags.begin(), tags.end());
      tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    }
  }
  return id;
}

namespace {

// Calls whose result is a text that reads like what it stands for, whatever the machine.
struct NamedResult {
  std::string_view callee;
  std::string_view text;
};
constexpr NamedResult kNamedResults[] = {
    {"tempfile.gettempdir", "%TEMP%"},
    {"tempfile.mkdtemp", "%TEMP%/{tempfile.mkdtemp}"},
    {"tempfile.mktemp", "%TEMP%/{tempfile.mktemp}"},
    {"tempfile.NamedTemporaryFile", "%TEMP%/{tempfile.NamedTemporaryFile}"},
    {"os.getcwd", "{cwd}"},
    {"os.getcwdb", "{cwd}"},
    {"pathlib.Path.home", "~"},
    {"pathlib.Path.cwd", "{cwd}"},
    {"getpass.getuser", "{user}"},
    {"os.getlogin", "{user}"},
    {"site.getsitepackages", "{site-packages}"},
    {"site.getusersitepackages", "{site-packages}"},
};

}  // namespace

// The result of a call whose text can be told without knowing the machine; Invalid otherwise.
Value Interpreter::named_result(std::string_view callee, std::string_view type, Value receiver, CallArgs& args,
                                Origins origins) {
  for (const NamedResult& named : kNamedResults) {
    if (callee != named.callee) continue;
    const bool list = callee == "site.getsitepackages";
    return unknown_like(list                              ? "list"
                        : type.empty() || type == "value" ? "str"
                                                          : type,
                        std::string(named.text), origins);
  }
  if (callee == "pathlib.Path.glob" || callee == "pathlib.Path.rglob" || callee == "pathlib.Path.iterdir") {
    if (!receiver.valid()) return {};
    const std::string pattern = args.size() > 0 ? hint_of(args.positional[0]) : "{file}";
    return unknown_like("pathlib.Path", hint_of(receiver) + '/' + pattern, origins);
  }
  if (type == "pathlib.Path") {
    std::string path = receiver.valid() ? hint_of(receiver) : "";
    for (Value v : args.positional) path += (path.empty() ? "" : "/") + hint_of(v);
    if (path.empty()) return {};
    return unknown_like(type, std::move(path), origins);
  }
  return {};
}

// The unknown that a call to the outside gives: it came from this event, and has the API's result type.
Value Interpreter::result_of(EventId event, const knowledge::Api* api, std::string_view callee, CallArgs& args) {
  const Origins origins = heap_ref_.origin(event);
  std::string_view type = api != nullptr ? api->returns : std::string_view();
  if (type == "value") type = {};
  if (callee == "os.getenv" || callee == "os.environ") {
    if (args.size() > 0) {
      const std::string name = hint_of(args.positional[0]);
      // Names of machine-wide folders read alike in any case and on any machine.
      return unknown_like("str", "%" + name + "%", origins);
    }
    return unknown(origins, "dict");
  }
  const EffectSet effects = facts_.events[event].effects;
  // An archive, database or file object is known by the path it was opened with.
  if (effects.any({Effect::archive, Effect::read_database, Effect::write_file}) && type != "pathlib.Path" &&
      !type.empty() && args.size() > 0 &&
      (args.positional[0].is(Kind::kStr) ||
       (args.positional[0].is_unknown() && args.positional[0].as<Unknown>()->has_hint)))
    return unknown_like(type, hint_of(args.positional[0]), origins);
  return unknown(origins, type);
}

// reference[index]: reading os.environ, sys.modules, a module's dictionary.
Value Interpreter::item_of_unknown(Unknown* object, Value index) {
  if (!object->options().empty()) {
    Value result;
    for (Value option : object->options()) {
      if (option.is_none()) continue;
      Value v = get_item(option, index);
      if (raised_) raised_ = false;
      if (stopped_) return {};
      if (v.valid()) result = join(result, v);
    }
    return result.valid() ? result : unknown(object->origins);
  }
  if (heap_ref_.text(object->type) == "os.environ") return get_item(reference("os.environ"), index);
  const Origins origins = heap_ref_.join(object->origins, origins_of(index));
  if (object->name == Symbol::empty || object->receiver().valid()) {
    const bool list = heap_ref_.text(object->type) == "list";
    if (object->has_hint && list && !index.is(Kind::kSlice))
      return unknown_like("str", std::string(object->hint()), origins);
    if (object->has_hint && index.is(Kind::kSlice))
      return unknown_like(heap_ref_.text(object->type), std::string(object->hint()), origins);
    return unknown(origins);
  }
  const std::string name(heap_ref_.text(object->name));
  if (name == "sys.modules" && index.is(Kind::kStr)) {
    const std::string module(index.as<Text>()->text());
    if (module == "builtins" || module == "__builtin__") return reference("builtins", true);
    if (Value made = made_module(module); made.valid()) return made;
    Value value = import_name(sym(module), true);
    return value.valid() ? computed_name(value) : value;
  }
  const knowledge::Api* api = knowledge::find_api(name);
  const bool acts = api != nullptr && !api->effects.empty();
  if ((name == "builtins" || (object->indirect && !acts)) && index.is(Kind::kStr)) {
    const std::string attribute_name(index.as<Text>()->text());
    return attribute_of_unknown(object, sym(attribute_name), true);
  }
  if (acts) {
    CallArgs args;
    args.positional.push_back(index);
    if (const auto event = record(api->canonical, api->effects, Value(), args, object->indirect))
      return result_of(*event, api, api->canonical, args);
  }
  return unknown(origins);
}

std::optional<std::string> Interpreter::text_of_instance(Value instance) {
  auto* object = instance.as<Instance>();
  for (const char* method : {"__format__", "__str__", "__repr__"}) {
    const Value* found = find_in_class(object->cls, sym(method));
    if (found == nullptr) continue;
    CallArgs args;
    if (std::string_view(method) == "__format__") args.positional.push_back(heap_ref_.str(""));
    Value text = call_value(bind(*found, instance, object->cls), args);
    if (text.is(Kind::kStr)) return std::string(text.as<Text>()->text());
    return std::nullopt;
  }
  return to_str(instance);
}

}  // namespace antivenom::interpret
