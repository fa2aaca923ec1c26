// What runs when: the entry points of a distribution, in the order pip and Python would reach them.
#include <fnmatch.h>

#include <algorithm>

#include "base/search.h"
#include "interpret/indicators.h"
#include "interpret/interpreter.h"
#include "interpret/program_hashes.h"

namespace antivenom::interpret {

using python::NodeKind;

namespace {

constexpr uint64_t kUncalledShare = 100;   // an uncalled function gets this part of an entry point's steps
constexpr uint64_t kUncalledPatience = 6;  // and this one of its patience
constexpr uint32_t kManyFiles = 40;
constexpr ptrdiff_t kMaxStars = 4;
constexpr size_t kMaxUncalled = 100'000;

// Methods of a setuptools or distutils command that the build calls (setuptools docs, "Creating distutils extensions").
constexpr std::string_view kCommandMethods[] = {"initialize_options",
                                                "finalize_options",
                                                "run",
                                                "build_extensions",
                                                "build_extension",
                                                "finalize_distribution_options",
                                                "run_commands",
                                                "get_outputs",
                                                "get_source_files",
                                                "execute",
                                                "run_command"};
// PEP 517 and PEP 660 hooks.
constexpr std::string_view kBackendHooks[] = {"get_requires_for_build_wheel",
                                              "prepare_metadata_for_build_wheel",
                                              "build_wheel",
                                              "get_requires_for_build_sdist",
                                              "build_sdist",
                                              "get_requires_for_build_editable",
                                              "prepare_metadata_for_build_editable",
                                              "build_editable"};

}  // namespace

// Runs one entry point with a budget of its own; nothing it raised or ran out of reaches the next.
template <class Body>
void Interpreter::enter(const Entry& entry, Body&& body) {
  trigger_ = entry.trigger;
  reach_ = entry.reach;
  entry_name_ = entry.name;
  steps_ = 0;
  entry_limit_ = entry.steps;
  patience_.begin(entry.reach == Reach::uncalled ? budget_.idle_steps / kUncalledPatience : budget_.idle_steps);
  // No entry may take more than a part of what is left: the next ones are still to be seen.
  entry_heap_ = heap_ref_.used() + (budget_.heap_bytes - std::min(budget_.heap_bytes, heap_ref_.used())) / 2;
  stopped_ = !may_go_on() || heap_ref_.exhausted();
  raised_ = loop_cut_ = false;
  depth_ = 0;
  uncertain_ = silenced_ = tries_ = 0;
  conditions_.leave_to(0);
  journal_.clear();
  speculations_ = 0;
  site_ = NodeId::none;
  if (!stopped_) body();
  raised_ = false;
  finalise_all();
  activations_.clear();
}

void Interpreter::run_package() {
  uint64_t python_bytes = 0;
  for (const Member& m : artifact_.members)
    if (m.content == Content::python || m.content == Content::bytecode) python_bytes += m.bytes.size();
  package_limit_ = std::min(budget_.max_steps, budget_.base_steps + budget_.steps_per_byte * python_bytes);
  total_limit_ = budget_.deadline ? 0 : package_limit_;

  index_files();
  summarise_package();
  note_native_code();
  for (FileId file = 0; file < artifact_.members.size(); ++file) {
    const Member& m = artifact_.members[file];
    if (m.role == Role::setup && m.content == Content::python) run_setup(file);
  }
  run_build_backend();
  // From here on nothing runs at install.

  run_startup_files();
  run_modules();
  // From here on nothing runs at import.

  run_entry_points();
  run_main_blocks();
  run_uncalled_functions();
  // From here on no event is added.

  sum_linked_lines();
  list_indicators();
  add_program_hashes(artifact_, facts_);
  list_dependencies(artifact_, outside_modules_, facts_);
}

// Indicators of everything that was interpreted: constants of the sources, texts of the layers, arguments of events.
void Interpreter::list_indicators() {
  IndicatorCollector collector(facts_);
  for (const Unit& unit : units_) {
    if (const Role role = artifact_.members[unit.file].role; role == Role::test || role == Role::example) continue;
    for (NodeId text : unit.texts) {
      const python::Node& node = unit.tree.node(text);
      if (node.kind != NodeKind::kConstant) continue;
      const python::Constant& constant = unit.tree.constants[node.value];
      constexpr size_t kMinText = 7;  // the shortest address: 1.2.3.4
      if (constant.text.size() < kMinText) continue;
      const uint32_t line = unit.tree.line_of(node.begin);
      const bool ends_there = line >= unit.tree.line_starts.size() || node.end < unit.tree.line_starts[line];
      collector.add_text(
          {unit.file, unit.layer, line, ends_there ? line : unit.tree.line_of(node.end), constant.text, true});
    }
  }
  for (LayerId id = 1; id < facts_.layers.size(); ++id)
    collector.add_text({facts_.layers[id].opened_at.file, id, 1, UINT32_MAX, facts_.layers[id].text, false});
}

void Interpreter::run_setup(FileId file) {
  enter({Trigger::install, Reach::entry, budget_.entry_steps, "setup.py"}, [&] {
    Module* module = new_module("__main__", file);
    module->unit->package = Symbol::empty;
    run_module(module, file);
  });
}

// setup(scripts=...): files that are installed as programs, in whatever folder they lie; a list, or what a pattern
// finds.
void Interpreter::name_scripts(Value scripts) {
  if (scripts.is(Kind::kList) || scripts.is(Kind::kTuple)) {
    for (Value item : scripts.as<Sequence>()->items)
      if (const auto file = shipped_file_id(hint_of(item))) named_scripts_[*file] = true;
    return;
  }
  for (EventId origin : heap_ref_.events(origins_of(scripts))) {
    const Event& event = facts_.events[origin];
    if (!event.callee.starts_with("glob.") || event.args.empty()) continue;
    const std::string pattern = file_key(event.args[0].text);
    if (std::count(pattern.begin(), pattern.end(), '*') > kMaxStars) continue;  // each star multiplies the time
    for (const auto& [path, file] : paths_)
      if (fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME) == 0) named_scripts_[file] = true;
  }
}

// Every command class given to setup(): its methods run at install.
void Interpreter::run_commands(Value commands) {
  std::vector<Value> classes;
  if (commands.is(Kind::kDict)) {
    for (const Dict::Entry& e : commands.as<Dict>()->entries)
      if (e.key.valid()) classes.push_back(e.value);
  }
  for (Value v : std::vector<Value>(classes))
    if (v.is_unknown())
      classes.insert(classes.end(), v.as<Unknown>()->options().begin(), v.as<Unknown>()->options().end());
  for (Value v : classes) {
    if (stopped_) return;
    if (v.is(Kind::kFunction)) call_with_unknowns(v);
    raised_ = false;
    if (!v.is(Kind::kClass)) continue;
    CallArgs none;
    Value command = call_with_unknowns_class(v.as<Class>());
    raised_ = false;
    if (!command.valid()) continue;
    for (std::string_view name : kCommandMethods) {
      const Value* method = find_in_class(v.as<Class>(), sym(name));
      if (method == nullptr || stopped_) continue;
      call_with_unknowns(bind(*method, command, v.as<Class>()));
      raised_ = false;
    }
  }
}

// An instance made with unknowns for what __init__ wants.
Value Interpreter::call_with_unknowns_class(Class* cls) {
  auto* instance = heap_ref_.make<Instance>(cls);
  const Value self(instance);
  if (const Value* init = find_in_class(cls, sym("__init__")); init != nullptr && init->is(Kind::kFunction)) {
    call_with_unknowns(bind(*init, self, cls));
    raised_ = false;
  }
  return self;
}

void Interpreter::run_build_backend() {
  if (artifact_.metadata.backend_path.empty()) return;
  std::string backend = artifact_.metadata.build_backend;
  backend = backend.substr(0, backend.find(':'));
  std::string path = backend;
  std::replace(path.begin(), path.end(), '.', '/');
  for (const std::string& folder : artifact_.metadata.backend_path) {
    for (std::string_view end : {".py", "/__init__.py"}) {
      std::string candidate = folder;
      (candidate += '/') += path;
      auto it = paths_.find(file_key(candidate += end));
      if (it == paths_.end()) continue;
      enter({Trigger::install, Reach::entry, budget_.entry_steps, "build backend " + candidate}, [&] {
        Module* module = new_module(backend, it->second);
        run_module(module, it->second);
        for (std::string_view hook : kBackendHooks) {
          raised_ = false;
          if (const Value* function = module->globals.find(sym(hook))) call_with_unknowns(*function);
        }
      });
    }
  }
}

// *.pth lines that start with "import" are executed by site.py at every start of Python; sitecustomize is imported.
void Interpreter::run_startup_files() {
  for (FileId file = 0; file < artifact_.members.size(); ++file) {
    const Member& m = artifact_.members[file];
    if (m.role != Role::startup || m.content == Content::python) continue;
    constexpr size_t kMaxPth = 1u << 20;
    std::string_view rest = m.bytes.substr(0, kMaxPth);
    std::string code;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      // Blank lines keep the numbering of the file.
      if (line.starts_with("import ") || line.starts_with("import\t")) code += line;
      code += '\n';
    }
    if (code.find_first_not_of('\n') == std::string::npos) continue;
    enter({Trigger::import, Reach::entry, budget_.entry_steps, m.path}, [&] {
      facts_.files[file].reached = true;
      Unit& unit = units_.emplace_back();
      unit.tree = parse_text(std::move(code));
      index(unit);
      unit.file = file;
      facts_.files[file].lines = static_cast<uint32_t>(unit.tree.line_starts.size());
      Scope* scope = heap_ref_.make<Scope>();
      scope->globals = &heap_ref_.make<Module>()->globals;
      scope->is_module = true;
      run_unit(&unit, scope, m.path);
    });
  }
}

// A file in a folder of a large package that is no package itself: pieces of code that the program keeps as its data,
// if nothing imports them.
bool Interpreter::is_stray(FileId file) {
  const std::string& module = artifact_.members[file].module;
  const auto top = module_files_.find(std::string_view(module).substr(0, module.find('.')));
  if (facts_.package.python_files < kManyFiles || top == module_files_.end()) return false;
  const size_t dot = module.rfind('.');
  return dot != std::string::npos && !module_files_.contains(std::string_view(module).substr(0, dot));
}

void Interpreter::run_modules() {
  // A package that ships nothing but tests or examples is judged by those.
  const bool only_unshipped = std::none_of(artifact_.members.begin(), artifact_.members.end(), [](const Member& m) {
    return (m.content == Content::python || m.content == Content::bytecode) &&
           (m.role == Role::package_init || m.role == Role::module || m.role == Role::startup ||
            m.role == Role::script || m.role == Role::main);
  });
  auto run_role = [&](Role role, bool stray = false) {
    for (FileId file = 0; file < artifact_.members.size(); ++file) {
      const Member& m = artifact_.members[file];
      if ((named_scripts_[file] ? Role::script : m.role) != role ||
          (m.content != Content::python && !runs_bytecode(file)))
        continue;
      if (role == Role::module && is_stray(file) != stray) continue;
      const bool script = role == Role::script || role == Role::main;
      const bool unshipped = role == Role::test || role == Role::example || stray;
      const Reach reach = unshipped && !only_unshipped ? Reach::unshipped : Reach::entry;
      enter({script ? Trigger::runtime : Trigger::import, reach, budget_.entry_steps, m.path}, [&] {
        if (!m.module.empty() && !script) {
          load_module(sym(m.module));
          if (auto it = module_files_.find(m.module); it != module_files_.end() && it->second == file) return;
          raised_ = stopped_ = false;
        }
        for (const auto& [module, loaded] : loaded_)
          if (loaded == file) return;
        Module* module = new_module(script ? "__main__" : m.path, file);
        module->unit->package =
            sym(m.module.substr(0, m.module.rfind('.') == std::string::npos ? 0 : m.module.rfind('.')));
        run_module(module, file);
      });
    }
  };
  // What runs by itself first, so that it is seen under its earliest trigger.
  for (Role role : {Role::startup, Role::package_init, Role::module, Role::main, Role::script}) run_role(role);
  run_role(Role::module, true);
  if (only_unshipped)
    for (Role role : {Role::test, Role::example}) run_role(role);
}

// console_scripts and plug-in entry points: called by name when the user runs the program.
void Interpreter::run_entry_points() {
  for (const EntryPoint& point : artifact_.metadata.entry_points) {
    const size_t colon = point.target.find(':');
    std::string named = point.target.substr(0, colon);
    while (!named.empty() && named.back() == ' ') named.pop_back();
    Module* module = made_so_far(sym(named));
    if (module == nullptr || colon == std::string::npos) continue;
    std::string function_name = point.target.substr(colon + 1);
    function_name = function_name.substr(0, function_name.find_first_of(" ["));
    // easy_install runs what the group "setuptools.installation" names (setuptools docs, "eggsecutable").
    const Trigger trigger = point.group == "setuptools.installation" ? Trigger::install : Trigger::runtime;
    enter({trigger, Reach::entry, budget_.entry_steps, point.group + " " + point.name}, [&] {
      Value target(module);
      size_t begin = 0;
      while (begin <= function_name.size() && target.valid()) {
        const size_t end = std::min(function_name.find('.', begin), function_name.size());
        target = get_attribute(target, sym(function_name.substr(begin, end - begin)), false);
        begin = end + 1;
      }
      if (target.valid()) call_with_unknowns(target);
    });
  }
}

// `if __name__ == "__main__":` of every module that was imported so far: runs when the file is started by hand.
void Interpreter::run_main_blocks() {
  for (size_t i = 0; i < loaded_.size(); ++i) {
    Module* const module = loaded_[i].first;
    const FileId file = loaded_[i].second;
    const python::Tree& tree = module->unit->tree;
    if (const Value* name = module->globals.find(sym("__name__"));
        name != nullptr && name->is(Kind::kStr) && name->as<Text>()->text() == "__main__")
      continue;
    for (NodeId statement : tree.kids(tree.root)) {
      if (tree.node(statement).kind != NodeKind::kIf) continue;
      const python::Node& test = tree.node(tree.kid(statement, 0));
      if (std::string_view(tree.text).substr(test.begin, test.end - test.begin).find("__name__") ==
          std::string_view::npos)
        continue;
      Activation activation;  // outlives what enter() runs last: finalisers
      enter({Trigger::runtime, Reach::entry, budget_.entry_steps, facts_.files[file].path + " as a program"}, [&] {
        Scope* scope = heap_ref_.make<Scope>();
        scope->globals = &module->globals;
        scope->is_module = true;
        activation.unit = module->unit;
        activation.scope = scope;
        activation.name = facts_.files[file].path;
        activations_.push_back(&activation);
        exec_block(tree.kid(statement, 1));
      });
    }
  }
}

// Functions and methods that nothing called: the package's API, or code that waits for its caller. First those that
// nothing even mentions: what they call is then seen with the values it is given.
void Interpreter::run_uncalled_functions() {
  const std::vector<bool> mentioned = mentioned_;  // as yet: what runs from here on may load more
  auto& functions = heap_ref_.functions();
  const size_t defined = std::min(functions.size(), kMaxUncalled);
  for (size_t i = 0; i < defined; ++i)
    if (const auto name = static_cast<size_t>(functions[i].name); name >= mentioned.size() || !mentioned[name])
      run_uncalled(&functions[i]);
  for (size_t i = 0; i < functions.size() && i < kMaxUncalled; ++i) run_uncalled(&functions[i]);
}

void Interpreter::run_uncalled(Function* function) {
  if (function->called || function->unit == nullptr) return;
  ++facts_.effort.functions;
  const std::string name =
      facts_.files[function->unit->file].path + ":" + std::string(heap_ref_.text(function->qualified));
  enter({Trigger::runtime, Reach::uncalled, budget_.entry_steps / kUncalledShare, name}, [&] {
    Value callable(function);
    if (function->owner != nullptr && !function->is_static) {
      Value& self = sample_instances_[function->owner];
      if (!self.valid()) self = call_with_unknowns_class(function->owner);
      if (raised_ || stopped_) raised_ = false;
      if (self.valid()) callable = Value(heap_ref_.make<BoundMethod>(self, callable));
    }
    if (!function->called) call_with_unknowns(callable);
  });
}

// Native libraries that were Python once, or that decrypt Python: what they do cannot be read.
void Interpreter::note_native_code() {
  constexpr size_t kMaxNoted = 32;
  size_t noted = 0;
  for (FileId file = 0; file < artifact_.members.size() && noted < kMaxNoted; ++file) {
    if (artifact_.members[file].content != Content::native) continue;
    for (const knowledge::Packer& packer : knowledge::packers_of(artifact_.members[file].bytes, true)) {
      Note note;
      note.id = "sealed-library";
      note.place.file = file;
      note.detail = packer.name;
      facts_.notes.push_back(std::move(note));
      ++noted;
    }
  }
}

void Interpreter::summarise_package() {
  PackageFact& p = facts_.package;
  const Metadata& m = artifact_.metadata;
  p.path = artifact_.path;
  p.name = m.name;
  p.version = m.version;
  p.kind = to_string(artifact_.kind);
  p.summary = m.summary;
  p.author = m.author;
  p.author_email = m.author_email;
  p.home_page = m.home_page;
  p.sha256 = artifact_.sha256;
  p.bytes = artifact_.bytes;
  p.requirements = m.requires_dist;
  for (const EntryPoint& e : m.entry_points)
    if (e.group == "console_scripts") p.console_scripts.push_back(e.name);
  p.has_metadata = m.from_file;
  p.description_bytes = static_cast<uint32_t>(m.description.size());
  p.files = static_cast<uint32_t>(artifact_.members.size());
  for (const Member& member : artifact_.members) {
    if (member.content == Content::native) ++p.native_files;
    if (member.content != Content::python) continue;
    ++p.python_files;
    p.python_lines += count_newlines(member.bytes) + 1;
    p.max_depth =
        std::max(p.max_depth, static_cast<uint32_t>(std::count(member.path.begin(), member.path.end(), '/')) + 1);
  }
}

}  // namespace antivenom::interpret
