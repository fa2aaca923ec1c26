// Code that code makes: exec, eval, compile, marshal, files that are run. Each text opens a layer and is interpreted
// in the scope that Python would run it in.
#include <algorithm>

#include "interpret/interpreter.h"
#include "interpret/library/codecs.h"
#include "interpret/oddities.h"

namespace antivenom::interpret {

using python::NodeId;

namespace {

constexpr size_t kMaxLayerText = 1u << 20;  // kept in the facts; the whole text is interpreted

}  // namespace

uint64_t Interpreter::hash_text(std::string_view text) { return std::hash<std::string_view>{}(text); }

LayerId Interpreter::open_layer(std::string_view text, Trail trail, std::string_view how, std::string_view language) {
  Layer layer;
  layer.parent = site_unit_ != nullptr ? site_unit_->layer : 0;
  layer.opened_at = here();
  for (Symbol step : heap_ref_.steps(trail)) layer.how.emplace_back(heap_ref_.text(step));
  layer.how.emplace_back(how);
  layer.language = language;
  layer.bytes = text.size();
  layer.text = text.substr(0, kMaxLayerText);
  facts_.layers.push_back(std::move(layer));
  patience_.renew(steps_);
  facts_.effort.layers = facts_.layers.size() - 1;
  return static_cast<LayerId>(facts_.layers.size() - 1);
}

// Parses a text once and runs it as often as the program does. `expression`: eval() gives its value.
Value Interpreter::run_layer(std::string_view text, Trail trail, Origins origins, std::string_view how,
                             Namespace* globals, Scope* scope, std::string_view language) {
  if (!spend(text.size() / 16 + 1)) return {};
  if (layer_depth_ >= budget_.layer_depth || facts_.layers.size() > budget_.layers) {
    exhausted("layers");
    note("layer-limit", "code inside code beyond the limit was not opened", origins);
    return unknown(origins);
  }
  const uint64_t key = hash_text(text);
  Unit*& unit = layer_units_[key];
  if (unit == nullptr || unit->tree.text.size() < text.size()) {
    std::string copy(text);  // parsing may not outlive the heap's buffer
    const Unit* outer = site_unit_;
    const LayerId id = open_layer(copy, trail, how, language);
    unit = &units_.emplace_back();
    unit->tree = parse_text(std::move(copy));
    if (const auto aside = constants_aside_.find(key); aside != constants_aside_.end())
      facts_.layers[id].bytes += put_back(aside->second, unit->tree);
    unit->file = outer != nullptr ? outer->file : 0;
    unit->layer = id;
    unit->package = activations_.empty() ? Symbol::empty : top().unit->package;
    facts_.layers[id].complete = unit->tree.broken.empty();
    const NodeIndex found = index(*unit);
    if (language == "python")
      find_oddities(unit->tree, found, heap_ref_.names(), unit->tree.text, unit->file, id, facts_.notes);
  }
  Scope* inner = scope;
  if (globals != nullptr) {
    inner = heap_ref_.make<Scope>();
    inner->globals = globals;
    inner->is_module = true;
  }
  ++layer_depth_;
  Value result = run_unit(unit, inner, "layer " + std::to_string(unit->layer));
  --layer_depth_;
  return result;
}

// exec(code), eval(code), and calling a code object.
Value Interpreter::run_code_value(Value code, Value globals, Value locals, std::string_view how) {
  if (code.is(Kind::kCode)) {
    auto* object = code.as<Code>();
    if (object->function != nullptr) return call_with_unknowns(Value(object->function));
    if (object->bytecode >= 0) {
      Value listing = list_bytecode(object);
      return listing.is(Kind::kStr) ? run_source(listing, globals, locals, how, "bytecode") : listing;
    }
    if (!object->source.valid()) {
      note("layer-unknown", std::string(how) + " of code that could not be computed", object->origins);
      return unknown(object->origins);
    }
    Value source = mark(object->source, object->origins, object->trail);
    return run_code_value(source, globals, locals, how);
  }
  if (code.is_unknown()) {
    const auto* u = code.as<Unknown>();
    if (!u->options().empty()) {
      Value result;
      for (Value option : std::vector<Value>(u->options())) {
        if (option.is_none()) continue;
        Value v = run_code_value(option, globals, locals, how);
        if (raised_) raised_ = false;
        if (stopped_) return {};
        if (v.valid()) result = join(result, v);
      }
      return result.valid() ? result : unknown(u->origins);
    }
    note("layer-unknown", std::string(how) + " of code that could not be computed", u->origins);
    return unknown(u->origins);
  }
  Value text = code;
  if (code.is(Kind::kBytes) || code.is(Kind::kByteArray)) {
    text = codec_decode(*this, code, "utf-8", "replace");
    text = text.valid() ? mark(text, origins_of(code), trail_of(code)) : text;
  }
  if (!text.is(Kind::kStr)) return raised_ || stopped_ ? Value() : unknown(origins_of(code));
  return run_source(text, globals, locals, how, "python");
}

// Runs a str in the scope that exec(text, globals, locals) names.
Value Interpreter::run_source(Value text, Value globals, Value locals, std::string_view how,
                              std::string_view language) {
  Namespace* target = nullptr;
  Dict* dict = nullptr;
  Value given = locals.valid() && !locals.is_none() ? locals : globals;
  if (given.is(Kind::kNamespace)) target = given.as<NamespaceView>()->names;
  if (given.is(Kind::kDict)) {
    dict = given.as<Dict>();
    target = &heap_ref_.make<Scope>()->names;
    for (const Dict::Entry& e : dict->entries)
      if (e.key.is(Kind::kStr)) target->set(sym(e.key.as<Text>()->text()), e.value);
  }
  if (given.is_unknown()) target = &heap_ref_.make<Scope>()->names;
  const Origins origins = origins_of(text);
  const Trail trail = trail_of(text);
  if (target == nullptr && activations_.empty()) target = &heap_ref_.make<Scope>()->names;
  Scope* const around = activations_.empty() ? nullptr : top().scope;
  Value result = run_layer(text.as<Text>()->text(), trail, origins, how, target, around, language);
  if (dict != nullptr) {
    for (const auto& [name, value] : target->items())
      if (value.valid()) dict_set(dict, heap_ref_.str(heap_ref_.text(name)), value);
  }
  return result;
}

// execfile(path), runpy.run_path(path): a shipped file, or one that was written before.
Value Interpreter::run_file_value(Value path, std::string_view how) {
  const std::string name = path.valid() ? hint_of(path) : std::string();
  if (WrittenFile* file = written(name); file != nullptr && file->content.valid())
    return run_code_value(file->content, Value(), Value(), how);
  if (const std::string_view* bytes = shipped_file(name)) {
    if (Value code = code_of_pyc(*bytes, Origins::none, Trail::none); code.valid())
      return run_code_value(code, Value(), Value(), how);
    Value content = heap_ref_.bytes(*bytes);
    if (content.valid()) return run_code_value(content, Value(), Value(), how);
  }
  return unknown(path.valid() ? origins_of(path) : Origins::none);
}

}  // namespace antivenom::interpret
